import { isFinished, type RestoreRecord } from '@weaviate-export/entities-export';
import { type RestoreRecords } from '@weaviate-export/usecases-export';
import { recordKey, recordKeys } from './record-key.ts';
import { type StoreDatabases } from './store-databases.ts';

/** The records of restores, of each export that of the last one, kept beside the objects of the store. */
export class EmbeddedRestoreRecords implements RestoreRecords {
  readonly #databases: StoreDatabases;

  constructor({ databases }: { readonly databases: StoreDatabases }) {
    this.#databases = databases;
  }

  async save(record: RestoreRecord): Promise<void> {
    const { restoreRecords, restoresUnfinished } = this.#databases;
    const key = recordKey(record.place, record.id);
    await this.#databases.write(() => {
      void restoreRecords.put(key, record);
      if (isFinished(record.status.status)) void restoresUnfinished.remove(key);
      else void restoresUnfinished.put(key, true);
    });
  }

  async find(backend: string, id: string): Promise<RestoreRecord[]> {
    return [...this.#databases.restoreRecords.getRange(recordKeys(backend, id))]
      .map(({ value }) => value)
      .sort((a, b) => Date.parse(b.status.startedAt) - Date.parse(a.status.startedAt));
  }

  async unfinished(): Promise<RestoreRecord[]> {
    const { restoreRecords, restoresUnfinished } = this.#databases;
    return [...restoresUnfinished.getKeys()].flatMap((key) => restoreRecords.get(key) ?? []);
  }
}
