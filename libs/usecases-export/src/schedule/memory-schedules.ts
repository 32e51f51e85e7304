import type { ScheduleRecord, Schedules } from '../ports/schedules.ts';

/** Schedules that live as long as the process: the default of a host that binds none of its own. */
export class MemorySchedules implements Schedules {
  readonly #kept = new Map<string, ScheduleRecord>();

  async list(): Promise<ScheduleRecord[]> {
    return [...this.#kept.values()]
      .sort((a, b) => (a.definition.name < b.definition.name ? -1 : 1))
      .map((record) => structuredClone(record));
  }

  async find(name: string): Promise<ScheduleRecord | null> {
    return structuredClone(this.#kept.get(name) ?? null);
  }

  async save(record: ScheduleRecord): Promise<ScheduleRecord | null> {
    const { name } = record.definition;
    if ((this.#kept.get(name)?.revision ?? 0) !== record.revision) return null;
    const saved = structuredClone({ ...record, revision: record.revision + 1 });
    this.#kept.set(name, saved);
    return structuredClone(saved);
  }

  async remove(name: string, revision: number): Promise<boolean> {
    return this.#kept.get(name)?.revision === revision && this.#kept.delete(name);
  }
}
