import type { WrittenIds } from '@weaviate-export/entities-export';

/** Tenants of a class that are told one by one: what is beyond is one range more, so that no status grows without end. */
export const MOST_RANGES = 1_000;

/** From which id to which one a restore may have written into a class that was there, by tenant. */
export class WrittenRanges {
  readonly #ranges = new Map<string | undefined, WrittenIds>();

  add(tenant: string | undefined, ids: Pick<WrittenIds, 'lowestId' | 'highestId'>): void {
    const isOwn = this.#ranges.has(tenant) || this.#ranges.size < MOST_RANGES;
    const key = isOwn ? tenant : undefined;
    const { lowestId, highestId } = this.#ranges.get(key) ?? ids;
    this.#ranges.set(key, {
      ...(key !== undefined && { tenant: key }),
      lowestId: ids.lowestId < lowestId ? ids.lowestId : lowestId,
      highestId: ids.highestId > highestId ? ids.highestId : highestId,
    });
  }

  all(): WrittenIds[] {
    return [...this.#ranges.values()];
  }
}
