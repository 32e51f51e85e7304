import { setTimeout as wait } from 'node:timers/promises';
import { showProgress } from './progress.ts';
import { type RestClient } from './rest-client.ts';

const POLL_EVERY_MS = 100;
/** The sample takes about a second. */
const EXPORT_DEADLINE_MS = 60_000;
const RUNNING = ['STARTED', 'TRANSFERRING'];

/** The state of an export, as far as it is read here. */
export interface ExportStatus {
  readonly status: string;
  readonly path: string;
  readonly tookInMs?: number;
  readonly error?: string;
  readonly progress?: Readonly<
    Record<string, { readonly status: string; readonly objectsExported: number; readonly error?: string }>
  >;
}

/**
 * Exports all classes to the filesystem and waits until that is done.
 * @param objects how many there are to export, for the bar
 * @throws ApiError where the export is refused; Error where it does not succeed, with the server's reason
 */
export async function exportAll(
  client: RestClient,
  { id, objects, signal }: { id: string; objects: number; signal: AbortSignal },
): Promise<ExportStatus> {
  const deadline = Date.now() + EXPORT_DEADLINE_MS;
  using progress = showProgress(objects, 'objects exported');
  let current = (await client.post('/v1/export/filesystem', { id })) as ExportStatus;
  while (RUNNING.includes(current.status)) {
    if (Date.now() > deadline)
      throw new Error(`the export did not end within ${EXPORT_DEADLINE_MS / 1000} s`);
    await wait(POLL_EVERY_MS, undefined, { signal });
    current = (await client.get(`/v1/export/filesystem/${id}`)) as ExportStatus;
    progress.update(exportedObjects(current));
  }
  if (current.status !== 'SUCCESS') {
    const reasons = Object.values(current.progress ?? {}).map(({ error }) => error);
    throw new Error(
      `the export ended ${current.status}: ${[current.error, ...reasons].filter(Boolean).join('; ')}`,
    );
  }
  return current;
}

function exportedObjects({ progress }: ExportStatus): number {
  return Object.values(progress ?? {}).reduce((sum, { objectsExported }) => sum + objectsExported, 0);
}
