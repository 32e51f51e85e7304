const C1 = 0xcc9e2d51;
const C2 = 0x1b873593;

function rotateLeft(value: number, bits: number): number {
  return (value << bits) | (value >>> (32 - bits));
}

function mix(block: number): number {
  return Math.imul(rotateLeft(Math.imul(block, C1), 15), C2);
}

/**
 * MurmurHash3_x86_32 of the bytes, an unsigned 32-bit integer; the same on every machine.
 * Source: Austin Appleby, SMHasher, MurmurHash3.cpp (public domain).
 */
export function murmur3(bytes: Uint8Array, seed = 0): number {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const blocksEnd = bytes.length - (bytes.length % 4);
  let hash = seed;
  for (let at = 0; at < blocksEnd; at += 4) {
    hash = rotateLeft(hash ^ mix(view.getUint32(at, true)), 13);
    hash = Math.imul(hash, 5) + 0xe6546b64;
  }
  let tail = 0;
  for (let at = bytes.length - 1; at >= blocksEnd; at -= 1) tail = (tail << 8) | view.getUint8(at);
  hash ^= mix(tail) ^ bytes.length;
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return (hash ^ (hash >>> 16)) >>> 0;
}
