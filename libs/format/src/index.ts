export { giveBackMemory } from './columns/column-memory.ts';
export { transferable, type RecordColumns } from './columns/columns.ts';
export { inWholeCharacters } from './columns/whole-characters.ts';
export { ColumnsBuilder } from './layout/columns-builder.ts';
export { DIGEST_BYTES } from './layout/digest-bytes.ts';
export * from './layout/id-entries.ts';
export { fileBytesBound, rowGroupLimits } from './layout/file-limits.ts';
export * from './layout/encoding.ts';
export {
  DEFAULT_LAYOUT,
  classLayout,
  deletesLayout,
  LAYOUT_NAMES,
  type ClassLayout,
  type LayoutName,
  type Projection,
} from './layout/layout.ts';
export { projected } from './layout/projected.ts';
export { isSchemaWanted, learnSchema, type SchemaText } from './layout/schema-text.ts';
export { type VectorLengths } from './layout/vector-lengths.ts';
export * from './parquet/codec.ts';
export {
  FileAssembler,
  type AssembledFile,
  type ByteWriter,
  type FileContents,
} from './parquet/file-assembler.ts';
export { fetchRowGroup, memoryOf, type FetchedRowGroup } from './parquet/fetched-row-group.ts';
export * from './parquet/page-format.ts';
export * from './parquet/part.ts';
export type { RandomAccess } from './parquet/random-access.ts';
export { type RowWindow, windowsOf } from './parquet/row-window.ts';
export { openStoredFile, type StoredFile, type StoredRowGroup } from './parquet/stored-file.ts';
