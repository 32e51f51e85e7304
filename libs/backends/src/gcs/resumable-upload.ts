import { type Chunk } from './chunk.ts';
import { IF_ABSENT, madeBy, type ObjectResource } from './create-object.ts';
import { type Send } from './connection.ts';
import { GcsFailure, isRefused } from './errors.ts';
import { type GcsAnswer } from './request.ts';
import { uploadPath, type ObjectPlace } from './object-place.ts';

/** Resumable uploads of the JSON API ("Perform resumable uploads" and "Resumable uploads", Cloud Storage documentation). */

/** Bytes of each request but the last: a multiple of 256 KiB, and the 8 MiB or more that Google recommends. */
export const CHUNK_BYTES = 16 * 1024 * 1024;

/** The status of an upload that waits for more. */
const INCOMPLETE = 308;

/** A session that was ended (its client closed the request, in Cloud Storage's words), had ended, or never was. */
const ENDED_STATUSES = [404, 410, 499];

/**
 * Begins an upload that is to replace nothing. Its address is a secret: it lets anybody write.
 * @throws GcsFailure 412 where there is an object
 */
export async function beginUpload(
  send: Send,
  { bucket, key }: ObjectPlace,
  writeId: string,
): Promise<string> {
  const { headers } = await send({
    method: 'POST',
    at: uploadPath(bucket, { uploadType: 'resumable', ...IF_ABSENT }),
    headers: { 'content-type': 'application/json; charset=UTF-8' },
    body: [Buffer.from(JSON.stringify({ name: key, metadata: madeBy(writeId) }))],
  });
  const address = headers.get('location');
  if (address === null) throw new Error('the answer has no address of the upload');
  return address;
}

/** Ends an upload without an object; one that has ended before is none the worse. */
export async function endUpload(send: Send, address: string): Promise<void> {
  try {
    await send({ method: 'DELETE', at: address });
  } catch (error) {
    if (!isRefused(error, ...ENDED_STATUSES)) throw error;
  }
}

/**
 * Sends a chunk: on a later attempt what of it has not arrived. The object after the last one, else null.
 * @param attempt from 1 on
 * @param md5 with the last chunk: of the whole object, in base64, which Cloud Storage holds the object against
 */
export async function sendChunk(
  send: Send,
  address: string,
  chunk: Chunk,
  attempt: number,
  md5?: string,
): Promise<ObjectResource | null> {
  const { start, end } = chunk;
  const isLast = md5 !== undefined;
  let arrived = start;
  if (attempt > 1) {
    const state = await send({ method: 'PUT', at: address, headers: { 'content-range': 'bytes */*' } });
    if (state.status !== INCOMPLETE) return objectOf(state);
    arrived = arrivedBytes(state);
    if (arrived < start || arrived > end)
      throw new Error(`the store has ${arrived} bytes of the upload, between ${start} and ${end} were sent`);
    if (arrived === end && !isLast) return null;
  }
  const range = arrived === end ? '*' : `${arrived}-${end - 1}`;
  const answer = await send({
    method: 'PUT',
    at: address,
    headers: {
      'content-range': `bytes ${range}/${isLast ? end : '*'}`,
      ...(isLast && { 'x-goog-hash': `md5=${md5}` }),
    },
    body: [chunk.from(arrived)],
  });
  if (answer.status !== INCOMPLETE) return objectOf(answer);
  if (isLast || arrivedBytes(answer) !== end)
    throw new GcsFailure('unanswered', `of ${end} bytes the store took ${arrivedBytes(answer)}`);
  return null;
}

function arrivedBytes({ headers }: GcsAnswer): number {
  const [, last] = /^bytes=0-(\d+)$/.exec(headers.get('range') ?? '') ?? [];
  return last === undefined ? 0 : Number(last) + 1;
}

function objectOf({ body }: GcsAnswer): ObjectResource {
  return JSON.parse(body.toString()) as ObjectResource;
}
