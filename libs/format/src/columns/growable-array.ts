import { giveBackMemory, lendMemory } from './column-memory.ts';

type TypedArray = Uint8Array | Int32Array | Float32Array | Float64Array | BigInt64Array;

export interface TypedArrayType<T> {
  new (buffer: ArrayBufferLike, byteOffset: number, length: number): T;
  readonly BYTES_PER_ELEMENT: number;
}

/** A typed array that grows as it is filled, by doubling. What has not been filled holds anything. */
export class GrowableArray<T extends TypedArray> {
  #array: T;
  #length = 0;
  readonly #type: TypedArrayType<T>;
  readonly #memory: (bytes: number) => Uint8Array;

  /** @param memory gives at least so many bytes; of the columns' memory where absent */
  constructor(type: TypedArrayType<T>, capacity: number, memory = lentBytes) {
    this.#type = type;
    this.#memory = memory;
    this.#array = this.#allocate(capacity);
  }

  get length(): number {
    return this.#length;
  }

  /** Elements that can be added before it grows. */
  get room(): number {
    return this.#array.length - this.#length;
  }

  push(value: T[number]): void {
    this.reserve(1);
    this.#array[this.#length++] = value;
  }

  append(values: T): void {
    this.reserve(values.length);
    if (values instanceof Uint8Array && this.#array.buffer instanceof SharedArrayBuffer)
      copyToShared(values, this.#array as Uint8Array, this.#length);
    else this.#array.set(values as never, this.#length);
    this.#length += values.length;
  }

  /**
   * Room for so many more elements, to be filled by the caller, who then says with `advance` how many it filled. The
   * view is good until more is added.
   */
  spare(length: number): T {
    this.reserve(length);
    return this.#array.subarray(this.#length, this.#length + length) as T;
  }

  advance(length: number): void {
    this.#length += length;
  }

  /** What has been filled, as a view; good until more is added. */
  filled(): T {
    return this.#array.subarray(0, this.#length) as T;
  }

  /** Makes room for so many more elements. */
  reserve(length: number): void {
    if (this.#length + length <= this.#array.length) return;
    const grown = this.#allocate(Math.max(this.#array.length * 2, this.#length + length));
    grown.set(this.filled() as never);
    giveBackMemory(this.#array);
    this.#array = grown;
  }

  #allocate(length: number): T {
    const { buffer, byteOffset } = this.#memory(length * this.#type.BYTES_PER_ELEMENT);
    return new this.#type(buffer, byteOffset, length);
  }
}

/**
 * V8 copies into shared memory byte for byte, unless both sides happen to be aligned alike: at a third of the speed. Node's
 * copy of a part of a buffer is memmove; for all of it, Node leaves it to V8.
 */
function copyToShared(bytes: Uint8Array, target: Uint8Array, start: number): void {
  const last = bytes.length - 1;
  if (last < 0) return;
  Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).copy(target, start, 0, last);
  target[start + last] = bytes[last]!;
}

function lentBytes(bytes: number): Uint8Array {
  return new Uint8Array(lendMemory(bytes));
}
