import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ExportRecord, ExportStatus, Manifest } from '@weaviate-export/entities-export';

const skipped = (count: number): ExportStatus['shardStatus'][string] =>
  Object.fromEntries(
    Array.from({ length: count }, (_, at) => [
      `cold-${at}`,
      { status: 'SKIPPED', objectsExported: 0, skipReason: 'tenant status is FROZEN' },
    ]),
  );

const whole: ExportStatus = {
  ...{ id: 'whole', backend: 'filesystem', path: '/elsewhere/whole', status: 'SUCCESS' },
  ...{ startedAt: '2026-11-30T20:45:00.123Z', completedAt: '2026-11-30T20:48:05.123Z', tookInMs: 185_000 },
  classes: ['Article', 'Tenanted'],
  base: { id: 'before', path: '/elsewhere/before' },
  progress: {
    Article: {
      ...{ status: 'SUCCESS', objectsExported: 1_000, objectsDeleted: 12, objectsTotal: 1_000 },
      fileSizeBytes: 41_200,
    },
    Tenanted: {
      ...{ status: 'SUCCESS', objectsExported: 7, objectsDeleted: 0, objectsTotal: 7 },
      fileSizeBytes: 800,
    },
  },
  shardStatus: {
    Article: { s0: { status: 'SUCCESS', objectsExported: 1_000 } },
    Tenanted: { warm: { status: 'SUCCESS', objectsExported: 7 }, ...skipped(60) },
  },
};

const failed: ExportStatus = {
  ...{ id: 'broken', backend: 'filesystem', path: '/elsewhere/broken', status: 'FAILED' },
  ...{ startedAt: '2026-12-01T08:00:00.000Z', completedAt: '2026-12-01T08:00:01.000Z', tookInMs: 1_000 },
  error: 'class "Article", shard "s0": disk full',
  classes: ['Article'],
  progress: {
    Article: { status: 'FAILED', objectsExported: 3, objectsTotal: 9, fileSizeBytes: 0, error: 'disk full' },
  },
  shardStatus: { Article: { s0: { status: 'FAILED', objectsExported: 3, error: 'disk full' } } },
};

const file = (name: string, className: string, rows: number, bytes: number): Manifest['files'][number] => ({
  ...{ name, class: className, rows, bytes, rowGroups: 1 },
  ...{ sha256: '00', lowestId: '00', highestId: 'ff', schemaFingerprint: '00' },
});

const manifest: Manifest = {
  formatVersion: 1,
  id: 'whole',
  source: { consistency: 'live' },
  classes: ['Article', 'Tenanted'],
  ...{ layout: 'typed', encoding: 'plain', compression: { codec: 'gzip', level: 6 } },
  ...{ selection: { vectors: false }, base: { id: 'before', sha256: '00' } },
  files: [
    file('Article.parquet', 'Article', 1_000, 41_200),
    file('Tenanted/tenant=warm.parquet', 'Tenanted', 7, 800),
  ],
  ...{ startedAt: whole.startedAt, completedAt: whole.completedAt! },
};

const theirs = {
  ...{ id: 'theirs', backend: 'filesystem', status: 'SUCCESS', classes: ['A', 'B', 'C', 'D'] },
  ...{ startedAt: '2026-11-29T10:00:00Z', completedAt: '2026-11-29T10:00:02Z' },
  shardStatus: { A: { x: { status: 'SUCCESS', objectsExported: 5 } } },
};

const record = (status: ExportStatus): ExportRecord => ({
  ...{ formatVersion: 1, id: status.id, place: { backend: 'filesystem', path: '' }, owner: 'a-server' },
  ...{ heartbeatAt: status.completedAt!, files: [], request: {}, status },
});

/** What lies at a place of exports, by name: one that is whole, one that failed, one of Weaviate's, and one that is damaged. */
export const FILES: Readonly<Record<string, string>> = {
  'whole/manifest.json': JSON.stringify(manifest),
  'whole/export_metadata.json': JSON.stringify(record(whole)),
  'broken/export_metadata.json': JSON.stringify(record(failed)),
  'theirs/export_metadata.json': JSON.stringify(theirs),
  'theirs/A_x_0000.parquet': 'x'.repeat(1_500),
  'torn/export_metadata.json': '{',
};

/** Writes them into a folder `out` of a new one. */
export async function writeExports(): Promise<{ readonly folder: string } & AsyncDisposable> {
  const folder = await mkdtemp(join(tmpdir(), 'exports-'));
  for (const [name, text] of Object.entries(FILES)) {
    const path = join(folder, 'out', name);
    await mkdir(join(path, '..'), { recursive: true });
    await writeFile(path, text);
  }
  return { folder, [Symbol.asyncDispose]: () => rm(folder, { recursive: true }) };
}
