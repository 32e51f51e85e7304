import { type ExportPlace, type ExportRecord, isUnfinished } from '@weaviate-export/entities-export';
import type { ExportPosition, ExportRecords } from '../ports/export-records.ts';

interface Kept {
  readonly record: ExportRecord;
  readonly detail: Uint8Array | undefined;
}

/** Records that live as long as the process: the default of a host that binds none of its own. */
export class MemoryExportRecords implements ExportRecords {
  /** By `keyOf`. */
  readonly #kept = new Map<string, Kept>();
  /** Where the records of each backend stand, the last started first. */
  readonly #ordered = new Map<string, Standing[]>();
  readonly #unfinished = new Map<string, ExportRecord>();

  async save(record: ExportRecord, detail?: Uint8Array): Promise<void> {
    const { place, id, status } = record;
    const key = keyOf(place, id);
    const old = this.#kept.get(key);
    const saved = structuredClone(record);
    if (old?.record.status.startedAt !== status.startedAt) {
      if (old !== undefined) this.#takeOut(old.record);
      const ordered = this.#ordered.get(place.backend) ?? [];
      const standing = standingOf({ place, id, startedAt: status.startedAt });
      ordered.splice(firstBehind(ordered, standing), 0, standing);
      this.#ordered.set(place.backend, ordered);
    }
    this.#kept.set(key, { record: saved, detail: detail?.slice() ?? old?.detail });
    if (isUnfinished(saved)) this.#unfinished.set(key, saved);
    else this.#unfinished.delete(key);
  }

  async remove(place: ExportPlace, id: string): Promise<void> {
    const key = keyOf(place, id);
    const old = this.#kept.get(key);
    if (old === undefined) return;
    this.#takeOut(old.record);
    this.#kept.delete(key);
    this.#unfinished.delete(key);
  }

  async find(backend: string, id: string): Promise<ExportRecord[]> {
    const standings = this.#ordered.get(backend) ?? [];
    return standings.map(({ key }) => this.#kept.get(key)!.record).filter((record) => record.id === id);
  }

  async detail(place: ExportPlace, id: string): Promise<Uint8Array | null> {
    return this.#kept.get(keyOf(place, id))?.detail ?? null;
  }

  async page(backend: string, limit: number, after?: ExportPosition): Promise<ExportRecord[]> {
    const ordered = this.#ordered.get(backend) ?? [];
    const from = after === undefined ? 0 : firstBehind(ordered, standingOf(after));
    return ordered.slice(from, from + limit).map(({ key }) => this.#kept.get(key)!.record);
  }

  async unfinished(): Promise<ExportRecord[]> {
    return [...this.#unfinished.values()];
  }

  #takeOut({ place, id, status }: ExportRecord): void {
    const ordered = this.#ordered.get(place.backend)!;
    const standing = standingOf({ place, id, startedAt: status.startedAt });
    ordered.splice(firstBehind(ordered, standing) - 1, 1);
  }
}

interface Standing {
  readonly startedAt: number;
  readonly key: string;
}

function standingOf({ place, id, startedAt }: ExportPosition): Standing {
  return { startedAt: Date.parse(startedAt), key: keyOf(place, id) };
}

/** The index of the first one that stands behind this. */
function firstBehind(ordered: readonly Standing[], standing: Standing): number {
  const isBehind = ({ startedAt, key }: Standing): boolean =>
    startedAt < standing.startedAt || (startedAt === standing.startedAt && key > standing.key);
  let low = 0;
  for (let high = ordered.length; low < high;) {
    const middle = (low + high) >>> 1;
    if (isBehind(ordered[middle]!)) high = middle;
    else low = middle + 1;
  }
  return low;
}

function keyOf({ backend, bucket, path }: ExportPlace, id: string): string {
  return JSON.stringify([backend, bucket, path, id]);
}
