import type { EncodingName } from './encoding.ts';
import type { ColumnSettings, WrittenSettings } from './layout.ts';

/** Floats gain most from having their bytes split by stream, and nothing from a dictionary. */
export const VECTORS: ColumnSettings = {
  dictionary: false,
  statistics: 'none',
  compressed: true,
  compact: { encoding: 'BYTE_STREAM_SPLIT' },
};

export const FLAT: ColumnSettings = {
  dictionary: false,
  statistics: 'chunk',
  compressed: true,
};

/** The settings of a column in a file of that encoding. */
export function writtenSettings(
  { compact, ...settings }: ColumnSettings,
  encoding: EncodingName,
): WrittenSettings {
  return { encoding: 'PLAIN', ...settings, ...(encoding === 'compact' && compact) };
}
