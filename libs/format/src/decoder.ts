/**
 * What reads Parquet files back to objects, a row group at a time. It loads the WebAssembly of the decoder: so it has a door
 * of its own.
 */
export type { CheckedClass, RowGroupProblem } from './layout/column-check.ts';
export { digestsOf, digestsOfColumns, type ObjectDigests } from './layout/object-digests.ts';
export { type ReadClass } from './layout/object-reader.ts';
export {
  decodeIdEntries,
  decodeRowGroup,
  readRowGroup,
  readRowGroupIds,
} from './parquet/row-group-reader.ts';
export { checkRowGroup, type RowGroupCheck } from './parquet/row-group-check.ts';
