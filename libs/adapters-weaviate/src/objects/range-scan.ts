import type { ExportObject } from '@weaviate-export/entities-export';
import type { Stretch } from '../cut/density-cut.ts';
import { idBefore } from '../cut/id-number.ts';
import { slicesOf } from '../cut/slices.ts';
import { Cursor } from './cursor.ts';
import type { ShardPages } from './object-page.ts';
import { PAGE_BYTES, type PageSize } from './page-size.ts';
import type { ShardProbe } from './shard-probe.ts';

/**
 * Cursors of a thread at a time: two threads have as many requests under way as a server is asked by default. Each that waits for
 * its turn holds a page.
 */
export const CURSORS = 4;

/** Ids that are looked at before a range is divided. */
export const LOOKED_AT = 100;

/** Objects of a shard in order of id; both ends are in it. */
export interface ScannedRange extends Stretch {
  /** Of all of them, estimated; 0 where that is not known. */
  readonly bytes: number;
}

/** How a shard is asked. */
export interface AskedShard {
  /** Pages over the channel of a cursor, by its number from 0. */
  readonly pages: (cursor: number) => ShardPages;
  readonly probe: ShardProbe;
}

/**
 * The objects of a range. One of several pages is divided into slices, which are read side by side, a cursor each, and given one after
 * the other: a cursor is one page ahead, and waits with it for its turn.
 */
export async function* scanRange(
  shard: AskedShard,
  size: PageSize,
  range: ScannedRange,
): AsyncGenerator<ExportObject> {
  const ended = new AbortController();
  const slices = await sliced(shard.probe, range);
  const cursors = slices.map((slice, index) => new Cursor(shard.pages(index), size, slice, ended.signal));
  try {
    for (const cursor of cursors) yield* cursor.objects();
  } finally {
    ended.abort(new Error('the range is not read any further'));
  }
}

async function sliced(probe: ShardProbe, range: ScannedRange): Promise<Stretch[]> {
  const count = Math.min(CURSORS, Math.ceil(range.bytes / PAGE_BYTES));
  if (count < 2) return [range];
  return slicesOf(range, await probe.idsAfter(idBefore(range.first), LOOKED_AT), count);
}
