import type { ExportStatus, Manifest } from '@weaviate-export/entities-export';
import { countText, spanText } from '../text/amounts.ts';
import { cellText } from '../text/cell-text.ts';
import type { Paper } from '../text/paper.ts';
import { pairs, table } from '../text/table.ts';
import type { ShownExport } from './exports.ts';
import { sizeText, timeText, totalsOf } from './status-text.ts';

/** Shards that are told of one by one: a class may have 50,000 tenants. */
const SHARDS_SHOWN = 50;

/** One export for people: what it is, its classes, and the shards that are not in it. */
export function showText({ status, manifest }: ShownExport, paper: Paper): string {
  const { objects, deleted, bytes } = totalsOf(status);
  const { id, path, status: state, error, startedAt, completedAt, tookInMs, base } = status;
  const about: [string, string][] = [
    ['id', id],
    ['path', path],
    ['status', state],
    ...(error === undefined ? [] : [['error', cellText(error)] as [string, string]]),
    ['started', timeText(startedAt)],
    ...(completedAt === undefined ? [] : [['completed', timeText(completedAt)] as [string, string]]),
    ...(tookInMs === undefined ? [] : [['took', spanText(tookInMs)] as [string, string]]),
    ...(base === undefined ? [] : [['base', base.path] as [string, string]]),
    ['objects', countText(objects)],
    ...(base === undefined ? [] : [['deleted', countText(deleted)] as [string, string]]),
    ['size', sizeText(bytes, objects)],
    ...(manifest === null ? [] : formOf(manifest)),
  ];
  const shards = shardRows(status);
  const shown = shards.slice(0, SHARDS_SHOWN);
  const more = shards.length - shown.length;
  return [
    pairs(about, paper),
    classesText(status, manifest, paper),
    ...(shown.length === 0
      ? []
      : [table([{ name: 'shard' }, { name: 'of class' }, { name: 'why' }], shown, paper)]),
    ...(more === 0 ? [] : [`and ${countText(more)} shards more, which --json has`]),
  ].join('\n\n');
}

/** How the files are made, by the manifest: older ones tell less. */
function formOf(manifest: Manifest): [string, string][] {
  const { source, layout, encoding = 'compact', compression, selection } = manifest;
  const codec = compression && [compression.codec, compression.level].filter((part) => part !== undefined);
  return [
    ['consistency', source.consistency],
    ...(layout === undefined ? [] : [['layout', layout] as [string, string]]),
    ['encoding', encoding],
    ...(codec === undefined ? [] : [['codec', codec.join(' ')] as [string, string]]),
    ...(selection === undefined ? [] : [['selection', JSON.stringify(selection)] as [string, string]]),
  ];
}

function classesText({ progress }: ExportStatus, manifest: Manifest | null, paper: Paper): string {
  const files = new Map<string, number>();
  for (const { class: name } of manifest?.files ?? []) files.set(name, (files.get(name) ?? 0) + 1);
  const hasErrors = Object.values(progress).some(({ error }) => error !== undefined);
  return table(
    [
      { name: 'class', whole: true },
      { name: 'status' },
      { name: 'objects', align: 'right' },
      ...(manifest === null ? [] : [{ name: 'files', align: 'right' as const }]),
      { name: 'size', align: 'right' },
      ...(hasErrors ? [{ name: 'error' }] : []),
    ],
    Object.entries(progress).map(([name, { status, objectsExported, fileSizeBytes, error }]) => [
      ...[name, status, countText(objectsExported)],
      ...(manifest === null ? [] : [countText(files.get(name) ?? 0)]),
      sizeText(fileSizeBytes, objectsExported),
      ...(error === undefined ? [] : [cellText(error)]),
    ]),
    paper,
  );
}

/** The shards that were skipped or have failed, and why. */
function shardRows({ shardStatus }: ExportStatus): string[][] {
  return Object.entries(shardStatus).flatMap(([className, shards]) =>
    Object.entries(shards).flatMap(([shard, { status, skipReason, error }]) =>
      status === 'SKIPPED' || status === 'FAILED'
        ? [[cellText(shard), className, `${status}: ${cellText(skipReason ?? error ?? 'nobody said')}`]]
        : [],
    ),
  );
}
