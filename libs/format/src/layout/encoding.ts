/**
 * How values become bytes, by the values of `config.encoding`. `plain`: PLAIN and dictionaries, which every reader has.
 * `compact`: BYTE_STREAM_SPLIT vectors and DELTA_BINARY_PACKED times, which are smaller, and which some readers lack.
 */
export const ENCODING_NAMES = ['plain', 'compact'] as const;
export type EncodingName = (typeof ENCODING_NAMES)[number];

export const DEFAULT_ENCODING: EncodingName = 'plain';
