import type { ObjectDigests } from '@weaviate-export/format/decoder';
import { DIGEST_BYTES } from '@weaviate-export/format';

const ID_BYTES = 16;
const TIME_BYTES = 8;

/** Streams of digests, each in rising order of id, as one: holds one piece of each. */
export class DigestMerge {
  readonly #cursors: Cursor[] = [];
  readonly #all: readonly AsyncIterator<ObjectDigests>[];

  constructor(streams: readonly AsyncIterator<ObjectDigests>[]) {
    this.#all = streams;
  }

  /** Reads the beginnings. To be called once, before all else. */
  async begin(): Promise<void> {
    const begun = await Promise.all(this.#all.map((stream) => Cursor.begin(stream)));
    for (const cursor of begun) if (cursor !== undefined) this.#cursors.push(cursor);
  }

  /** The object with the lowest id of those that are left. */
  peek(): Digest | undefined {
    const [first] = this.#cursors;
    if (first === undefined) return undefined;
    let lowest = first;
    for (const cursor of this.#cursors) if (compareIds(cursor.digest, lowest.digest) < 0) lowest = cursor;
    return lowest.digest;
  }

  /** Leaves the object that `peek` told; there is something to await now and then alone. */
  next(): Promise<void> | undefined {
    const digest = this.peek();
    const cursor = this.#cursors.find((one) => one.digest === digest);
    return cursor?.next(() => void this.#cursors.splice(this.#cursors.indexOf(cursor), 1));
  }

  /** Leaves all streams. */
  async end(): Promise<void> {
    await Promise.allSettled(this.#all.map(async (stream) => stream.return?.()));
  }
}

/** An object as it is compared. */
export class Digest {
  readonly #bytes: Uint8Array;
  readonly #start: number;

  constructor(bytes: Uint8Array, start: number) {
    this.#bytes = bytes;
    this.#start = start;
  }

  get id(): string {
    const digits = Buffer.from(this.idBytes).toString('hex');
    return digits.replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-');
  }

  get idBytes(): Uint8Array {
    return this.#bytes.subarray(this.#start, this.#start + ID_BYTES);
  }

  /** Milliseconds since 1970. */
  get updateTime(): number {
    return new DataView(this.#bytes.buffer, this.#bytes.byteOffset + this.#start + ID_BYTES).getFloat64(0);
  }

  isSame(other: Digest): boolean {
    return Buffer.compare(this.#hash, other.#hash) === 0;
  }

  get #hash(): Uint8Array {
    return this.#bytes.subarray(this.#start + ID_BYTES + TIME_BYTES, this.#start + DIGEST_BYTES);
  }
}

/** Below 0 where the first comes before the second, 0 where both are of one object. */
export function compareIds(a: Digest, b: Digest): number {
  return a === b ? 0 : Buffer.compare(a.idBytes, b.idBytes);
}

class Cursor {
  digest: Digest;
  readonly #stream: AsyncIterator<ObjectDigests>;
  #bytes: Uint8Array;
  #position = 0;

  private constructor(stream: AsyncIterator<ObjectDigests>, bytes: Uint8Array) {
    this.#stream = stream;
    this.#bytes = bytes;
    this.digest = new Digest(bytes, 0);
  }

  static async begin(stream: AsyncIterator<ObjectDigests>): Promise<Cursor | undefined> {
    const bytes = await nextPiece(stream);
    return bytes && new Cursor(stream, bytes);
  }

  next(onEnd: () => void): Promise<void> | undefined {
    this.#position += DIGEST_BYTES;
    if (this.#position < this.#bytes.length) {
      this.digest = new Digest(this.#bytes, this.#position);
      return undefined;
    }
    return nextPiece(this.#stream).then((bytes) => {
      if (bytes === undefined) return onEnd();
      [this.#bytes, this.#position] = [bytes, 0];
      this.digest = new Digest(bytes, 0);
    });
  }
}

async function nextPiece(stream: AsyncIterator<ObjectDigests>): Promise<Uint8Array | undefined> {
  for (;;) {
    const next = await stream.next();
    if (next.done === true) return undefined;
    if (next.value.length > 0) return next.value;
  }
}
