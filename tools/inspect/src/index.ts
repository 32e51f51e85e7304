export { cellText } from './cell-text.ts';
export { schemaJson, schemaText, type SchemaJson } from './schema-text.ts';
export { pairs, table, type Paper, type TableColumn } from './table.ts';
