export { bytesText } from './text/amounts.ts';
export { cellText } from './text/cell-text.ts';
export type { Paper } from './text/paper.ts';
export { table, type TableColumn } from './text/table.ts';
