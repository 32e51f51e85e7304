/** Codecs that a caller may choose, by the names of `config.compression.codec`. */
export const CODECS = ['zstd', 'snappy', 'lz4', 'gzip', 'none'] as const;
export type Codec = (typeof CODECS)[number];

export const DEFAULT_CODEC: Codec = 'zstd';

/** The levels of the codecs that have some. */
export const CODEC_LEVELS: Partial<Record<Codec, { readonly min: number; readonly max: number }>> = {
  zstd: { min: 1, max: 22 },
  gzip: { min: 1, max: 9 },
};
