import type { EncodingName } from '../layout/encoding.ts';
import type { Codec } from './codec.ts';

/** How the pages of a file are written. Plain JSON. */
export interface PageFormat {
  readonly encoding: EncodingName;
  readonly codec: Codec;
  /** Within the codec's CODEC_LEVELS. */
  readonly level?: number;
}
