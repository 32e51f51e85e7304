import { type ExportObject, uuidNumber } from '@weaviate-export/entities-export';
import type { Stretch } from '../cut/density-cut.ts';
import { idBefore } from '../cut/id-number.ts';
import type { ObjectPage, ShardPages } from './object-page.ts';
import type { PageSize } from './page-size.ts';
import { readPage } from './read-page.ts';

/** Objects that tell how many are left, by how close they lie; fewer are chance. */
const TELLING = 100;
/** How many more are asked for than should be left, so that the end is seen mostly with them. */
const MARGIN = { share: 1.02, objects: 8 };
/** Objects that are asked for where there should be no more; twice as many each time that there are. */
const FEWEST = 20;

/**
 * Reads a stretch of a shard in order of id, page by page: the first one is asked for at once, each other one while that before it is
 * read. Pages are as large as what should be left, so that few objects behind the end are read in vain.
 */
export class Cursor {
  readonly #pages: ShardPages;
  readonly #size: PageSize;
  readonly #stretch: Stretch;
  readonly #signal: AbortSignal;
  #seen = 0;
  #fewest = FEWEST;
  #ahead: Promise<ObjectPage> | undefined;

  /** @param signal ends what is asked for */
  constructor(pages: ShardPages, size: PageSize, stretch: Stretch, signal: AbortSignal) {
    this.#pages = pages;
    this.#size = size;
    this.#stretch = stretch;
    this.#signal = signal;
    this.#ahead = this.#ask(idBefore(stretch.first), stretch.objects);
  }

  /** Each object's arrays are valid until the next step. */
  async *objects(): AsyncGenerator<ExportObject> {
    const { last } = this.#stretch;
    while (this.#ahead !== undefined) {
      using page = await this.#ahead;
      this.#size.saw(page);
      this.#seen += page.length;
      const lastId = page.length === 0 ? undefined : page.id(page.length - 1);
      this.#ahead =
        lastId === undefined || lastId >= last ? undefined : this.#ask(lastId, this.#leftBehind(lastId));
      for (let index = 0; index < page.length; index++) {
        const found = page.object(index);
        const object = found instanceof Promise ? await found : found;
        if (object === undefined) continue;
        if (object.id > last) return;
        yield object;
      }
    }
  }

  #ask(after: string | undefined, left: number): Promise<ObjectPage> {
    const page = readPage(this.#pages, this.#size, after, left, this.#signal);
    // Awaited in its turn; until then a failure must not count as unhandled.
    page.catch(() => undefined);
    return page;
  }

  /** How many objects may be left, by their number and by how close they have lain so far: the fewer of both. */
  #leftBehind(lastId: string): number {
    const byNumber = this.#stretch.objects - this.#seen;
    if (byNumber <= 0) this.#fewest *= 2;
    const most = Math.max(byNumber, this.#fewest);
    if (this.#seen < TELLING) return most;
    const [first, at, last] = [this.#stretch.first, lastId, this.#stretch.last].map(uuidNumber) as [
      bigint,
      bigint,
      bigint,
    ];
    const byDensity = Number((BigInt(this.#seen) * (last - at)) / (at - first + 1n));
    return Math.min(most, Math.max(this.#fewest, Math.ceil(byDensity * MARGIN.share) + MARGIN.objects));
  }
}
