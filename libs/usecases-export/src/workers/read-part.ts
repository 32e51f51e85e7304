import {
  type ClassLayout,
  type FetchedRowGroup,
  type ScannedPart,
  transferable,
} from '@weaviate-export/format';
import {
  checkRowGroup,
  decodeIdEntries,
  decodeRowGroup,
  digestsOf,
  digestsOfColumns,
  type ObjectDigests,
  type ReadClass,
} from '@weaviate-export/format/decoder';
import type { SnapshotReader } from '../ports/db-adapter.ts';
import type { DigestJob, RangeDigests } from '../ports/verify-executor.ts';
import { scanPart } from './scan-part.ts';

/** What a worker needs to verify an export: loaded when it is needed, with the decoder's WebAssembly. */
export { checkRowGroup, decodeIdEntries, transferable };

export function digestRowGroup(rowGroup: FetchedRowGroup, ofClass: ReadClass): ObjectDigests {
  return digestsOf(decodeRowGroup(rowGroup, ofClass));
}

export function digestPart({ columns, rest }: ScannedPart, layout: ClassLayout): RangeDigests {
  return { digests: digestsOfColumns(columns, layout), rest };
}

export async function digestRange(
  reader: SnapshotReader,
  { shard, range, layout }: DigestJob,
): Promise<RangeDigests> {
  return digestPart(await scanPart(reader, shard, range, layout), layout);
}
