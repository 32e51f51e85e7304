/** Codecs that a caller may choose, by the names of `config.compression.codec`. */
export const CODECS = ['zstd', 'snappy', 'lz4', 'gzip', 'none'] as const;
export type Codec = (typeof CODECS)[number];

export const DEFAULT_CODEC: Codec = 'zstd';

/** The one level that the encoder has for a codec with levels; its API has no setting. */
export const CODEC_LEVELS: Partial<Record<Codec, number>> = { zstd: 1 };
