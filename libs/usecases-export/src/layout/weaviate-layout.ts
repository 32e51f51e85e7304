import { Binary, Field, Int64, Utf8 } from 'apache-arrow';
import { BytesBuilder } from './column-builders.ts';
import { FLAT } from './column-settings.ts';
import type { Layout, LayoutColumn } from './layout.ts';
import { CREATION_TIME, ID, UPDATE_TIME } from './object-columns.ts';
import { namedOf } from './vector-columns.ts';
import { VectorsJsonBuilder } from './vector-json.ts';

/** Bytes reserved for the properties of an object at first; the memory grows where they are larger. */
const PROPERTIES_BYTES = 512;

/** Milliseconds since 1970, without a logical type. */
const required = (column: LayoutColumn, type: Utf8 | Int64): LayoutColumn => ({
  ...column,
  field: () => new Field(column.name, type, false),
});

const bytes = (name: string, builder: LayoutColumn['builder']): LayoutColumn => ({
  name,
  settings: { statistics: 'none' },
  field: () => new Field(name, new Binary(), true),
  builder,
});

/** The numbers of the class's unnamed vector, little-endian as they lie in memory on every platform of Node's. */
const VECTOR = bytes('vector', (_layout, expected) => {
  const builder = new BytesBuilder(expected.objects, 0);
  return {
    add: ({ vector }) => {
      if (vector === null) return builder.add(null);
      // Most vectors are as long as the first.
      if (builder.rows === 0) builder.reserve(Math.min(expected.objects * vector.byteLength, expected.bytes));
      builder.add(new Uint8Array(vector.buffer, vector.byteOffset, vector.byteLength));
    },
    build: () => builder.build(),
  };
});

const NAMED_VECTORS = bytes(
  'named_vectors',
  ({ vectors }, { objects }) => new VectorsJsonBuilder(vectors, false, objects),
);
const MULTI_VECTORS = bytes(
  'multi_vectors',
  ({ vectors }, { objects }) => new VectorsJsonBuilder(vectors, true, objects),
);

/** The JSON of the properties, just as accepted. */
const PROPERTIES = bytes('properties', (_layout, { objects }) => {
  const builder = new BytesBuilder(objects, PROPERTIES_BYTES);
  return { add: ({ properties }) => builder.add(properties), build: () => builder.build() };
});

const columns = [
  required(ID, new Utf8()),
  required(CREATION_TIME, new Int64()),
  required(UPDATE_TIME, new Int64()),
  VECTOR,
  NAMED_VECTORS,
  MULTI_VECTORS,
  PROPERTIES,
];

/** The columns, physical types and bytes of Weaviate's own export files. */
export const WEAVIATE: Layout = {
  columns,
  groups: [{ columns, settings: FLAT }],
  // The text of a number has about three times its four bytes, and 17 with a comma at the most.
  growth: ({ vectors }) => (namedOf(vectors).length > 0 ? 3 : 1),
  mostGrowth: 5,
};
