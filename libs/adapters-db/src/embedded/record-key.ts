import { createHash } from 'node:crypto';
import { type ExportPlace } from '@weaviate-export/entities-export';

const HASH_BYTES = 32;

/**
 * The key of what is kept of an export: hashes of what it is looked for by and of the rest, since a path may be longer than LMDB's
 * keys can be.
 */
export function recordKey({ backend, bucket, path }: ExportPlace, id: string): Uint8Array {
  return Buffer.concat([recordHash(backend, id), recordHash(bucket ?? null, path)]);
}

/** The keys of an id on a backend, whatever bucket and path it has. */
export function recordKeys(
  backend: string,
  id: string,
): { readonly start: Uint8Array; readonly end: Uint8Array; readonly inclusiveEnd: true } {
  const start = recordHash(backend, id);
  return { start, end: Buffer.concat([start, Buffer.alloc(HASH_BYTES, 0xff)]), inclusiveEnd: true };
}

export function recordHash(...parts: (string | null)[]): Uint8Array {
  return createHash('sha256').update(JSON.stringify(parts)).digest();
}
