import { setTimeout as pause } from 'node:timers/promises';
import { isDeepStrictEqual } from 'node:util';
import { type RestClient, type RestoreStatus } from '@weaviate-export/rest-client';
import { showProgress } from './progress.ts';
import type { Difference } from './verify.ts';

/** The sample takes about a second. */
const RESTORE_DEADLINE_MS = 60_000;
const POLL_MS = 20;
const PAGE_OBJECTS = 500;

/** An object as GET /v1/objects tells it. */
interface ToldObject {
  readonly id: string;
  readonly class: string;
}

/**
 * Restores an export of the filesystem under new names, and waits until that is done.
 * @param rename new names of all its classes
 * @param objects how many there are to restore, for the bar
 * @throws RestError where the restore is refused; Error where it does not succeed, with the server's reason
 */
export async function restoreAll(
  client: RestClient,
  {
    id,
    rename,
    objects,
    signal,
  }: { id: string; rename: Readonly<Record<string, string>>; objects: number; signal: AbortSignal },
): Promise<RestoreStatus> {
  using progress = showProgress(objects, 'objects restored');
  const late = AbortSignal.timeout(RESTORE_DEADLINE_MS);
  let state = await client.restore('filesystem', id, { rename }, { signal });
  while (state.status === 'STARTED' || state.status === 'TRANSFERRING') {
    if (late.aborted) throw new Error(`the restore did not end within ${RESTORE_DEADLINE_MS / 1000} s`);
    await pause(POLL_MS, undefined, { signal });
    state = await client.restoreStatus('filesystem', id, {}, { signal });
    progress.update(restoredObjects(state));
  }
  if (state.status !== 'SUCCESS') throw new Error(`the restore ended ${state.status}: ${state.error}`);
  return state;
}

function restoredObjects({ progress }: RestoreStatus): number {
  return Object.values(progress).reduce((sum, { objectsRestored }) => sum + objectsRestored, 0);
}

/**
 * Compares the objects of a class with those of another that was restored from it, as the API tells them: ids, times,
 * vectors and properties.
 */
export async function compareClasses(
  client: RestClient,
  { name, restored, signal }: { name: string; restored: string; signal: AbortSignal },
): Promise<{ readonly objects: number; readonly differences: readonly Difference[] }> {
  const differences: Difference[] = [];
  let objects = 0;
  let after = '';
  for (;;) {
    const [were, are] = await Promise.all([name, restored].map((one) => pageOf(client, one, after, signal)));
    const found = new Map(are!.map((object) => [object.id, object]));
    for (const object of were!) {
      const copy = found.get(object.id);
      found.delete(object.id);
      if (copy === undefined) differences.push({ class: restored, id: object.id, what: 'was not restored' });
      else if (!isDeepStrictEqual({ ...copy, class: name }, object))
        differences.push({ class: restored, id: object.id, what: 'is not what it was' });
    }
    for (const id of found.keys()) differences.push({ class: restored, id, what: 'was not in the class' });
    objects += were!.length;
    if (were!.length === 0 || differences.length > 0) return { objects, differences };
    after = were!.at(-1)!.id;
  }
}

async function pageOf(
  client: RestClient,
  name: string,
  after: string,
  signal: AbortSignal,
): Promise<readonly ToldObject[]> {
  const query = new URLSearchParams({ class: name, include: 'vector', limit: String(PAGE_OBJECTS), after });
  const page = await client.call<{ objects: readonly ToldObject[] }>(
    'GET',
    `/objects?${query.toString()}`,
    undefined,
    {
      signal,
    },
  );
  return page.objects;
}
