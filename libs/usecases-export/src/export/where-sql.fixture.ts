import type { ClassDefinition, ExportObject, Json } from '@weaviate-export/entities-export';
import fc from 'fast-check';

const property = (name: string, ...dataType: string[]) => ({ name, dataType });
export const THING: ClassDefinition = {
  class: 'Thing',
  properties: [
    property('text', 'text'),
    property('int', 'int'),
    property('number', 'number'),
    property('boolean', 'boolean'),
    property('date', 'date'),
    property('uuid', 'uuid'),
    property('texts', 'text[]'),
    property('ints', 'int[]'),
    property('place', 'geoCoordinates'),
    {
      ...property('address', 'object'),
      nestedProperties: [property('city', 'text'), property('zip', 'int')],
    },
    { ...property('parts', 'object[]'), nestedProperties: [property('n', 'int'), property('name', 'text')] },
  ],
};

/** Few enough values that filters meet some. */
const text = fc.constantFrom('', 'a', 'A', 'ab', 'a b', 'ä', '%', 'a_b', "o'clock", '😀', '\uffff');
const int = fc.oneof(
  fc.integer({ min: -3, max: 3 }).map(BigInt),
  fc.constantFrom(2n ** 53n, 2n ** 53n + 1n, -(2n ** 63n), 2n ** 63n - 1n),
);
const number = fc.oneof(fc.integer({ min: -2, max: 2 }), fc.constantFrom(0.5, 1e300, -1e-300));
const date = fc.constantFrom(
  '2026-01-31T12:30:00Z',
  '2026-01-31T13:30:00+01:00',
  '2026-01-31T12:30:00.000001Z',
  '1969-12-31T23:59:59.5-03:00',
);
const uuid = fc.constantFrom(...[1, 2, 3].map((n) => `a0000000-0000-4000-8000-00000000000${n}`));
const geo = fc.record({
  latitude: fc.double({ min: -90, max: 90, noNaN: true }),
  longitude: fc.double({ min: -180, max: 180, noNaN: true }),
});
const time = fc.integer({ min: 1_700_000_000_000, max: 1_700_000_000_003 });

/** Objects in order of id; what they lack is absent or null. */
export const things: fc.Arbitrary<ExportObject[]> = fc
  .array(
    fc.record({
      creationTime: time,
      updateTime: time,
      properties: fc.record(
        {
          text: fc.option(text),
          int: fc.option(int),
          number: fc.option(number),
          boolean: fc.option(fc.boolean()),
          date: fc.option(date),
          uuid: fc.option(uuid),
          texts: fc.option(fc.array(text, { maxLength: 3 })),
          ints: fc.option(fc.array(int, { maxLength: 3 })),
          place: fc.option(geo),
          address: fc.option(fc.record({ city: text, zip: int }, { requiredKeys: [] })),
          parts: fc.option(
            fc.array(fc.record({ n: int, name: text }, { requiredKeys: [] }), { maxLength: 3 }),
          ),
        },
        { requiredKeys: [] },
      ),
    }),
    { minLength: 200, maxLength: 200, size: 'max' },
  )
  .map((all) =>
    all.map(({ properties, ...times }, index) => ({
      ...times,
      id: `00000000-0000-4000-8000-${String(index).padStart(12, '0')}`,
      vector: null,
      namedVectors: null,
      properties: JSON.stringify(properties, (_name, value: unknown) => written(value)),
    })),
  );

const { rawJSON } = JSON as unknown as { rawJSON: (text: string) => unknown };
const written = (value: unknown): unknown => (typeof value === 'bigint' ? rawJSON(String(value)) : value);

/** A filter, and what DuckDB says it is over the rows of the layout `typed`. */
export interface FilterAndSql {
  readonly filter: Json<bigint>;
  readonly sql: string;
}

interface Path {
  readonly path: string;
  /** The values at it, as a list without NULL. */
  readonly values: string;
  /** The member of a filter that has a value. */
  readonly field: string;
  readonly wanted: fc.Arbitrary<readonly [sent: Json<bigint>, sql: string]>;
  readonly isOrdered?: false;
  readonly isText?: true;
  readonly isAlways?: true;
}

const quoted = (value: string): string => `'${value.replaceAll("'", "''")}'`;
const one = (sql: string): string => `CASE WHEN ${sql} IS NULL THEN [] ELSE [${sql}] END`;
const filled = (sql: string): string => `list_filter(coalesce(${sql}, []), lambda x: x IS NOT NULL)`;
const member = (name: string): string =>
  `list_filter(list_transform(coalesce(properties.parts, []), lambda x: x.${name}), lambda x: x IS NOT NULL)`;
const asJson = (value: bigint): Json<bigint> => (Number.isSafeInteger(Number(value)) ? Number(value) : value);

const ofText = {
  field: 'valueText',
  isText: true,
  wanted: text.map((value) => [value, quoted(value)] as const),
} as const;
const ofInt = {
  field: 'valueInt',
  wanted: int.map((value) => [asJson(value), `(${value})::BIGINT`] as const),
};
const ofNumber = {
  field: 'valueNumber',
  wanted: number.map((value) => [value, `'${value}'::DOUBLE`] as const),
};
const ofTime = {
  field: 'valueDate',
  isAlways: true,
  wanted: time.map((value) => [new Date(value).toISOString(), `(${value})::BIGINT`] as const),
} as const;
const ofUuid = {
  field: 'valueText',
  wanted: uuid
    .chain((value) => fc.constantFrom(value, value.toUpperCase()))
    .map((sent) => [sent, quoted(sent.toLowerCase())] as const),
};

const PATHS: readonly Path[] = [
  { path: 'text', values: one('properties.text'), ...ofText },
  { path: 'int', values: one('properties.int'), ...ofInt },
  { path: 'number', values: one('properties.number'), ...ofNumber },
  {
    path: 'boolean',
    values: one('properties.boolean'),
    field: 'valueBoolean',
    isOrdered: false,
    wanted: fc.boolean().map((value) => [value, String(value)] as const),
  },
  {
    path: 'date',
    values: one('properties.date'),
    field: 'valueDate',
    wanted: date.map((value) => [value, `'${value}'::TIMESTAMPTZ`] as const),
  },
  { path: 'uuid', values: one('properties.uuid'), ...ofUuid },
  { path: 'texts', values: filled('properties.texts'), ...ofText },
  { path: 'ints', values: filled('properties.ints'), ...ofInt },
  { path: 'address.city', values: one('properties.address.city'), ...ofText },
  { path: 'address.zip', values: one('properties.address.zip'), ...ofInt },
  { path: 'parts.n', values: member('n'), ...ofInt },
  { path: 'parts.name', values: member('name'), ...ofText },
  { path: '_creationTimeUnix', values: '[epoch_ms(creation_time)]', ...ofTime },
  { path: '_lastUpdateTimeUnix', values: '[epoch_ms(update_time)]', ...ofTime },
  { path: 'len(text)', values: "[length(coalesce(properties.text, ''))]", ...ofInt, isAlways: true },
  { path: 'len(ints)', values: '[len(coalesce(properties.ints, []))]', ...ofInt, isAlways: true },
  {
    path: 'id',
    values: '[id]',
    field: 'valueText',
    isAlways: true,
    wanted: fc.nat(210).map((n) => {
      const id = `00000000-0000-4000-8000-${String(n).padStart(12, '0')}`;
      return [id, quoted(id)] as const;
    }),
  },
];

const ORDER = { GreaterThan: '>', GreaterThanEqual: '>=', LessThan: '<', LessThanEqual: '<=' } as const;
const CONTAINS = {
  ContainsAny: 'list_has_any',
  ContainsAll: 'list_has_all',
  ContainsNone: 'NOT list_has_any',
} as const;

const anyOf = (values: string, condition: string): string =>
  `len(list_filter(${values}, lambda x: ${condition})) > 0`;

function comparisons({
  path,
  values,
  field,
  wanted,
  isOrdered,
  isText,
  isAlways,
}: Path): fc.Arbitrary<FilterAndSql>[] {
  const filter = (operator: string, name: string, value: Json<bigint>): Json<bigint> => ({
    path: [path],
    operator,
    [name]: value,
  });
  const compared = wanted.map(([sent, sql]) => [
    { filter: filter('Equal', field, sent), sql: `list_contains(${values}, ${sql})` },
    { filter: filter('NotEqual', field, sent), sql: `NOT list_contains(${values}, ${sql})` },
    ...(isOrdered === false
      ? []
      : Object.entries(ORDER).map(([operator, sign]) => ({
          filter: filter(operator, field, sent),
          sql: anyOf(values, `x ${sign} ${sql}`),
        }))),
  ]);
  const contained = fc.array(wanted, { minLength: 1, maxLength: 3 }).map((all) =>
    Object.entries(CONTAINS).map(([operator, name]) => ({
      filter: filter(
        operator,
        `${field}Array`,
        all.map(([sent]) => sent),
      ),
      sql: `${name}(${values}, [${all.map(([, sql]) => sql).join(', ')}])`,
    })),
  );
  const found = [compared, contained].map((all) => all.chain((some) => fc.constantFrom(...some)));
  if (isAlways !== true)
    found.push(
      fc.boolean().map((isNull) => ({
        filter: filter('IsNull', 'valueBoolean', isNull),
        sql: `${isNull ? 'NOT ' : ''}(${anyOf(values, isText ? "x <> ''" : 'true')})`,
      })),
    );
  if (isText)
    found.push(
      fc.array(fc.constantFrom('*', '?', 'a', 'b', '_', '%', '😀'), { maxLength: 4 }).map((parts) => ({
        filter: filter('Like', field, parts.join('')),
        sql: anyOf(values, `x LIKE ${quoted(parts.map(likePart).join(''))} ESCAPE '$'`),
      })),
    );
  return found;
}

const likePart = (part: string): string =>
  ({ '*': '%', '?': '_' })[part] ?? (part === '%' || part === '_' ? `$${part}` : part);

const near = fc.tuple(geo, fc.integer({ min: 0, max: 20_000_000 })).map(([center, max]) => {
  const at = (name: string): string => `radians(properties.place.${name})`;
  const [latitude, longitude] = [center.latitude, center.longitude].map(
    (degrees) => `radians('${degrees}'::DOUBLE)`,
  );
  const haversine = `sin((${at('latitude')} - ${latitude}) / 2) ** 2 + cos(${latitude}) * cos(${at('latitude')}) * sin((${at('longitude')} - ${longitude}) / 2) ** 2`;
  const range = { geoCoordinates: center, distance: { max } };
  return {
    filter: { path: ['place'], operator: 'WithinGeoRange', valueGeoRange: range },
    sql: `coalesce(2 * 6371000 * asin(least(1, sqrt(${haversine}))) <= ${max}, false)`,
  };
});

const { tree } = fc.letrec<{ tree: FilterAndSql; leaf: FilterAndSql; joined: FilterAndSql }>((tie) => ({
  tree: fc.oneof({ depthSize: 'small', maxDepth: 3, withCrossShrink: true }, tie('leaf'), tie('joined')),
  leaf: fc.oneof(near, ...PATHS.flatMap(comparisons)),
  joined: fc.oneof(
    fc
      .tuple(fc.constantFrom('And', 'Or'), fc.array(tie('tree'), { minLength: 1, maxLength: 3 }))
      .map(([operator, all]) => ({
        filter: { operator, operands: all.map(({ filter }) => filter) } as Json<bigint>,
        sql: `(${all.map(({ sql }) => sql).join(` ${operator.toUpperCase()} `)})`,
      })),
    tie('tree').map(({ filter, sql }) => ({
      filter: { operator: 'Not', operands: [filter] } as Json<bigint>,
      sql: `NOT (${sql})`,
    })),
  ),
}));

/** Any filter of things. */
export const filters = tree;
