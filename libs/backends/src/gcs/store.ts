import { hash, randomUUID } from 'node:crypto';
import { PATIENCE_MS, type CloudOptions } from '../cloud/options.ts';
import { NameTaken } from '../cloud/errors.ts';
import { withGrace } from '../cloud/grace.ts';
import { rangeHeader, totalBytesOf } from '../cloud/read.ts';
import {
  type ByteRange,
  type CloudLocation,
  type CloudStore,
  type FileState,
  type ListedPage,
  type PageOrder,
  type StoredBytes,
} from '../cloud/store.ts';
import { type PartRules } from '../cloud/part-size.ts';
import { type GcsConfig } from './config.ts';
import { GcsConnection } from './connection.ts';
import { gcsErrors, ifThere, isRefused } from './errors.ts';
import { GCS_PARTS } from './parts.ts';
import { GcsUpload } from './upload.ts';

/** Metadata entry that names the one write that made an object. */
const WRITE_ID = 'write-id';

/** Precondition of a request that is to replace nothing: generation 0 is that of an object that is not there. */
const IF_ABSENT = { ifGenerationMatch: '0' };

/** What the JSON API says of an object, as far as it is of interest. */
interface ObjectResource {
  readonly name: string;
  /** Decimal, of 64 bits, as all numbers of that size. */
  readonly size: string;
  readonly generation: string;
  readonly metadata?: Readonly<Record<string, string>>;
}

export class GcsStore implements CloudStore {
  readonly name = 'gcs';
  readonly host: string;
  readonly patienceMs: number;
  readonly errors = gcsErrors;
  readonly parts: PartRules;
  readonly #connection: GcsConnection;
  /**
   * The uploads that this process has begun and not ended, by the address of their object. Cloud Storage has no list of
   * them: those of a server that died are out of reach, take no room that is charged for, and end by themselves after a
   * week.
   */
  readonly #uploads = new Map<GcsUpload, string>();

  constructor(config: GcsConfig, options: CloudOptions = {}) {
    this.patienceMs = options.patienceMs ?? PATIENCE_MS;
    this.parts = { ...GCS_PARTS, usualBytes: options.partBytes ?? GCS_PARTS.usualBytes };
    this.#connection = new GcsConnection(config, options);
    this.host = new URL(this.#connection.endpoint).host;
  }

  addressOf({ bucket, key }: CloudLocation): string {
    return `gs://${bucket}/${key}`;
  }

  async list(
    { bucket, key: prefix }: CloudLocation,
    { limit, next }: PageOrder,
    signal: AbortSignal,
  ): Promise<ListedPage> {
    const query = new URLSearchParams({
      prefix,
      ...(limit !== undefined && { maxResults: String(limit) }),
      ...(next !== undefined && { pageToken: next }),
    });
    const at = `${objectsPath(bucket)}?${String(query)}`;
    const { body } = await this.#connection.send({ method: 'GET', at }, signal);
    const { items = [], nextPageToken } = JSON.parse(body.toString()) as {
      items?: readonly ObjectResource[];
      nextPageToken?: string;
    };
    return {
      files: items.map(({ name, size }) => ({ key: name, bytes: Number(size) })),
      next: nextPageToken,
    };
  }

  async probe(location: CloudLocation, signal: AbortSignal): Promise<void> {
    const upload = await this.beginUpload(location, randomUUID(), signal);
    await upload.abort();
  }

  async get(
    location: CloudLocation,
    range: ByteRange | undefined,
    signal: AbortSignal,
  ): Promise<StoredBytes | null> {
    const condition = range?.version === undefined ? '' : `&ifGenerationMatch=${range.version}`;
    const at = `${objectPath(location)}?alt=media${condition}`;
    const headers = range && { headers: { range: rangeHeader(range) } };
    const answer = await ifThere(this.#connection.send({ method: 'GET', at, ...headers }, signal));
    if (answer === null) return null;
    const { body: bytes } = answer;
    const totalBytes = range === undefined ? bytes.length : totalBytesOf(answer.headers.get('content-range'));
    return { bytes, totalBytes, version: answer.headers.get('x-goog-generation') ?? undefined };
  }

  /**
   * Metadata before the bytes ("Upload an object in a single request"): the MD5 travels with them, and Cloud Storage
   * refuses others.
   */
  async put(
    { bucket, key }: CloudLocation,
    bytes: Uint8Array,
    signal: AbortSignal,
    writeId?: string,
  ): Promise<void> {
    const boundary = randomUUID();
    const metadata = { name: key, md5Hash: hash('md5', bytes, 'base64'), ...madeBy(writeId) };
    const head =
      `--${boundary}\r\ncontent-type: application/json; charset=UTF-8\r\n\r\n${JSON.stringify(metadata)}\r\n` +
      `--${boundary}\r\ncontent-type: application/octet-stream\r\n\r\n`;
    await this.#connection.send(
      {
        method: 'POST',
        at: uploadPath(bucket, { uploadType: 'multipart', ...(writeId !== undefined && IF_ABSENT) }),
        headers: { 'content-type': `multipart/related; boundary=${boundary}` },
        body: [Buffer.from(head), bytes, Buffer.from(`\r\n--${boundary}--`)],
      },
      signal,
    );
  }

  async stateOf(location: CloudLocation, signal: AbortSignal): Promise<FileState | null> {
    const found = await ifThere(this.#connection.send({ method: 'GET', at: objectPath(location) }, signal));
    if (found === null) return null;
    const { generation, metadata } = JSON.parse(found.body.toString()) as ObjectResource;
    return { version: generation, isFile: true, writeId: metadata?.[WRITE_ID] };
  }

  async deleteSeen(location: CloudLocation, seen: FileState, signal: AbortSignal): Promise<void> {
    const at = `${objectPath(location)}?ifGenerationMatch=${seen.version}`;
    try {
      await ifThere(this.#connection.send({ method: 'DELETE', at }, signal));
    } catch (error) {
      if (!isRefused(error, 412)) throw error;
    }
  }

  async delete(location: CloudLocation, signal: AbortSignal): Promise<void> {
    const where = this.addressOf(location);
    for (const [upload, place] of this.#uploads) if (place === where) await upload.abort(signal);
    await ifThere(this.#connection.send({ method: 'DELETE', at: objectPath(location) }, signal));
  }

  async beginUpload(location: CloudLocation, writeId: string, signal: AbortSignal): Promise<GcsUpload> {
    const { bucket, key } = location;
    try {
      // The address of an upload that was begun must not be lost.
      const { headers } = await withGrace(signal, (cut) =>
        this.#connection.send(
          {
            method: 'POST',
            at: uploadPath(bucket, { uploadType: 'resumable', ...IF_ABSENT }),
            headers: { 'content-type': 'application/json; charset=UTF-8' },
            body: [Buffer.from(JSON.stringify({ name: key, ...madeBy(writeId) }))],
          },
          cut,
        ),
      );
      const session = headers.get('location');
      if (session === null) throw new Error('the answer has no address of the upload');
      const upload = new GcsUpload(this.#connection, session, () => this.#uploads.delete(upload));
      this.#uploads.set(upload, this.addressOf(location));
      return upload;
    } catch (error) {
      throw isRefused(error, 412) ? new NameTaken() : error;
    }
  }

  /** The SDK's transport keeps no connection that has to be ended. */
  [Symbol.dispose](): void {}
}

/** Path of a bucket's objects (Cloud Storage JSON API v1). */
function objectsPath(bucket: string): string {
  return `/storage/v1/b/${encodeURIComponent(bucket)}/o`;
}

function objectPath({ bucket, key }: CloudLocation): string {
  return `${objectsPath(bucket)}/${encodeURIComponent(key)}`;
}

/** Path that objects are sent to. @param parameters `uploadType`, preconditions */
function uploadPath(bucket: string, parameters: Readonly<Record<string, string>>): string {
  return `/upload${objectsPath(bucket)}?${String(new URLSearchParams(parameters))}`;
}

function madeBy(writeId: string | undefined) {
  return writeId !== undefined && { metadata: { [WRITE_ID]: writeId } };
}
