/**
 * Ids and times of objects, one behind the other in order of id, as they are compared and sent between threads: 16 bytes of
 * the id, and a time as a float64, in milliseconds since 1970. 10,000 of them are 240 KB.
 */
export type IdEntries = Uint8Array<ArrayBuffer>;

const ID_BYTES = 16;
export const ENTRY_BYTES = ID_BYTES + Float64Array.BYTES_PER_ELEMENT;

/** Stands for the time of a deletion of which nobody knows when it was: NULL in a file. */
export const UNKNOWN_TIME = Number.MIN_SAFE_INTEGER;

/** Columns of a file that its entries are read of: those of objects, or of deletes. */
export const isOfEntries = (column: string): boolean =>
  column === 'id' || column === 'update_time' || column === 'delete_time';

/** Collects entries, given in order of id. */
export class IdEntriesBuilder {
  #bytes = Buffer.alloc(64 * ENTRY_BYTES);
  #used = 0;

  add(id: string, time: number): void {
    if (this.#used === this.#bytes.length) {
      const larger = Buffer.alloc(this.#bytes.length * 2);
      this.#bytes.copy(larger);
      this.#bytes = larger;
    }
    this.#bytes.write(id.replaceAll('-', ''), this.#used, 'hex');
    this.#bytes.writeDoubleBE(time, this.#used + ID_BYTES);
    this.#used += ENTRY_BYTES;
  }

  /** All of them, in memory of their own. */
  build(): IdEntries {
    return new Uint8Array(this.#bytes.subarray(0, this.#used));
  }
}

export function countOf(entries: Uint8Array): number {
  return entries.length / ENTRY_BYTES;
}

export function idAt(entries: Uint8Array, index: number): string {
  const start = index * ENTRY_BYTES;
  const digits = bufferOf(entries).toString('hex', start, start + ID_BYTES);
  return `${digits.slice(0, 8)}-${digits.slice(8, 12)}-${digits.slice(12, 16)}-${digits.slice(16, 20)}-${digits.slice(20)}`;
}

export function timeAt(entries: Uint8Array, index: number): number {
  return bufferOf(entries).readDoubleBE(index * ENTRY_BYTES + ID_BYTES);
}

/** Below 0 where the id of the first comes before that of the second, 0 where they are one. */
export function compareIdsAt(a: Uint8Array, indexA: number, b: Uint8Array, indexB: number): number {
  const [startA, startB] = [indexA * ENTRY_BYTES, indexB * ENTRY_BYTES];
  for (let byte = 0; byte < ID_BYTES; byte++) {
    const difference = a[startA + byte]! - b[startB + byte]!;
    if (difference !== 0) return difference;
  }
  return 0;
}

/** The entries whose ids are not below the first, and below the end, where there is one; a view. */
export function entriesBetween<Entries extends Uint8Array>(
  entries: Entries,
  first: string,
  end: string | undefined,
): Uint8Array {
  const from = placeOf(entries, first);
  const to = end === undefined ? countOf(entries) : placeOf(entries, end);
  return entries.subarray(from * ENTRY_BYTES, Math.max(from, to) * ENTRY_BYTES);
}

/** Where the id would come in. */
function placeOf(entries: Uint8Array, id: string): number {
  const wanted = new IdEntriesBuilder();
  wanted.add(id, 0);
  const one = wanted.build();
  let [low, high] = [0, countOf(entries)];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (compareIdsAt(entries, middle, one, 0) < 0) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** The entries of both, in order; an id is in one of them alone. */
export function mergeEntries(a: IdEntries, b: IdEntries): IdEntries {
  if (a.length === 0 || b.length === 0) return a.length === 0 ? b : a;
  const merged = new Uint8Array(a.length + b.length);
  let [indexA, indexB] = [0, 0];
  for (let start = 0; start < merged.length; start += ENTRY_BYTES) {
    const isA = indexB === countOf(b) || (indexA < countOf(a) && compareIdsAt(a, indexA, b, indexB) < 0);
    const [from, index] = isA ? [a, indexA++] : [b, indexB++];
    merged.set(from.subarray(index * ENTRY_BYTES, (index + 1) * ENTRY_BYTES), start);
  }
  return merged;
}

/** Entries, looked for in order of id. */
export class IdWalk {
  readonly #entries: Uint8Array;
  readonly #wanted = Buffer.alloc(ENTRY_BYTES);
  #index = 0;

  constructor(entries: Uint8Array) {
    this.#entries = entries;
  }

  /** @param id not below those asked for before */
  has(id: string): boolean {
    this.#wanted.write(id.replaceAll('-', ''), 'hex');
    for (; this.#index < countOf(this.#entries); this.#index++) {
      const order = compareIdsAt(this.#entries, this.#index, this.#wanted, 0);
      if (order >= 0) return order === 0;
    }
    return false;
  }
}

function bufferOf({ buffer, byteOffset, byteLength }: Uint8Array): Buffer {
  return Buffer.from(buffer, byteOffset, byteLength);
}
