import { type Send } from './connection.ts';
import { isObjectMissing, isRefused } from './errors.ts';
import { objectPath, type ObjectPlace } from './object-place.ts';

/** Bytes of an object, and what they are of. */
export interface ObjectBytes {
  readonly bytes: Uint8Array;
  /** Of the whole object. */
  readonly totalBytes: number;
  /** Of the version that the bytes are of. */
  readonly generation: string | undefined;
}

/** The whole object, or null where there is none. */
export async function readObject(send: Send, place: ObjectPlace): Promise<Uint8Array | null> {
  try {
    return (await send({ method: 'GET', at: `${objectPath(place)}?alt=media` })).body;
  } catch (error) {
    if (isObjectMissing(error)) return null;
    throw error;
  }
}

/**
 * Bytes from `start`, fewer where the object ends before; null where there is no object.
 * @param length at least 1
 * @param generation of the version that it has to be
 */
export async function readObjectRange(
  send: Send,
  place: ObjectPlace,
  range: { readonly start: number; readonly length: number; readonly generation?: string | undefined },
): Promise<ObjectBytes | null> {
  const { start, length, generation } = range;
  const condition = generation === undefined ? '' : `&ifGenerationMatch=${generation}`;
  try {
    const { headers, body } = await send({
      method: 'GET',
      at: `${objectPath(place)}?alt=media${condition}`,
      headers: { range: `bytes=${start}-${start + length - 1}` },
    });
    const [, totalBytes] = /\/(\d+)$/.exec(headers.get('content-range') ?? '') ?? [];
    if (totalBytes === undefined) throw new Error('the answer is not of the range that was asked for');
    return {
      bytes: body,
      totalBytes: Number(totalBytes),
      generation: headers.get('x-goog-generation') ?? undefined,
    };
  } catch (error) {
    if (isObjectMissing(error)) return null;
    // The object ends before the range begins.
    if (isRefused(error, 416)) return { bytes: new Uint8Array(), generation, totalBytes: 0 };
    if (isRefused(error, 412)) throw new Error('it was replaced while it was read', { cause: error });
    throw error;
  }
}
