import { fixedLengths } from '../layout/arrow-schema.ts';
import { schemaText } from '../layout/schema-text.ts';
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
  { layout, pages, withSchema = false }: PartEncoding,
  memory?: SharedArrayBuffer,
): EncodedPart {
  if (seen.scanned === 0) return { ...seen, rowGroup: noRowGroup() };
  return {
    ...seen,
    rowGroup: encodeRowGroup(layout, columns, pages, new OutputMemory(memory)),
    ...(withSchema && { schema: schemaText(layout, fixedIn(seen)) }),
  };
}

/** The vectors of one length that no row lacks: fixed-size lists, where the source holds them to that and no other part differs. */
function fixedIn({ lengths }: Pick<ScannedPart, 'lengths'>): Map<string, number> {
  const known = lengths.entries().map(([name, { length }]) => [name, length ?? 0] as const);
  return fixedLengths(new Map(known), lengths);
}
