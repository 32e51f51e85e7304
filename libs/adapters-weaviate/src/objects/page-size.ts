import type { ObjectPage } from './object-page.ts';

/** Bytes of an answer that are worth a request, and few enough that two of them are no matter for a worker. */
export const PAGE_BYTES = 8 * 1024 * 1024;
/** Weaviate's QUERY_MAXIMUM_RESULTS. */
const MOST_OBJECTS = 10_000;
/** Of objects whose size is not known, which may be large. */
const FIRST_OBJECTS = 100;
/** A page may have so many times the objects of the one before: sizes differ from place to place. */
const GROWTH = 8;

/** After a page that was too large, the next ones grow by this, so that few of them are asked for in vain. */
const RECOVERY = 1.1;

/** How many objects of a shard are asked for at a time: as many as make a page of PAGE_BYTES. */
export class PageSize {
  #next = FIRST_OBJECTS;
  #most = MOST_OBJECTS;

  /** @param left objects that are still to be read, as far as that is known */
  objects(left: number): number {
    return Math.max(1, Math.min(this.#next, this.#most, left));
  }

  saw({ length, bytes }: ObjectPage): void {
    if (length === 0) return;
    const fit = Math.max(1, Math.floor((PAGE_BYTES * length) / Math.max(bytes, 1)));
    this.#next = Math.min(fit, Math.max(this.#next, length) * GROWTH, MOST_OBJECTS);
    // What was too much in one place need not be so in the next.
    this.#most = Math.min(MOST_OBJECTS, Math.ceil(this.#most * RECOVERY));
  }

  /** So many were too many, or took too long. */
  failed(objects: number): void {
    this.#most = Math.max(1, objects >> 1);
  }
}
