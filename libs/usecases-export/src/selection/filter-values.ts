import { canonicalUuid, instantKey, type Json } from '@weaviate-export/entities-export';

/** What values are compared as. */
export type FilterType = 'text' | 'int' | 'number' | 'boolean' | 'date' | 'time' | 'uuid';

/** Two of one type are the same where `===` says so, and in the order that `<` has, but for texts. */
export type Comparable = string | number | bigint | boolean;

interface FilterValues {
  /** The members of a filter that hold a value of the type; of more values, those that end in `Array`. */
  readonly fields: readonly string[];
  readonly allowed: string;
  /** What a value is compared by; undefined where it is none of the type. */
  readonly comparable: (value: Json<bigint>) => Comparable | undefined;
}

const INT64_END = 2n ** 63n;
/** A time in milliseconds since 1970, as text. */
const MILLISECONDS = /^\d{1,15}$/;

function text(value: Json<bigint>): string | undefined {
  return typeof value === 'string' ? value : undefined;
}

/** Exact over 64 bits: a number where that is safe, else a bigint. */
function int(value: Json<bigint>): number | bigint | undefined {
  if (typeof value !== 'bigint') return Number.isSafeInteger(value) ? (value as number) + 0 : undefined;
  if (value < -INT64_END || value >= INT64_END) return undefined;
  return Number.isSafeInteger(Number(value)) ? Number(value) : value;
}

function number(value: Json<bigint>): number | undefined {
  if (typeof value !== 'number' && typeof value !== 'bigint') return undefined;
  return Number.isFinite(Number(value)) ? Number(value) : undefined;
}

function date(value: Json<bigint>): string | undefined {
  return typeof value === 'string' ? instantKey(value) : undefined;
}

function time(value: Json<bigint>): number | undefined {
  if (typeof value === 'number') return value;
  if (typeof value !== 'string') return undefined;
  if (MILLISECONDS.test(value)) return Number(value);
  return instantKey(value) === undefined ? undefined : Date.parse(value.toUpperCase());
}

function uuid(value: Json<bigint>): string | undefined {
  return typeof value === 'string' ? canonicalUuid(value) : undefined;
}

export const FILTER_VALUES: Readonly<Record<FilterType, FilterValues>> = {
  text: { fields: ['valueText', 'valueString'], allowed: 'it must be a text', comparable: text },
  int: { fields: ['valueInt'], allowed: 'it must be an integer of 64 bits', comparable: int },
  number: { fields: ['valueNumber', 'valueInt'], allowed: 'it must be a number', comparable: number },
  boolean: {
    fields: ['valueBoolean'],
    allowed: 'it must be true or false',
    comparable: (value) => (typeof value === 'boolean' ? value : undefined),
  },
  date: {
    fields: ['valueDate', 'valueText', 'valueString'],
    allowed: 'it must be a date of RFC 3339',
    comparable: date,
  },
  time: {
    fields: ['valueDate', 'valueText', 'valueString'],
    allowed: 'it must be a date of RFC 3339, or milliseconds since 1970',
    comparable: time,
  },
  uuid: { fields: ['valueText', 'valueString'], allowed: 'it must be a UUID', comparable: uuid },
};
