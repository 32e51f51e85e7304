import type { ExportStatus } from '@weaviate-export/entities-export';
import { EXIT } from '../exit-codes.ts';
import { totalsOf } from '../exports/status-text.ts';
import type { ProgressView } from '../progress/progress-view.ts';
import { bytesText, countText, spanText } from '../text/amounts.ts';

/**
 * Says how an export ended, where its view has not done so.
 * @param signal aborted by who interrupts the program
 * @returns the exit code
 */
export function tellEnd(
  status: ExportStatus,
  { json, quiet }: { readonly json?: true; readonly quiet?: true },
  view: ProgressView,
  signal: AbortSignal,
): number {
  const { path, tookInMs = 0, error = 'nobody said why' } = status;
  if (status.status === 'SUCCESS') {
    const { objects, bytes } = totalsOf(status);
    const size = bytes === 0 ? '' : `, ${bytesText(bytes)}`;
    if (!json && !quiet)
      process.stdout.write(`${path}: ${countText(objects)} objects${size} in ${spanText(tookInMs)}\n`);
    return EXIT.done;
  }
  if (!json) view.say(`${status.status === 'CANCELED' ? 'canceled' : 'failed'}: ${error}`);
  return signal.aborted ? EXIT.interrupted : EXIT.failed;
}
