import { type ExportStatus, type RestClient } from '@weaviate-export/rest-client';
import { showProgress } from './progress.ts';

/** The sample takes about a second. */
const EXPORT_DEADLINE_MS = 60_000;

/**
 * Exports all classes to the filesystem and waits until that is done.
 * @param objects how many there are to export, for the bar
 * @throws RestError where the export is refused; Error where it does not succeed, with the server's reason
 */
export async function exportAll(
  client: RestClient,
  { id, objects, signal }: { id: string; objects: number; signal: AbortSignal },
): Promise<ExportStatus> {
  using progress = showProgress(objects, 'objects exported');
  await client.export('filesystem', { id }, { signal });
  const late = AbortSignal.timeout(EXPORT_DEADLINE_MS);
  const onStatus = (status: ExportStatus) => progress.update(exportedObjects(status));
  const ended = await client
    .finished('filesystem', id, {}, { signal: AbortSignal.any([signal, late]), onStatus })
    .catch((cause: unknown) => {
      if (!late.aborted) throw cause;
      throw new Error(`the export did not end within ${EXPORT_DEADLINE_MS / 1000} s`, { cause });
    });
  if (ended.status !== 'SUCCESS') {
    const reasons = Object.values(ended.progress).map(({ error }) => error);
    throw new Error(
      `the export ended ${ended.status}: ${[ended.error, ...reasons].filter(Boolean).join('; ')}`,
    );
  }
  return ended;
}

function exportedObjects({ progress }: ExportStatus): number {
  return Object.values(progress).reduce((sum, { objectsExported }) => sum + objectsExported, 0);
}
