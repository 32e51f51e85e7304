/**
 * The largest row group that common ranges make, in bytes: 64 MiB of vectors, and their pages' headers. One that is
 * larger takes memory of its own.
 */
const PIECE_BYTES = 65 * 1024 * 1024;

/**
 * Memory that workers encode parts into and this thread writes from, shared by both and used again for the next part.
 * Transferred instead, it is new for each part: the system clears tens of megabytes, and V8 marks the heaps of both
 * threads, since it takes what comes and goes for garbage. That took a quarter of an export's CPU time.
 *
 * Nothing but V8 frees shared memory, and it does not see its size: so it is kept for the process's life. What is not
 * written to takes no memory, and a piece holds what its largest part took.
 */
export class PartMemory {
  readonly #most: number;
  readonly #free: SharedArrayBuffer[] = [];
  #made = 0;

  /** @param most pieces at a time */
  constructor(most: number) {
    this.#most = most;
  }

  /** A piece with anything in it, to be given back; undefined while all are lent. */
  lend(): SharedArrayBuffer | undefined {
    if (this.#free.length > 0) return this.#free.pop();
    if (this.#made === this.#most) return undefined;
    this.#made += 1;
    return new SharedArrayBuffer(PIECE_BYTES);
  }

  /** Takes back a piece that nobody writes to any more. */
  giveBack(piece: SharedArrayBuffer): void {
    this.#free.push(piece);
  }
}
