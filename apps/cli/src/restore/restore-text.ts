import type { RestoreStatus } from '@weaviate-export/entities-export';
import { countText, spanText } from '../text/amounts.ts';

/** How a restore ended, in lines. */
export function endText(status: RestoreStatus): string[] {
  const { progress, errors = [], error, tookInMs = 0 } = status;
  const lines = Object.entries(progress).map(([name, one]) => {
    const { exportedAs, objectsRestored, objectsSkipped, objectsFailed, objectsTotal } = one;
    const parts = [
      `${countText(objectsRestored)} of ${countText(objectsTotal)} objects restored`,
      ...(objectsSkipped > 0 ? [`${countText(objectsSkipped)} left as they were`] : []),
      ...(objectsFailed > 0 ? [`${countText(objectsFailed)} refused`] : []),
    ];
    return `${name}${exportedAs === undefined ? '' : ` (exported as ${exportedAs})`}: ${parts.join(', ')}`;
  });
  for (const { class: name, tenant, id, error: reason } of errors)
    lines.push(
      `refused: class ${name}${tenant === undefined ? '' : `, tenant ${tenant}`}, object ${id}: ${reason}`,
    );
  for (const [name, { written = [] }] of Object.entries(progress))
    for (const { tenant, lowestId, highestId } of written)
      lines.push(
        `class ${name}${tenant === undefined ? '' : `, tenant ${tenant}`} was there: it may have objects of the export from ${lowestId} to ${highestId}`,
      );
  if (status.status === 'SUCCESS') lines.push(`restored in ${spanText(tookInMs)}`);
  else lines.push(`not restored: ${error ?? status.status}`);
  return lines;
}
