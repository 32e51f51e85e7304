import { createHash, randomUUID } from 'node:crypto';
import { type Send } from './connection.ts';
import { isObjectMissing, isRefused } from './errors.ts';
import { objectPath, uploadPath, type ObjectPlace } from './object-place.ts';

/** Metadata entry that names the one write that made an object: it alone tells a retried success from another's object. */
const WRITE_ID = 'write-id';

/** Generation that `ifGenerationMatch` knows for an object that is not there. */
const ABSENT = '0';

/** Precondition of a request that is to replace nothing. */
export const IF_ABSENT = { ifGenerationMatch: ABSENT };

/** What the JSON API says of an object, as far as it is of interest. */
export interface ObjectResource {
  /** Decimal, of 64 bits. */
  readonly generation: string;
  /** Base64; objects composed of others have none. */
  readonly md5Hash?: string;
  readonly metadata?: Readonly<Record<string, string>>;
}

/** The metadata of an object that is to be made by that write. */
export function madeBy(writeId: string): Record<string, string> {
  return { [WRITE_ID]: writeId };
}

/** Whose the object is, if there is one. */
export async function makerOf(
  send: Send,
  place: ObjectPlace,
  writeId: string,
): Promise<{ readonly maker: 'this' | 'another' | 'none'; readonly generation: string }> {
  try {
    const { body } = await send({ method: 'GET', at: objectPath(place) });
    const { generation, metadata } = JSON.parse(body.toString()) as ObjectResource;
    return { maker: metadata?.[WRITE_ID] === writeId ? 'this' : 'another', generation };
  } catch (error) {
    if (isObjectMissing(error)) return { maker: 'none', generation: ABSENT };
    throw error;
  }
}

/**
 * Sends an object whole in one request, metadata before its bytes (JSON API, "Upload an object in a single request").
 * Its MD5 travels with it, and Cloud Storage refuses other bytes than that is of.
 */
export async function insertObject(
  send: Send,
  { bucket, key }: ObjectPlace,
  pieces: readonly Uint8Array[],
  { writeId, ...conditions }: { readonly writeId?: string; readonly ifGenerationMatch?: string } = {},
): Promise<void> {
  const boundary = randomUUID();
  const md5 = createHash('md5');
  for (const piece of pieces) md5.update(piece);
  const metadata = {
    name: key,
    md5Hash: md5.digest('base64'),
    ...(writeId !== undefined && { metadata: madeBy(writeId) }),
  };
  const head =
    `--${boundary}\r\ncontent-type: application/json; charset=UTF-8\r\n\r\n${JSON.stringify(metadata)}\r\n` +
    `--${boundary}\r\ncontent-type: application/octet-stream\r\n\r\n`;
  await send({
    method: 'POST',
    at: uploadPath(bucket, { uploadType: 'multipart', ...conditions }),
    headers: { 'content-type': `multipart/related; boundary=${boundary}` },
    body: [Buffer.from(head), ...pieces, Buffer.from(`\r\n--${boundary}--`)],
  });
}

/**
 * Creates an object in one request, unless there is one: false then. Knows its own success, also where the answer was
 * lost and a retry met the object that the first attempt had made.
 */
export async function createObject(
  send: Send,
  place: ObjectPlace,
  pieces: readonly Uint8Array[],
  writeId: string,
): Promise<boolean> {
  try {
    await insertObject(send, place, pieces, { writeId, ...IF_ABSENT });
    return true;
  } catch (error) {
    if (!isRefused(error, 412)) throw error;
    const { maker } = await makerOf(send, place, writeId);
    // The one that was there is gone.
    if (maker === 'none') throw error;
    return maker === 'this';
  }
}

/** Deletes the object of that write, and no other. */
export async function deleteOwn(send: Send, place: ObjectPlace, writeId: string): Promise<void> {
  const { maker, generation } = await makerOf(send, place, writeId);
  if (maker !== 'this') return;
  await deleteObject(send, place, `?ifGenerationMatch=${generation}`);
}

/** Deletes an object; one that is not there, or is not the one of the condition, is none the worse. */
export async function deleteObject(send: Send, place: ObjectPlace, condition = ''): Promise<void> {
  try {
    await send({ method: 'DELETE', at: `${objectPath(place)}${condition}` });
  } catch (error) {
    if (!isObjectMissing(error) && !isRefused(error, 412)) throw error;
  }
}
