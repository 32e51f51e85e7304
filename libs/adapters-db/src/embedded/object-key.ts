import { Buffer } from 'node:buffer';
import { ExportError, UUID } from '@weaviate-export/entities-export';

/**
 * Keys of objects: class number (u32), shard number (u32), UUID (16 bytes), big-endian, so that LMDB's order of bytes
 * is the order of class, shard and id. 24 bytes, far below the 511 that LMDB allows by default
 * (http://www.lmdb.tech/doc/group__mdb.html, mdb_env_get_maxkeysize).
 */
const SHARD_OFFSET = 4;
const ID_OFFSET = 8;
const KEY_BYTES = 24;

const FNV_OFFSET = 0x811c9dc5;
const FNV_PRIME = 0x01000193;

/**
 * The 16 bytes of a UUID.
 * @throws ExportError OBJECT_ID_INVALID
 */
export function uuidBytes(id: string): Uint8Array {
  if (!UUID.test(id)) throw new ExportError('OBJECT_ID_INVALID', [id]);
  return Buffer.from(id.replaceAll('-', ''), 'hex');
}

/** The shard of an object: FNV-1a (32 bits, http://www.isthe.com/chongo/tech/comp/fnv/) of its UUID's bytes. */
export function shardOf(uuid: Uint8Array, shards: number): number {
  let hash = FNV_OFFSET;
  for (const byte of uuid) hash = Math.imul(hash ^ byte, FNV_PRIME);
  return (hash >>> 0) % shards;
}

export function objectKey(classNumber: number, shard: number, uuid: Uint8Array): Uint8Array {
  const key = shardStart(classNumber, shard);
  key.set(uuid, ID_OFFSET);
  return key;
}

/** The lowest key that an object of the shard can have. */
export function shardStart(classNumber: number, shard: number): Uint8Array {
  const key = Buffer.alloc(KEY_BYTES);
  key.writeUInt32BE(classNumber);
  key.writeUInt32BE(shard, SHARD_OFFSET);
  return key;
}

/** Keys from the first one on, and before the last one. */
export interface KeySpan {
  readonly start: Uint8Array;
  readonly end: Uint8Array;
}

/** The keys of all objects of the shard. */
export function shardSpan(classNumber: number, shard: number): KeySpan {
  return { start: shardStart(classNumber, shard), end: shardStart(classNumber, shard + 1) };
}

const HEX_DIGITS = Buffer.from('0123456789abcdef');
/** Bytes of a UUID that a dash precedes in its text. */
const DASH_BEFORE = [4, 6, 8, 10].map((byte) => ID_OFFSET + byte);
const uuidText = Buffer.alloc(36, '-');

/** The UUID in a key, as lower-case text with dashes. A scan calls it for every object, hence digit by digit. */
export function idOf(key: Uint8Array): string {
  let offset = 0;
  for (let index = ID_OFFSET; index < KEY_BYTES; index += 1) {
    const byte = key[index] as number;
    if (DASH_BEFORE.includes(index)) offset += 1;
    uuidText[offset] = HEX_DIGITS[byte >> 4] as number;
    uuidText[offset + 1] = HEX_DIGITS[byte & 15] as number;
    offset += 2;
  }
  return uuidText.toString('latin1');
}
