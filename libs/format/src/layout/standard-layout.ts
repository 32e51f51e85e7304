import { FLAT, VECTORS } from './column-settings.ts';
import type { Layout } from './layout.ts';
import { CLASS_NAME, CREATION_TIME, ID, PROPERTIES, UPDATE_TIME } from './object-columns.ts';
import { NAMED_VECTORS, VECTOR } from './vector-columns.ts';

/** All seven columns are always there; what a class does not have is NULL throughout. */
export const STANDARD: Layout = {
  columns: [ID, CLASS_NAME, CREATION_TIME, UPDATE_TIME, VECTOR, NAMED_VECTORS, PROPERTIES],
  groups: [
    { columns: [VECTOR, NAMED_VECTORS], settings: VECTORS, bulk: 'vectors' },
    { columns: [PROPERTIES], settings: FLAT, bulk: 'byte arrays' },
    { columns: [ID, CLASS_NAME, CREATION_TIME, UPDATE_TIME], settings: FLAT },
  ],
  growth: () => 1,
  // Pages' headers, lengths and levels weigh most where objects are tiny.
  mostGrowth: 1.25,
};
