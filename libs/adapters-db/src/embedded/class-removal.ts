import { type Environment } from './environment.ts';
import { shardStart } from './object-key.ts';

/** Objects that one transaction removes: it holds the main thread, and the writers behind it, for a few milliseconds. */
const OBJECTS_PER_TRANSACTION = 500;

/**
 * Removes the objects of deleted classes, a small transaction at a time, until none is left or the signal is aborted.
 * What is left then is removed by the next call.
 */
export async function removeDeletedClasses(environment: Environment, signal: AbortSignal): Promise<void> {
  while (!signal.aborted && (await environment.write(() => removeSome(environment))));
}

/** True where there may be more. */
function removeSome(environment: Environment): boolean {
  const [classNumber] = environment.removals.getKeys({ limit: 1 });
  if (classNumber === undefined) return false;
  const keys = environment.objects.getKeys({
    start: shardStart(classNumber, 0),
    end: shardStart(classNumber + 1, 0),
    limit: OBJECTS_PER_TRANSACTION,
  });
  const found = [...keys];
  for (const key of found) void environment.objects.remove(key);
  if (found.length < OBJECTS_PER_TRANSACTION) void environment.removals.remove(classNumber);
  return true;
}
