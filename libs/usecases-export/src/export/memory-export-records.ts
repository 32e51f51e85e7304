import { type ExportPlace, type ExportRecord, isUnfinished } from '@weaviate-export/entities-export';
import type { ExportRecords } from '../ports/export-records.ts';

/** Records that live as long as the process: the default of a host that binds none of its own. */
export class MemoryExportRecords implements ExportRecords {
  readonly #records = new Map<string, ExportRecord>();

  async save(record: ExportRecord): Promise<void> {
    this.#records.set(keyOf(record.place, record.id), structuredClone(record));
  }

  async remove(place: ExportPlace, id: string): Promise<void> {
    this.#records.delete(keyOf(place, id));
  }

  async find(backend: string, id: string): Promise<ExportRecord[]> {
    return [...this.#records.values()]
      .filter((record) => record.place.backend === backend && record.id === id)
      .sort((a, b) => (a.status.startedAt < b.status.startedAt ? 1 : -1));
  }

  async *on(backend: string): AsyncIterable<ExportRecord> {
    for (const record of [...this.#records.values()]) if (record.place.backend === backend) yield record;
  }

  async unfinished(): Promise<ExportRecord[]> {
    return [...this.#records.values()].filter(isUnfinished);
  }
}

function keyOf({ backend, bucket, path }: ExportPlace, id: string): string {
  return JSON.stringify([backend, bucket, path, id]);
}
