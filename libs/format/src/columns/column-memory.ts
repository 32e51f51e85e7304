import { transferable } from './columns.ts';

/** Memory below this is cheap to have anew. */
const LEAST_BYTES = 64 * 1024;
/** How much larger than asked for memory may be that is used again. */
const LARGEST_FACTOR = 4;
/** Memory that is kept for the next part at most: that of common row groups, of 10,000 objects with 1,000 dimensions. */
const KEPT_BYTES = 48 * 1024 * 1024;

/**
 * Memory of columns, on each thread its own: a worker fills and encodes one part after the other, of about the same size.
 * With new memory for each, V8 collected garbage twice a part, and the system cleared tens of megabytes.
 */
const lent = new WeakSet<ArrayBuffer>();
let kept: ArrayBuffer[] = [];

/** Memory for at least so many bytes, with anything in it. */
export function lendMemory(bytes: number): ArrayBuffer {
  if (bytes < LEAST_BYTES) return new ArrayBuffer(bytes);
  const fitting = kept.filter(
    ({ byteLength }) => byteLength >= bytes && byteLength <= bytes * LARGEST_FACTOR,
  );
  const [best] = fitting.sort((a, b) => a.byteLength - b.byteLength);
  kept = kept.filter((buffer) => buffer !== best);
  const memory = best ?? new ArrayBuffer(bytes);
  lent.add(memory);
  return memory;
}

/**
 * Takes back the memory of a value made of plain objects and typed arrays, for whoever is done with it: what was lent
 * here is used again, all else is freed at once. Left to V8, tens of megabytes a part would stay until it sees a reason to
 * collect them.
 */
export function giveBackMemory(value: unknown): void {
  for (const memory of transferable(value)) {
    const bytes = kept.reduce((sum, { byteLength }) => sum + byteLength, memory.byteLength);
    if (lent.delete(memory) && bytes <= KEPT_BYTES) kept.push(memory);
    else memory.transfer(0);
  }
}
