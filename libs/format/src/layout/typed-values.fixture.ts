import {
  DuckDBBlobValue,
  DuckDBListValue,
  DuckDBStructValue,
  DuckDBTimestampTZValue,
  type DuckDBValue,
} from '@duckdb/node-api';
import fc from 'fast-check';
import { parquetReadObjects } from 'hyparquet';
import type { PropertyDefinition } from '@weaviate-export/entities-export';
import { asyncBuffer, HYPARQUET, type DuckDb } from '@weaviate-export/parquet-readers';

/**
 * A value of typed properties, told apart by its type alone: integers and microseconds are bigints, bytes are
 * hexadecimal text behind `0x`, a struct is an array of its fields in order of the definition.
 */
export type TypedValue = null | boolean | number | bigint | string | readonly TypedValue[];

export interface TypedSample {
  /** As JSON, and what must be read for it. */
  readonly json: string;
  readonly value: TypedValue;
}

const NULL: TypedSample = { json: 'null', value: null };

const text = fc.string({ unit: 'grapheme', maxLength: 12 });
const plain = <T extends TypedValue>(values: fc.Arbitrary<T>): fc.Arbitrary<TypedSample> =>
  values.map((value) => ({ json: typeof value === 'bigint' ? String(value) : JSON.stringify(value), value }));
const int64 = fc.oneof(
  fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }),
  fc.bigInt({ min: -1000n, max: 1000n }),
  // Round ones, which JavaScript writes in the same digits even where it rounds them.
  fc.bigInt({ min: -(2n ** 63n) / 1000n, max: 2n ** 63n / 1000n }).map((thousands) => thousands * 1000n),
);
const double = fc
  .double({ noNaN: true, noDefaultInfinity: true })
  .map((value) => ({ json: Object.is(value, -0) ? '-0' : JSON.stringify(value), value }));

/** Any microsecond of the years 1 to 9999, written with any offset and with as many digits as it takes. */
const date = fc
  .tuple(
    fc.integer({ min: Date.parse('0001-01-02T00:00:00Z'), max: Date.parse('9999-12-30T00:00:00Z') }),
    fc.integer({ min: 0, max: 999 }),
    fc.integer({ min: -840, max: 840 }),
  )
  .map(([milliseconds, microseconds, minutesEast]) => {
    const local = new Date(milliseconds + minutesEast * 60_000).toISOString().slice(0, -1);
    const [hours, minutes] = [Math.floor(Math.abs(minutesEast) / 60), Math.abs(minutesEast) % 60];
    const offset = [hours, minutes].map((part) => String(part).padStart(2, '0')).join(':');
    const digits = microseconds === 0 ? '' : String(microseconds).padStart(3, '0');
    const written = `${local}${digits}${minutesEast < 0 ? '-' : '+'}${offset}`;
    return { json: JSON.stringify(written), value: BigInt(milliseconds) * 1000n + BigInt(microseconds) };
  });
const blob = fc.uint8Array({ maxLength: 8 }).map((bytes) => ({
  json: JSON.stringify(Buffer.from(bytes).toString('base64')),
  value: `0x${Buffer.from(bytes).toString('hex')}`,
}));
const beacon = fc.uuid().map((id) => {
  const value = `weaviate://localhost/Author/${id}`;
  return { json: JSON.stringify({ beacon: value, href: `/v1/objects/Author/${id}` }), value };
});
const freeJson = fc
  .dictionary(text, fc.jsonValue())
  // As JSON.parse orders the names.
  .map((value) => JSON.stringify(JSON.parse(JSON.stringify(value))))
  .map((json) => ({ json, value: json }));

const GEO = [
  ['latitude', double],
  ['longitude', double],
] as const;
const PHONE = [
  ['input', plain(text)],
  ['internationalFormatted', plain(text)],
  ['nationalFormatted', plain(text)],
  ['national', plain(int64)],
  ['countryCode', plain(int64)],
  ['defaultCountry', plain(text)],
  ['valid', plain(fc.boolean())],
] as const;

const SCALARS: Readonly<Record<string, fc.Arbitrary<TypedSample>>> = {
  text: plain(text),
  string: plain(text),
  int: plain(int64),
  number: double,
  boolean: plain(fc.boolean()),
  date,
  uuid: plain(fc.uuid()),
  blob,
  geoCoordinates: members(GEO),
  phoneNumber: members(PHONE),
};

/** Values of a property. */
export function samplesOf({
  dataType: [type = ''],
  nestedProperties = [],
}: PropertyDefinition): fc.Arbitrary<TypedSample> {
  if (/^[A-Z]/.test(type)) return list(beacon);
  const element = type.replace('[]', '');
  const one =
    element !== 'object'
      ? SCALARS[element]!
      : nestedProperties.length === 0
        ? freeJson
        : propertySamples(nestedProperties);
  return type.endsWith('[]') ? list(one) : one;
}

/** Objects with any of the properties; the others are absent or null. */
export function propertySamples(properties: readonly PropertyDefinition[]): fc.Arbitrary<TypedSample> {
  return members(properties.map((property) => [property.name, samplesOf(property)] as const));
}

function members(
  fields: readonly (readonly [string, fc.Arbitrary<TypedSample>])[],
): fc.Arbitrary<TypedSample> {
  const absent = { json: undefined, value: null };
  return fc
    .tuple(
      ...fields.map(([, samples]) =>
        fc.oneof({ weight: 4, arbitrary: samples }, fc.constant(NULL), fc.constant(absent)),
      ),
    )
    .map((samples) => ({
      json: `{${samples.flatMap(({ json }, index) => (json === undefined ? [] : [`${JSON.stringify(fields[index]![0])}:${json}`])).join(',')}}`,
      value: samples.map(({ value }) => value),
    }));
}

function list(samples: fc.Arbitrary<TypedSample>): fc.Arbitrary<TypedSample> {
  return fc
    .array(fc.oneof({ weight: 6, arbitrary: samples }, fc.constant(NULL)), { maxLength: 4 })
    .map((elements) => ({
      json: `[${elements.map(({ json }) => json).join(',')}]`,
      value: elements.map(({ value }) => value),
    }));
}

/** Any properties of a class, nested up to so many levels. Readers tell names apart by more than their case. */
export function schemas(levels: number): fc.Arbitrary<PropertyDefinition[]> {
  const types = [
    ...Object.keys(SCALARS),
    ...['text', 'string', 'int', 'number', 'boolean', 'date', 'uuid'].map((type) => `${type}[]`),
    'object',
    'object[]',
    'Author',
  ];
  const name = fc.stringMatching(/^[_A-Za-z][_0-9A-Za-z]{0,6}$/).filter((given) => given !== '__proto__');
  const property: fc.Arbitrary<PropertyDefinition> = fc
    .tuple(name, fc.constantFrom(...types))
    .chain(([named, type]) => {
      const definition = { name: named, dataType: [type] };
      return type.startsWith('object') && levels > 0
        ? schemas(levels - 1).map((nestedProperties) => ({ ...definition, nestedProperties }))
        : fc.constant(definition);
    });
  return fc.uniqueArray(property, { maxLength: 7, selector: (given) => given.name.toLowerCase() });
}

/** The properties of each row, by hyparquet. */
export async function readTypedWithHyparquet(
  file: Uint8Array,
  properties: readonly PropertyDefinition[],
): Promise<TypedValue[]> {
  const parsers = { ...HYPARQUET.parsers, timestampFromMicroseconds: (microseconds: bigint) => microseconds };
  const rows = await parquetReadObjects({ file: asyncBuffer(file), ...HYPARQUET, parsers, utf8: false });
  return rows.map((row) => inOrder(row['properties'], fieldNames(properties)));
}

/** The properties of each row, by DuckDB. */
export async function readTypedWithDuckDb(duckDb: DuckDb, file: Uint8Array): Promise<TypedValue[]> {
  const rows = await duckDb.query(file, 'SELECT properties FROM read_parquet(FILE)');
  return rows.map(([value]) => fromDuckDb(value!));
}

function fromDuckDb(value: DuckDBValue): TypedValue {
  if (value instanceof DuckDBStructValue) return Object.values(value.entries).map(fromDuckDb);
  if (value instanceof DuckDBListValue) return value.items.map(fromDuckDb);
  if (value instanceof DuckDBTimestampTZValue) return value.micros;
  if (value instanceof DuckDBBlobValue) return `0x${Buffer.from(value.bytes).toString('hex')}`;
  return value as TypedValue;
}

/** Names of a struct's fields with those below them; undefined where nothing is nested. */
type FieldNames = ReadonlyMap<string, FieldNames | undefined>;

function fieldNames(properties: readonly PropertyDefinition[]): FieldNames {
  return new Map(
    properties.map(({ name, dataType: [type = ''], nestedProperties = [] }) => {
      if (type === 'geoCoordinates') return [name, leaves(GEO)];
      if (type === 'phoneNumber') return [name, leaves(PHONE)];
      return [name, nestedProperties.length === 0 ? undefined : fieldNames(nestedProperties)];
    }),
  );
}

const leaves = (fields: readonly (readonly [string, unknown])[]): FieldNames =>
  new Map(fields.map(([name]) => [name, undefined]));

/** hyparquet gives undefined for some NULLs. */
function inOrder(value: unknown, names: FieldNames | undefined): TypedValue {
  if (value === null || value === undefined) return null;
  if (value instanceof Uint8Array) return `0x${Buffer.from(value).toString('hex')}`;
  if (Array.isArray(value)) return value.map((element) => inOrder(element, names));
  if (typeof value !== 'object') return value as TypedValue;
  return [...names!].map(([name, below]) => inOrder((value as Record<string, unknown>)[name], below));
}
