export { ExportSource, type ExportSourceOptions } from './export-source.ts';
