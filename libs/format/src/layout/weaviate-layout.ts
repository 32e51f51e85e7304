import type { ExportObject } from '@weaviate-export/entities-export';
import { Binary, Field, Int64, Utf8 } from 'apache-arrow';
import { BytesBuilder } from '../columns/column-builders.ts';
import { Misfit } from '../columns/misfit.ts';
import { wellFormed } from '../columns/well-formed.ts';
import { FLAT } from './column-settings.ts';
import { goJson } from './go-json.ts';
import type { Layout, LayoutColumn } from './layout.ts';
import { CREATION_TIME, ID, PROPERTIES, UPDATE_TIME } from './object-columns.ts';
import { namedOf } from './vector-columns.ts';
import { VectorsJsonBuilder } from './vector-json.ts';

/** A column never NULL, under another type: a time in milliseconds is a plain integer here. */
const required = (column: LayoutColumn, type: Utf8 | Int64): LayoutColumn => ({
  ...column,
  field: () => new Field(column.name, type, false),
});

const bytes = ({ name, builder }: Pick<LayoutColumn, 'name' | 'builder'>): LayoutColumn => ({
  name,
  field: () => new Field(name, new Binary(), true),
  builder,
});

/** The numbers of the class's unnamed vector, little-endian as they lie in memory on every platform of Node's. */
const VECTOR = bytes({
  name: 'vector',
  builder: (_layout, expected) => {
    const builder = new BytesBuilder(expected.objects, 0);
    let isFirst = true;
    return {
      add: ({ vector }) => {
        if (vector === null) return builder.add(null);
        // Most vectors are as long as the first.
        if (isFirst) builder.reserve(Math.min(expected.objects * vector.byteLength, expected.bytes));
        isFirst = false;
        builder.add(new Uint8Array(vector.buffer, vector.byteOffset, vector.byteLength));
      },
      build: () => builder.build(),
    };
  },
});
const NAMED_VECTORS = bytes({
  name: 'named_vectors',
  builder: ({ vectors }, { objects }) => new VectorsJsonBuilder(vectors, false, objects),
});
const MULTI_VECTORS = bytes({
  name: 'multi_vectors',
  builder: ({ vectors }, { objects }) => new VectorsJsonBuilder(vectors, true, objects),
});

const OBJECT: readonly LayoutColumn[] = [
  required(ID, new Utf8()),
  { ...required(CREATION_TIME, new Int64()), saysInt64: true },
  { ...required(UPDATE_TIME, new Int64()), saysInt64: true },
];
/** The properties as Weaviate's own export writes them. */
const PROPERTIES_BYTES = bytes({
  name: PROPERTIES.name,
  builder: (layout, expected) => {
    const builder = PROPERTIES.builder(layout, expected);
    return {
      add: (object) => builder.add({ ...object, properties: rewritten(object.properties) }),
      build: () => builder.build(),
    };
  },
});

function rewritten(properties: ExportObject['properties']): string | null {
  if (properties === null) return null;
  try {
    return goJson(wellFormed(properties, 'properties'));
  } catch (error) {
    if (error instanceof Misfit) throw error;
    throw new Misfit('has properties that are no JSON', { cause: error });
  }
}

const VECTORS = [VECTOR, NAMED_VECTORS, MULTI_VECTORS];

/** The columns, physical types and bytes of Weaviate's own export files. */
export const WEAVIATE: Layout = {
  columns: [...OBJECT, ...VECTORS, PROPERTIES_BYTES],
  groups: [
    { columns: VECTORS, settings: { ...FLAT, statistics: 'none' }, bulk: 'byte arrays' },
    { columns: [PROPERTIES_BYTES], settings: FLAT, bulk: 'byte arrays' },
    { columns: OBJECT, settings: FLAT },
  ],
  // The text of a number has about three times its four bytes, and 17 with a comma at the most; `<` becomes six bytes.
  growth: ({ vectors }) => (namedOf(vectors).length > 0 ? 3 : 1),
  mostGrowth: 7,
};
