import { isFinished, type ExportStatus } from '@weaviate-export/entities-export';
import type { ExportRequest, Scheduler } from '@weaviate-export/usecases-export';
import type { Destination } from '../place.ts';
import type { ProgressView } from '../progress/progress-view.ts';

/** How often progress is looked at, in milliseconds: as often as a bar moves smoothly. */
const LOOK_EVERY_MS = 200;

/**
 * Runs an export to its end and shows how it goes on. When the signal aborts, it is canceled and cleaned.
 * @returns how it ended, which may be FAILED or CANCELED
 * @throws ExportError for what is wrong with the request or the place; nothing is left then
 */
export async function runExport(
  scheduler: Scheduler,
  { backend, ...place }: Destination,
  request: ExportRequest,
  view: ProgressView,
  signal: AbortSignal,
): Promise<ExportStatus> {
  const { id } = request;
  const config = { ...request.config, ...place };
  // Waited for also where it is to be canceled, so that it can be cleaned.
  await scheduler.export(null, backend, { ...request, config });
  const cancel = (): void => {
    // It may have ended in between; how, is told below.
    scheduler.cancel(null, backend, id, place).catch(() => undefined);
  };
  const look = async (): Promise<void> => {
    const status = await scheduler.status(null, backend, id, place);
    if (!isFinished(status.status)) view.show(status);
  };
  signal.addEventListener('abort', cancel, { once: true });
  if (signal.aborted) cancel();
  // A look that fails is followed by another; the end is told by `finished`.
  const looking = setInterval(() => void look().catch(() => undefined), LOOK_EVERY_MS);
  try {
    const untilItEnds = new AbortController().signal;
    const status = await scheduler.finished(null, backend, id, place, untilItEnds);
    view.end(status);
    return status;
  } finally {
    clearInterval(looking);
    signal.removeEventListener('abort', cancel);
  }
}
