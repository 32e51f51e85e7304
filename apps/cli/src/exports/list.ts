import type { ListedExport } from '@weaviate-export/usecases-export';
import type { Program } from '../commands/program.ts';
import { countText, spanText } from '../text/amounts.ts';
import { paperOf, type Paper } from '../text/paper.ts';
import { table } from '../text/table.ts';
import { openPlace } from './open-exports.ts';
import { sizeText, timeText, totalsOf } from './status-text.ts';

export interface ListOptions {
  /** URL of the server that is asked. */
  readonly server?: string;
  readonly json?: true;
}

/** Names of classes that are told one by one; of more there is the number. */
const CLASSES_NAMED = 3;

/** Prints the exports of a place. */
export async function list(text: string, { json, server }: ListOptions, program: Program): Promise<void> {
  const { stdout, stderr } = program;
  await using exports = await openPlace(text, server, program);
  const found = await exports.list(new AbortController().signal);
  if (json) for (const one of found) stdout.write(`${JSON.stringify(jsonOf(one))}\n`);
  else if (found.length > 0) {
    stdout.write(`${listText(found, paperOf(stdout))}\n`);
    for (const { id, error } of found) if (error) stderr.write(`${id}: ${error.message}\n`);
  } else stderr.write(`no export lies at ${exports.address}\n`);
}

function jsonOf({ id, path, status, error }: ListedExport): object {
  return status ?? { id, path, error: error?.message };
}

function listText(found: readonly ListedExport[], paper: Paper): string {
  const haveBases = found.some(({ status }) => status?.base !== undefined);
  return table(
    [
      { name: 'id', whole: true },
      { name: 'status' },
      { name: 'started' },
      { name: 'took', align: 'right' },
      { name: 'classes' },
      { name: 'objects', align: 'right' },
      { name: 'size', align: 'right' },
      ...(haveBases ? [{ name: 'base' }] : []),
    ],
    found.map((one) => [...rowOf(one), ...(haveBases ? [one.status?.base?.id ?? '-'] : [])]),
    paper,
  );
}

function rowOf({ id, status: told }: ListedExport): string[] {
  if (told === undefined) return [id, 'unreadable', '-', '-', '-', '-', '-'];
  const { status, startedAt, tookInMs, classes } = told;
  const { objects, bytes } = totalsOf(told);
  const names = classes.length > CLASSES_NAMED ? countText(classes.length) : classes.join(', ');
  return [
    ...[id, status, timeText(startedAt), tookInMs === undefined ? '-' : spanText(tookInMs)],
    ...[names, countText(objects), sizeText(bytes, objects)],
  ];
}
