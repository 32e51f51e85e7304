import { type ScheduleRecord, type Schedules } from '@weaviate-export/usecases-export';
import { type StoreDatabases } from './store-databases.ts';

/** Longest key, in characters: of what LMDB takes, 1978 bytes in pages of 4 KiB, far more than a name may have. */
const LONGEST_NAME = 256;

/** Schedules, kept beside the objects of the store. */
export class EmbeddedSchedules implements Schedules {
  readonly #databases: StoreDatabases;

  constructor({ databases }: { readonly databases: StoreDatabases }) {
    this.#databases = databases;
  }

  async list(): Promise<ScheduleRecord[]> {
    return [...this.#databases.schedules.getRange()].map(({ value }) => value);
  }

  async find(name: string): Promise<ScheduleRecord | null> {
    return (name.length <= LONGEST_NAME && this.#databases.schedules.get(name)) || null;
  }

  async save(record: ScheduleRecord): Promise<ScheduleRecord | null> {
    const { schedules } = this.#databases;
    const { name } = record.definition;
    return this.#databases.write(() => {
      if ((schedules.get(name)?.revision ?? 0) !== record.revision) return null;
      const saved = { ...record, revision: record.revision + 1 };
      void schedules.put(name, saved);
      return saved;
    });
  }

  async remove(name: string, revision: number): Promise<boolean> {
    const { schedules } = this.#databases;
    return this.#databases.write(() => {
      if (schedules.get(name)?.revision !== revision) return false;
      void schedules.remove(name);
      return true;
    });
  }
}
