import { createHash } from 'node:crypto';
import { TimeSlice } from '@weaviate-export/waiting';
import { unaborted, type StoredPart, type StoreUpload } from '../cloud/store.ts';
import { type GcsConnection } from './connection.ts';
import { CORRUPT, GcsFailure, isRefused, UNANSWERED } from './errors.ts';
import { type GcsAnswer } from './request.ts';

/** The status of an upload that waits for more. */
const INCOMPLETE = 308;

/** A session that was ended (its client closed the request, in Cloud Storage's words), had ended, or never was. */
const ENDED_STATUSES = [404, 410, 499];

/** Bytes hashed in one go: about a millisecond of the main thread. */
const HASHED_BYTES = 512 * 1024;

/**
 * A resumable upload ("Perform resumable uploads", Cloud Storage documentation). Its parts come in order, one after the
 * other; the last one publishes the object, and is kept until then.
 */
export class GcsUpload implements StoreUpload {
  readonly id = '';
  readonly #connection: GcsConnection;
  readonly #session: string;
  readonly #onEnd: () => void;
  readonly #md5 = createHash('md5');
  #sentBytes = 0;
  #last: Uint8Array = new Uint8Array();

  /**
   * @param session its address, a secret: it lets anybody write
   * @param onEnd told when there is nothing of it any more
   */
  constructor(connection: GcsConnection, session: string, onEnd: () => void) {
    this.#connection = connection;
    this.#session = session;
    this.#onEnd = onEnd;
  }

  async put(
    _number: number,
    bytes: Uint8Array,
    signal: AbortSignal,
    isLast: boolean,
  ): Promise<StoredPart['marks']> {
    const { pause } = new TimeSlice();
    for (let from = 0; from < bytes.length; from += HASHED_BYTES) {
      this.#md5.update(bytes.subarray(from, from + HASHED_BYTES));
      await pause();
    }
    if (isLast) this.#last = bytes;
    else await this.#send(bytes, signal);
    return {};
  }

  async complete(_parts: readonly StoredPart[], signal: AbortSignal): Promise<void> {
    const md5 = this.#md5.digest('base64');
    const object = await this.#send(this.#last, signal, md5);
    // Sent with the last chunk too; a store that passes over it would otherwise keep whatever arrived.
    if (object?.md5Hash !== md5)
      throw new GcsFailure("the object's MD5 is another", { code: CORRUPT, status: 200 });
    this.#onEnd();
  }

  /** One that has ended before is none the worse. */
  async abort(signal = unaborted()): Promise<void> {
    try {
      await this.#connection.send({ method: 'DELETE', at: this.#session }, signal);
    } catch (error) {
      if (!isRefused(error, ...ENDED_STATUSES)) throw error;
    }
    this.#onEnd();
  }

  /** Sends a chunk: on a later attempt what of it has not arrived. The object after the last one, else null. */
  async #send(bytes: Uint8Array, signal: AbortSignal, md5?: string): Promise<{ md5Hash?: string } | null> {
    const start = this.#sentBytes;
    const end = start + bytes.length;
    const isLast = md5 !== undefined;
    const put = (headers: Record<string, string>, body?: readonly Uint8Array[]): Promise<GcsAnswer> =>
      this.#connection.sendOnce(
        { method: 'PUT', at: this.#session, headers, ...(body !== undefined && { body }) },
        signal,
      );
    const object = await this.#connection.retried(true, signal, async (attempt) => {
      let arrived = start;
      if (attempt > 1) {
        const state = await put({ 'content-range': 'bytes */*' });
        if (state.status !== INCOMPLETE) return objectOf(state);
        arrived = arrivedBytes(state);
        if (arrived < start || arrived > end)
          throw new Error(
            `the store has ${arrived} bytes of the upload, between ${start} and ${end} were sent`,
          );
        if (arrived === end && !isLast) return null;
      }
      const range = arrived === end ? '*' : `${arrived}-${end - 1}`;
      const answer = await put(
        {
          'content-range': `bytes ${range}/${isLast ? end : '*'}`,
          ...(isLast && { 'x-goog-hash': `md5=${md5}` }),
        },
        [bytes.subarray(arrived - start)],
      );
      if (answer.status !== INCOMPLETE) return objectOf(answer);
      if (isLast || arrivedBytes(answer) !== end)
        throw new GcsFailure(`of ${end} bytes the store took ${arrivedBytes(answer)}`, { code: UNANSWERED });
      return null;
    });
    this.#sentBytes = end;
    return object;
  }
}

function arrivedBytes({ headers }: GcsAnswer): number {
  const [, last] = /^bytes=0-(\d+)$/.exec(headers.get('range') ?? '') ?? [];
  return last === undefined ? 0 : Number(last) + 1;
}

function objectOf({ body }: GcsAnswer): { md5Hash?: string } {
  return JSON.parse(body.toString()) as { md5Hash?: string };
}
