import { Field, Utf8 } from 'apache-arrow';
import { BytesBuilder } from './column-builders.ts';
import { FLAT, VECTORS } from './column-settings.ts';
import type { Layout, LayoutColumn } from './layout.ts';
import { CLASS_NAME, CREATION_TIME, ID, UPDATE_TIME } from './object-columns.ts';
import { NAMED_VECTORS, VECTOR } from './vector-columns.ts';

/** Bytes reserved for the properties of an object at first; the memory grows where they are larger. */
const PROPERTIES_BYTES = 512;

/** The properties as JSON text, just as accepted. */
const PROPERTIES: LayoutColumn = {
  name: 'properties',
  field: () => new Field('properties', new Utf8(), true),
  builder: (_layout, { objects }) => {
    const builder = new BytesBuilder(objects, PROPERTIES_BYTES);
    return { add: ({ properties }) => builder.add(properties), build: () => builder.build() };
  },
};

/** All seven columns are always there; what a class does not have is NULL throughout. */
export const STANDARD: Layout = {
  columns: [ID, CLASS_NAME, CREATION_TIME, UPDATE_TIME, VECTOR, NAMED_VECTORS, PROPERTIES],
  groups: [
    { columns: [VECTOR, NAMED_VECTORS], settings: VECTORS },
    { columns: [ID, CLASS_NAME, CREATION_TIME, UPDATE_TIME, PROPERTIES], settings: FLAT },
  ],
  growth: () => 1,
  // Pages' headers, lengths and levels weigh most where objects are tiny.
  mostGrowth: 1.25,
};
