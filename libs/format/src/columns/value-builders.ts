import { BytesBuilder, NumbersBuilder } from './column-builders.ts';
import type { Column } from './columns.ts';
import { DATE_ALLOWED, isRawNumber, type Json, microsecondsOf, UUID } from '@weaviate-export/entities-export';
import { PropertyMisfit } from './misfit.ts';

/** Takes the values of one property, as JSON has them. */
export interface ValueBuilder {
  /** Values added so far. */
  readonly length: number;
  /**
   * Adds a value; null is NULL.
   * @throws PropertyMisfit where it does not fit the type; there is nothing to build then
   */
  add(value: Json): void;
  build(): Column;
}

/** Bytes reserved for a text at first; the memory grows where they are longer. */
const TEXT_BYTES = 16;

/** Base64 with padding, as Weaviate has it. */
const BASE64 = /^[A-Za-z0-9+/]*={0,2}$/;
const DIGITS = /^-?\d{1,19}$/;

export class TextBuilder implements ValueBuilder {
  readonly #bytes: BytesBuilder;

  constructor(rows: number) {
    this.#bytes = new BytesBuilder(rows, TEXT_BYTES);
  }

  get length(): number {
    return this.#bytes.rows;
  }

  add(value: Json): void {
    this.#bytes.add(value === null ? null : this.text(value));
  }

  build(): Column {
    return this.#bytes.build();
  }

  /** The text, or the bytes, that stands for a value. */
  protected text(value: Json & {}): string | Uint8Array {
    return textOf(value, 'a text is allowed');
  }
}

export class UuidBuilder extends TextBuilder {
  protected override text(value: Json & {}): string {
    if (typeof value !== 'string' || !UUID.test(value)) throw new PropertyMisfit(value, 'a UUID is allowed');
    return value;
  }
}

export class BlobBuilder extends TextBuilder {
  protected override text(value: Json & {}): Uint8Array {
    if (typeof value !== 'string' || value.length % 4 !== 0 || !BASE64.test(value))
      throw new PropertyMisfit(value, 'a text in base64, with padding, is allowed');
    return Buffer.from(value, 'base64');
  }
}

/** The beacons of references; what else a reference has follows from its beacon. */
export class BeaconBuilder extends TextBuilder {
  protected override text(value: Json & {}): string {
    const allowed = 'a reference {"beacon": "weaviate://…"} is allowed';
    if (!isObject(value) || !Object.hasOwn(value, 'beacon')) throw new PropertyMisfit(value, allowed);
    return textOf(value['beacon']!, allowed);
  }
}

/** Objects of which no properties are defined, as JSON. */
export class JsonBuilder extends TextBuilder {
  protected override text(value: Json & {}): string {
    if (!isObject(value)) throw new PropertyMisfit(value, 'an object is allowed');
    return JSON.stringify(value);
  }
}

/** Values that are a number each. */
abstract class NumericBuilder<
  Numbers extends BigInt64Array | Float64Array | Uint8Array,
> implements ValueBuilder {
  protected readonly numbers: NumbersBuilder<Numbers>;

  constructor(numbers: NumbersBuilder<Numbers>) {
    this.numbers = numbers;
  }

  get length(): number {
    return this.numbers.rows;
  }

  add(value: Json): void {
    this.numbers.add(value === null ? null : this.number(value));
  }

  build(): Column {
    return this.numbers.build();
  }

  /** The number that stands for a value. */
  protected abstract number(value: Json & {}): Numbers[number];
}

export class IntBuilder extends NumericBuilder<BigInt64Array> {
  constructor(rows: number) {
    super(new NumbersBuilder(BigInt64Array, 0n, rows));
  }

  protected override number(value: Json & {}): bigint {
    return integerOf(value);
  }
}

/** Microseconds since 1970. */
export class DateBuilder extends NumericBuilder<BigInt64Array> {
  constructor(rows: number) {
    super(new NumbersBuilder(BigInt64Array, 0n, rows));
  }

  protected override number(value: Json & {}): bigint {
    const microseconds = typeof value === 'string' ? microsecondsOf(value) : undefined;
    if (microseconds !== undefined) return microseconds;
    throw new PropertyMisfit(value, `${DATE_ALLOWED}, to the microsecond, is allowed`);
  }
}

export class NumberBuilder extends NumericBuilder<Float64Array> {
  constructor(rows: number) {
    super(new NumbersBuilder(Float64Array, 0, rows));
  }

  protected override number(value: Json & {}): number {
    const number = isRawNumber(value) ? Number(value.rawJSON) : value;
    if (typeof number === 'number' && Number.isFinite(number)) return number;
    throw new PropertyMisfit(value, 'a number within the range of a double is allowed');
  }
}

/** A byte a value, and a bit in the column. */
export class BooleanBuilder extends NumericBuilder<Uint8Array> {
  constructor(rows: number) {
    super(new NumbersBuilder(Uint8Array, 0, rows));
  }

  override build(): Column {
    const column = this.numbers.build();
    const values = new Uint8Array(Math.ceil(column.length / 8));
    column.values.forEach((value, row) => (values[row >> 3]! |= value << (row & 7)));
    return { ...column, values };
  }

  protected override number(value: Json & {}): number {
    if (typeof value !== 'boolean') throw new PropertyMisfit(value, 'true or false is allowed');
    return value ? 1 : 0;
  }
}

export function isObject(value: Json): value is { readonly [name: string]: Json } {
  return typeof value === 'object' && value !== null && !Array.isArray(value) && !isRawNumber(value);
}

/** A text that UTF-8 can hold: half of a surrogate pair it cannot. */
function textOf(value: Json, allowed: string): string {
  if (typeof value !== 'string') throw new PropertyMisfit(value, allowed);
  if (!value.isWellFormed()) throw new PropertyMisfit(value, 'only well-formed Unicode is allowed');
  return value;
}

const INT_ALLOWED = 'an integer of 64 bits is allowed, beyond 2^53 in digits alone';

/** The integer that a number, or the text of one, is exactly. */
function integerOf(value: Json): bigint {
  if (Number.isSafeInteger(value)) return BigInt(value as number);
  if (value !== null && isRawNumber(value)) {
    const integer = DIGITS.test(value.rawJSON) ? BigInt(value.rawJSON) : undefined;
    if (integer !== undefined && integer === BigInt.asIntN(64, integer)) return integer;
    const number = Number(value.rawJSON);
    if (Number.isSafeInteger(number)) return BigInt(number);
  }
  throw new PropertyMisfit(value, INT_ALLOWED);
}
