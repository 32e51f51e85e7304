import type { VerificationFinding, VerificationStatus } from '@weaviate-export/entities-export';
import { bytesText, countText, spanText } from '../text/amounts.ts';

/** A finding as a line: where, what, and what was expected. */
export function findingText(finding: VerificationFinding): string {
  const {
    file,
    class: className,
    tenant,
    rowGroup,
    column,
    row,
    objectId,
    problem,
    expected,
    found,
  } = finding;
  const where = [
    file ?? (className === undefined ? undefined : `class ${className}`),
    file === undefined && tenant !== undefined ? `tenant ${tenant}` : undefined,
    rowGroup === undefined ? undefined : `row group ${rowGroup}`,
    column === undefined ? undefined : `column ${column}`,
    row === undefined ? undefined : `row ${row}`,
    objectId === undefined ? undefined : `object ${objectId}`,
  ].filter((part) => part !== undefined);
  const what = [
    expected === undefined ? undefined : `expected ${expected}`,
    found === undefined ? undefined : `found ${found}`,
  ].filter((part) => part !== undefined);
  return `${where.join(', ')}${where.length === 0 ? '' : ': '}${problem}${what.length === 0 ? '' : ` (${what.join(', ')})`}`;
}

/** How a verification ended, in lines. */
export function verdictText(status: VerificationStatus): string[] {
  const { findings, findingsTotal, progress, error, tookInMs = 0, classesNotExported = [] } = status;
  const classes = Object.values(progress);
  const sum = (count: (of: (typeof classes)[number]) => number): number =>
    classes.reduce((total, one) => total + count(one), 0);
  const read = `${countText(sum((one) => one.filesChecked))} files, ${countText(sum((one) => one.objectsChecked))} objects, ${bytesText(sum((one) => one.bytesChecked))} read in ${spanText(tookInMs)}`;
  const lines = findings.map(findingText);
  if (findingsTotal > findings.length)
    lines.push(`and ${countText(findingsTotal - findings.length)} findings more`);
  if (classesNotExported.length > 0)
    lines.push(`in the source, and not in this export: ${classesNotExported.join(', ')}`);
  for (const [name, { comparison }] of Object.entries(progress)) {
    if (comparison === undefined) continue;
    const { same, missing, extra, different, changedSince } = comparison;
    const since =
      changedSince === 0 ? '' : `; ${countText(changedSince)} of them written since the export began`;
    lines.push(
      `${name}: ${countText(same)} objects are the same, ${countText(missing)} missing, ${countText(extra)} extra, ${countText(different)} different${since}`,
    );
  }
  if (error !== undefined) lines.push(`not read to its end: ${error}`);
  if (status.status === 'SUCCESS')
    lines.push(`the export is whole${status.against === undefined ? '' : ' and as its source'}: ${read}`);
  else
    lines.push(
      `the export is NOT ${error === undefined ? 'as it should be' : 'verified'}: ${countText(findingsTotal)} findings; ${read}`,
    );
  return lines;
}
