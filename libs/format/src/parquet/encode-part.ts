import { noRowGroup } from './encoded-row-group.ts';
import { OutputMemory } from './output-memory.ts';
import { encodeRowGroup } from './row-group-encoder.ts';
import type { EncodedPart, PartEncoding, ScannedPart } from './part.ts';

/**
 * Encodes a scanned part. CPU work: for worker threads.
 * @param memory takes the files, as far as they fit
 */
export function encodePart(
  { columns, ...seen }: ScannedPart,
  { layout, pages }: PartEncoding,
  memory?: SharedArrayBuffer,
): EncodedPart {
  if (seen.scanned === 0) return { ...seen, rowGroup: noRowGroup() };
  return { ...seen, rowGroup: encodeRowGroup(layout, columns, pages, new OutputMemory(memory)) };
}
