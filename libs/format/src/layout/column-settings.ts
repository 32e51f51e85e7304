import type { ColumnSettings } from './layout.ts';

/** Floats gain most from having their bytes split by stream, and nothing from a dictionary. */
export const VECTORS: ColumnSettings = {
  encoding: 'BYTE_STREAM_SPLIT',
  dictionary: false,
  statistics: 'none',
  compressed: true,
};

export const FLAT: ColumnSettings = {
  encoding: 'PLAIN',
  dictionary: false,
  statistics: 'chunk',
  compressed: true,
};
