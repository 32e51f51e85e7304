import { classKey, type ClassRecord, putRecord } from './class-record.ts';
import { type StoreDatabases } from './store-databases.ts';

/** What the store keeps of a restore until it is over, or until it is told of after a crash. */
export interface HeldRestore {
  /** Set with the commit: its classes are to be seen. */
  readonly isCommitted: boolean;
  /** The classes that it makes, of which nobody sees anything before. */
  readonly classes: readonly ClassRecord[];
}

export function findRestore({ restores }: StoreDatabases, restore: string): HeldRestore | null {
  const text = restores.get(restore);
  return text === undefined ? null : (JSON.parse(text) as HeldRestore);
}

/** Inside a write transaction. */
export function putRestore({ restores }: StoreDatabases, restore: string, held: HeldRestore): void {
  void restores.put(restore, JSON.stringify(held));
}

/** True where a class has the name, also in another case, or is to have it once its restore is committed. */
export function isHeld(databases: StoreDatabases, name: string): boolean {
  const key = classKey(name);
  if (databases.classes.get(key) !== undefined) return true;
  return [...databases.restores.getRange()].some(({ value }) =>
    (JSON.parse(value) as HeldRestore).classes.some(({ definition }) => classKey(definition.class) === key),
  );
}

/** Inside a write transaction: all classes of a restore are seen from it on. */
export function publishRestore(databases: StoreDatabases, restore: string): void {
  for (const record of findRestore(databases, restore)?.classes ?? []) putRecord(databases, record);
  putRestore(databases, restore, { isCommitted: true, classes: [] });
}

/**
 * Inside a write transaction: forgets a restore. What it made and has not committed is removed from then on in the
 * background.
 */
export function dropRestore(databases: StoreDatabases, restore: string): void {
  for (const { number } of findRestore(databases, restore)?.classes ?? []) {
    void databases.tallies.remove(number);
    void databases.removals.put(number, true);
  }
  void databases.restores.remove(restore);
}

/** Drops what restores of an earlier process had not committed when that ended. */
export async function dropUncommitted(databases: StoreDatabases): Promise<void> {
  const uncommitted = [...databases.restores.getKeys()].filter(
    (restore) => findRestore(databases, restore)?.isCommitted === false,
  );
  if (uncommitted.length === 0) return;
  await databases.write(() => uncommitted.forEach((restore) => dropRestore(databases, restore)));
}
