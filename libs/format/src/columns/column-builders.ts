import type { Column } from './columns.ts';
import { GrowableArray, type TypedArrayType } from './growable-array.ts';

/** Longest UTF-8 of one UTF-16 unit, in bytes. */
const UTF8_BYTES_PER_UNIT = 3;

const utf8 = new TextEncoder();

/** Bytes of a bitmap at first: 1,024 rows. It doubles. */
const FIRST_BITMAP_BYTES = 128;

/** Collects which rows are NULL, as a bitmap that is made only once there is one. */
export class ValidityBuilder {
  #validity = new Uint8Array(0);
  #nulls = 0;

  addNull(row: number): void {
    const byte = row >> 3;
    if (byte >= this.#validity.length)
      this.#grow(Math.max(FIRST_BITMAP_BYTES, this.#validity.length * 2, byte + 1));
    this.#validity[byte]! &= ~(1 << (row & 7));
    this.#nulls += 1;
  }

  build(rows: number): Pick<Column, 'nulls' | 'validity'> {
    if (this.#nulls === 0) return { nulls: 0 };
    const bytes = Math.ceil(rows / 8);
    if (bytes > this.#validity.length) this.#grow(bytes);
    return { nulls: this.#nulls, validity: this.#validity.subarray(0, bytes) };
  }

  /** To that many bytes, of rows that are not NULL. */
  #grow(bytes: number): void {
    const grown = new Uint8Array(bytes).fill(0xff);
    grown.set(this.#validity);
    this.#validity = grown;
  }
}

/** Where values of various lengths end, and which are NULL. */
export class OffsetsBuilder {
  readonly #validity = new ValidityBuilder();
  readonly #offsets: GrowableArray<Int32Array>;

  constructor(rows: number) {
    this.#offsets = new GrowableArray(Int32Array, rows + 1);
    this.#offsets.push(0);
  }

  get rows(): number {
    return this.#offsets.length - 1;
  }

  add(end: number): void {
    this.#offsets.push(end);
  }

  addNull(end: number): void {
    this.#validity.addNull(this.rows);
    this.#offsets.push(end);
  }

  build(): Pick<Column, 'length' | 'nulls' | 'validity' | 'offsets'> {
    return { length: this.rows, ...this.#validity.build(this.rows), offsets: this.#offsets.filled() };
  }
}

/** Text, or bytes. */
export class BytesBuilder {
  readonly #offsets: OffsetsBuilder;
  readonly #bytes = new GrowableArray<Uint8Array>(Uint8Array, 0);
  readonly #expected: number;

  /**
   * @param rows about how many are to come
   * @param bytesPerRow about how many of them a row has; where all are NULL, none are reserved
   */
  constructor(rows: number, bytesPerRow: number) {
    this.#offsets = new OffsetsBuilder(rows);
    this.#expected = rows * bytesPerRow;
  }

  get rows(): number {
    return this.#offsets.rows;
  }

  /** Text, which becomes UTF-8, or bytes as they are, or NULL. */
  add(value: string | Uint8Array | null): void {
    if (value === null) return this.#offsets.addNull(this.#bytes.length);
    if (this.#bytes.length === 0) this.#bytes.reserve(this.#expected);
    if (typeof value === 'string') this.#addText(value);
    else this.#bytes.append(value);
    this.#offsets.add(this.#bytes.length);
  }

  /** Adds bytes to the value that `end` ends. */
  append(bytes: Uint8Array): void {
    this.#bytes.append(bytes);
  }

  /** Room for bytes of that value, to be filled by the caller, who then says with `advance` how many it filled. */
  spare(bytes: number): Uint8Array {
    return this.#bytes.spare(bytes);
  }

  advance(bytes: number): void {
    this.#bytes.advance(bytes);
  }

  end(): void {
    this.#offsets.add(this.#bytes.length);
  }

  /** Makes room for so many more bytes. */
  reserve(bytes: number): void {
    this.#bytes.reserve(bytes);
  }

  build(): Column {
    return { ...this.#offsets.build(), values: this.#bytes.filled() };
  }

  #addText(text: string): void {
    const most = text.length * UTF8_BYTES_PER_UNIT;
    const bytes = most <= this.#bytes.room ? most : Buffer.byteLength(text);
    this.#bytes.advance(utf8.encodeInto(text, this.#bytes.spare(bytes)).written);
  }
}

/** Numbers of one size, in an array of their type. */
export class NumbersBuilder<Numbers extends BigInt64Array | Float64Array | Uint8Array> {
  readonly #validity = new ValidityBuilder();
  readonly #values: GrowableArray<Numbers>;
  readonly #zero: Numbers[number];

  /**
   * @param zero what stands where a value is NULL
   * @param rows about how many are to come
   */
  constructor(type: TypedArrayType<Numbers>, zero: Numbers[number], rows: number) {
    this.#values = new GrowableArray(type, rows);
    this.#zero = zero;
  }

  get rows(): number {
    return this.#values.length;
  }

  add(value: Numbers[number] | null): void {
    if (value === null) this.#validity.addNull(this.rows);
    this.#values.push(value ?? this.#zero);
  }

  build(): Column & { readonly values: Numbers } {
    return { length: this.rows, ...this.#validity.build(this.rows), values: this.#values.filled() };
  }
}

export class VectorBuilder {
  readonly #offsets: OffsetsBuilder;
  readonly #values = new GrowableArray<Float32Array>(Float32Array, 0);
  readonly #rows: number;
  readonly #mostFloats: number;

  /**
   * @param rows about how many are to come
   * @param mostFloats about how many numbers they hold at the most
   */
  constructor(rows: number, mostFloats: number) {
    this.#offsets = new OffsetsBuilder(rows);
    this.#rows = rows;
    this.#mostFloats = mostFloats;
  }

  get rows(): number {
    return this.#offsets.rows;
  }

  add(vector: Float32Array | null): void {
    if (vector === null) return this.#offsets.addNull(this.#values.length);
    // Most vectors are as long as the first: room for all of them, where growing would copy megabytes.
    if (this.#values.length === 0)
      this.#values.reserve(Math.min(this.#rows * vector.length, this.#mostFloats));
    this.#values.append(vector);
    this.#offsets.add(this.#values.length);
  }

  build(): Column {
    const values = this.#values.filled();
    return { ...this.#offsets.build(), children: [{ length: values.length, nulls: 0, values }] };
  }
}

export class MultiVectorBuilder {
  readonly #offsets: OffsetsBuilder;
  readonly #vectors: VectorBuilder;

  constructor(rows: number, mostFloats: number) {
    this.#offsets = new OffsetsBuilder(rows);
    this.#vectors = new VectorBuilder(rows, mostFloats);
  }

  add(vectors: readonly Float32Array[] | null): void {
    if (vectors === null) return this.#offsets.addNull(this.#vectors.rows);
    for (const vector of vectors) this.#vectors.add(vector);
    this.#offsets.add(this.#vectors.rows);
  }

  build(): Column {
    return { ...this.#offsets.build(), children: [this.#vectors.build()] };
  }
}
