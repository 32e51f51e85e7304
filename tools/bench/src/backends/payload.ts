import { createHash } from 'node:crypto';

/** Bytes of one write: what the file assembler hands over at a time. */
const PIECE_BYTES = 1024 * 1024;
/** Different pieces, used in turn: enough that no server takes them for the same. */
const PIECES = 32;

const pieces = Array.from({ length: PIECES }, (_, seed) => pseudoRandom(seed));

/** So many bytes that do not compress, the same in every run, in pieces of 1 MiB. */
export function* payload(bytes: number): Generator<Buffer> {
  for (let sent = 0, index = 0; sent < bytes; index++) {
    const piece = pieces[index % PIECES]!.subarray(0, Math.min(PIECE_BYTES, bytes - sent));
    sent += piece.length;
    yield piece;
  }
}

function pseudoRandom(seed: number): Buffer {
  const block = createHash('shake256', { outputLength: PIECE_BYTES }).update(`piece ${seed}`);
  return block.digest();
}
