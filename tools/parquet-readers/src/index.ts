export * from './parquet-readers.ts';
