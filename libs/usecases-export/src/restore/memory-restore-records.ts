import { isFinished, type RestoreRecord } from '@weaviate-export/entities-export';
import { exportKey, type RestoreRecords } from '../ports/restore-records.ts';

/** Records that live as long as the process: the default of a host that gives none of its own. */
export class MemoryRestoreRecords implements RestoreRecords {
  readonly #kept = new Map<string, RestoreRecord>();

  async save(record: RestoreRecord): Promise<void> {
    this.#kept.set(exportKey(record.place, record.id), structuredClone(record));
  }

  async find(backend: string, id: string): Promise<RestoreRecord[]> {
    return [...this.#kept.values()]
      .filter((record) => record.id === id && record.place.backend === backend)
      .sort((a, b) => Date.parse(b.status.startedAt) - Date.parse(a.status.startedAt));
  }

  async unfinished(): Promise<RestoreRecord[]> {
    return [...this.#kept.values()].filter(({ status }) => !isFinished(status.status));
  }
}
