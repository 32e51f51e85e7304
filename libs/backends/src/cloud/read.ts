import { Buffer } from 'node:buffer';
import { retried } from '@weaviate-export/waiting';
import { ATTEMPTS } from './options.ts';
import { BrokenOff } from './errors.ts';
import { type ByteRange, type CloudLocation, type CloudStore, type StoredBytes } from './store.ts';

const FIRST_DELAY_MS = 100;

/** Asks again where an answer breaks off: SDKs try requests again that had none, but not these. */
export function untilWhole<T>(signal: AbortSignal, ask: () => Promise<T>): Promise<T> {
  const isWorthIt = (error: unknown): boolean => error instanceof BrokenOff;
  return retried({ attempts: ATTEMPTS, firstMs: FIRST_DELAY_MS, isWorthIt, signal }, ask);
}

/** Bytes of a file, fewer where it ends before the range does; null where there is none. */
export async function readRange(
  store: CloudStore,
  location: CloudLocation,
  range: ByteRange,
  signal: AbortSignal,
): Promise<StoredBytes | null> {
  try {
    return await untilWhole(signal, () => store.get(location, range, signal));
  } catch (error) {
    const { status } = store.errors.symptomsOf(error);
    // The file ends before the range begins.
    if (status === 416) return { bytes: new Uint8Array(), version: range.version, totalBytes: 0 };
    if (status === 412) throw new Error('it was replaced while it was read', { cause: error });
    throw error;
  }
}

/** The whole of an answer. @throws BrokenOff */
export async function bytesOf(body: AsyncIterable<unknown> | Iterable<unknown>): Promise<Buffer> {
  const pieces: Buffer[] = [];
  try {
    for await (const piece of body) pieces.push(piece as Buffer);
  } catch (error) {
    throw new BrokenOff(error);
  }
  return Buffer.concat(pieces);
}

/** What an answer's Content-Range says of the size of the whole file. */
export function totalBytesOf(contentRange: string | null | undefined): number {
  const [, total] = /\/(\d+)$/.exec(contentRange ?? '') ?? [];
  if (total === undefined) throw new Error('the answer is not of the range that was asked for');
  return Number(total);
}

/** The value of a Range header. */
export function rangeHeader({ start, length }: ByteRange): string {
  return `bytes=${start}-${start + length - 1}`;
}
