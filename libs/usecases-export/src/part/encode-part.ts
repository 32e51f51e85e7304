import { encodeRowGroup } from '../parquet/row-group-encoder.ts';
import type { EncodedPart, PartEncoding, ScannedPart } from '../ports/part-executor.ts';

/** Encodes a scanned part. CPU work: for worker threads. */
export function encodePart({ columns, ...seen }: ScannedPart, { layout, codec }: PartEncoding): EncodedPart {
  return { ...seen, files: encodeRowGroup(layout, columns, codec) };
}
