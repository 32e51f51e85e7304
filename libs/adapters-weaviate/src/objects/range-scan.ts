import type { ExportObject } from '@weaviate-export/entities-export';
import { idBefore } from '../cut/id-number.ts';
import { Fault } from '../connection/fault.ts';
import type { ObjectPage, ShardPages } from './object-page.ts';
import type { PageSize } from './page-size.ts';

/** Objects of a shard in order of id; both ends are in it. */
export interface ScannedRange {
  readonly first: string;
  readonly last: string;
  /** How many there are, as far as that is known. */
  readonly objects: number;
}

/** Objects that are asked for where there should be no more, at the most and at least. */
const [MOST_BEYOND, LEAST_BEYOND] = [500, 20];

/**
 * The objects of a range, page by page, one page asked for while the one before it is read. Pages are as large as what should be
 * left, so that no more than a few objects behind the end are read in vain.
 */
export async function* scanRange(
  pages: ShardPages,
  size: PageSize,
  { first, last, objects }: ScannedRange,
): AsyncGenerator<ExportObject> {
  let left = objects;
  const beyond = Math.min(MOST_BEYOND, Math.max(LEAST_BEYOND, Math.ceil(objects / 20)));
  const next = (after: string | undefined): Promise<ObjectPage> =>
    readPage(pages, size, after, left > 0 ? left : beyond);
  let ahead: Promise<ObjectPage> | undefined = next(idBefore(first));
  while (ahead !== undefined) {
    const page: ObjectPage = await ahead;
    size.saw(page);
    left -= page.length;
    const lastId: string | undefined = page.length === 0 ? undefined : page.id(page.length - 1);
    ahead = lastId === undefined || lastId >= last ? undefined : next(lastId);
    // Awaited in its turn; until then a failure must not count as unhandled.
    ahead?.catch(() => undefined);
    for (let index = 0; index < page.length; index++) {
      const found = page.object(index);
      const object = found instanceof Promise ? await found : found;
      if (object === undefined) continue;
      if (object.id > last) return;
      yield object;
    }
  }
}

/** @param left objects that are wanted: as many come, or fewer where they are large */
export async function readPage(
  pages: ShardPages,
  size: PageSize,
  after: string | undefined,
  left: number,
): Promise<ObjectPage> {
  for (;;) {
    let asked = 0;
    const limit = (): number => (asked = size.objects(left));
    try {
      return await pages.read({ after, limit, onLate: () => size.failed(asked) });
    } catch (error) {
      if (!(error instanceof Fault) || asked <= 1) throw error;
      size.failed(asked);
    }
  }
}
