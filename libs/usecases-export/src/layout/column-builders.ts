import type { MultiVectorColumn, TimestampColumn, Utf8Column, Validity, VectorColumn } from './columns.ts';
import { GrowableArray } from './growable-array.ts';

/** Longest UTF-8 of one UTF-16 unit, in bytes. */
const UTF8_BYTES_PER_UNIT = 3;

const utf8 = new TextEncoder();
const int32 = (length: number): Int32Array => new Int32Array(length);
const float32 = (length: number): Float32Array => new Float32Array(length);
const uint8 = (length: number): Uint8Array => new Uint8Array(length);

/** Collects which rows are NULL; the bitmap is made only once there is one. */
export class ValidityBuilder {
  readonly #nullRows: number[] = [];

  addNull(row: number): void {
    this.#nullRows.push(row);
  }

  build(rows: number): Validity {
    const nulls = this.#nullRows.length;
    if (nulls === 0) return { nulls };
    const bitmap = new Uint8Array(Math.ceil(rows / 8)).fill(0xff);
    for (const row of this.#nullRows) bitmap[row >> 3]! &= ~(1 << (row & 7));
    return { nulls, bitmap };
  }
}

export class Utf8Builder {
  readonly #validity = new ValidityBuilder();
  readonly #offsets: GrowableArray<Int32Array>;
  readonly #data: GrowableArray<Uint8Array>;

  constructor(rows: number, bytesPerRow: number) {
    this.#offsets = new GrowableArray(int32, rows + 1);
    this.#offsets.push(0);
    this.#data = new GrowableArray(uint8, rows * bytesPerRow);
  }

  /** Text, its UTF-8 bytes, or NULL. */
  add(value: string | Uint8Array | null): void {
    if (value === null) this.#validity.addNull(this.#offsets.length - 1);
    else if (typeof value === 'string') {
      this.#data.advance(
        utf8.encodeInto(value, this.#data.spare(value.length * UTF8_BYTES_PER_UNIT)).written,
      );
    } else this.#data.append(value);
    this.#offsets.push(this.#data.length);
  }

  build(): Utf8Column {
    const offsets = this.#offsets.filled();
    return {
      kind: 'utf8',
      validity: this.#validity.build(offsets.length - 1),
      offsets,
      data: this.#data.filled(),
    };
  }
}

export class TimestampBuilder {
  readonly #values: GrowableArray<BigInt64Array>;

  constructor(rows: number) {
    this.#values = new GrowableArray((length) => new BigInt64Array(length), rows);
  }

  add(milliseconds: number): void {
    this.#values.push(BigInt(milliseconds));
  }

  build(): TimestampColumn {
    return { kind: 'timestamp', values: this.#values.filled() };
  }
}

export class VectorBuilder {
  readonly #validity = new ValidityBuilder();
  readonly #offsets: GrowableArray<Int32Array>;
  readonly #values = new GrowableArray(float32, 0);

  constructor(rows: number) {
    this.#offsets = new GrowableArray(int32, rows + 1);
    this.#offsets.push(0);
  }

  get rows(): number {
    return this.#offsets.length - 1;
  }

  add(vector: Float32Array | null): void {
    if (vector === null) this.#validity.addNull(this.rows);
    else this.#values.append(vector);
    this.#offsets.push(this.#values.length);
  }

  build(): VectorColumn {
    return {
      kind: 'vector',
      validity: this.#validity.build(this.rows),
      offsets: this.#offsets.filled(),
      values: this.#values.filled(),
    };
  }
}

export class MultiVectorBuilder {
  readonly #validity = new ValidityBuilder();
  readonly #offsets: GrowableArray<Int32Array>;
  readonly #vectors: VectorBuilder;

  constructor(rows: number) {
    this.#offsets = new GrowableArray(int32, rows + 1);
    this.#offsets.push(0);
    this.#vectors = new VectorBuilder(rows);
  }

  add(vectors: readonly Float32Array[] | null): void {
    if (vectors === null) this.#validity.addNull(this.#offsets.length - 1);
    else for (const vector of vectors) this.#vectors.add(vector);
    this.#offsets.push(this.#vectors.rows);
  }

  build(): MultiVectorColumn {
    const offsets = this.#offsets.filled();
    const validity = this.#validity.build(offsets.length - 1);
    return { kind: 'multiVector', validity, offsets, vectors: this.#vectors.build() };
  }
}
