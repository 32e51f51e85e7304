import { type ExportObject, type ExportStatus, type Manifest } from '@weaviate-export/entities-export';
import { generatedObjects, type GeneratedOptions } from '@weaviate-export/generated-objects';
import { parquetMetadata } from 'hyparquet';
import { expect } from 'vitest';
import { createScheduler } from '../create-scheduler.ts';
import { ArraySource } from '../ports/array-source.fixture.ts';
import type { DBAdapter } from '../ports/db-adapter.ts';
import { MemoryBackend } from '../ports/memory-backend.fixture.ts';
import type { PartExecutor } from '../ports/part-executor.ts';
import { generatedClass, GeneratedSource } from '../workers/generated-source.fixture.ts';
import { everyone } from './export-world.fixture.ts';

/** What a filter takes of every tenth object: its title ends in the digit. */
export const endsIn = (digit: number): object => ({
  operator: 'Like',
  path: ['title'],
  valueText: `*${digit}`,
});
export const where = (path: string, operator: string, value: object): object => ({
  operator,
  path: [path],
  ...value,
});

/** A file, and what is told of it. */
interface Exported {
  readonly file: Uint8Array<ArrayBuffer>;
  readonly status: ExportStatus;
  readonly manifest: Manifest;
}

/** Exports a source, or of its class Generated what a filter lets through. */
export async function exported(db: DBAdapter, executor: PartExecutor, filter?: object): Promise<Exported> {
  const backend = new MemoryBackend('filesystem', false);
  await using scheduler = createScheduler(
    { authorizer: everyone, db, backends: backend, executor },
    { parallelism: 1 },
  );
  const config = filter === undefined ? {} : { where: { Generated: filter as never } };
  await scheduler.export(null, 'filesystem', { id: 'e', config });
  const status = await scheduler.finished(null, 'filesystem', 'e', {}, AbortSignal.timeout(100_000));
  expect(`${status.status} ${status.error ?? ''}`).toBe('SUCCESS ');
  const text = Buffer.from(backend.files.get('filesystem://e/manifest.json')!).toString();
  const file = backend.files.get('filesystem://e/Generated.parquet') ?? new Uint8Array(0);
  return { file: new Uint8Array(file), status, manifest: JSON.parse(text) as Manifest };
}

/** The rows of each row group. */
export const rowGroups = (file: Uint8Array<ArrayBuffer>): number[] =>
  parquetMetadata(file.buffer).row_groups.map(({ num_rows }) => Number(num_rows));

/** Some of the generated objects. */
export type Selected = (object: ExportObject, index: number) => boolean;

/**
 * Holds the export of a filtered source, read by as many workers as said and by the main thread, against one of a source that
 * has nothing else.
 */
export async function expectAlone(
  options: GeneratedOptions,
  filter: object,
  isSelected: Selected,
  executors: { readonly readers: readonly PartExecutor[]; readonly other: PartExecutor },
): Promise<number[]> {
  const held = generatedObjects(options).filter(isSelected);
  const source = new ArraySource({ ...generatedClass(options), shards: { 'shard-0': held } });
  const alone = await exported(source, executors.other);
  const filtered: [DBAdapter, PartExecutor][] = [
    ...executors.readers.map((executor): [DBAdapter, PartExecutor] => [
      new GeneratedSource(options),
      executor,
    ]),
    [new ArraySource(generatedClass(options)), executors.other],
  ];
  for (const [db, executor] of filtered) {
    const { file, manifest, status } = await exported(db, executor, filter);
    expect(Buffer.compare(file, alone.file)).toBe(0);
    expect(manifest.files).toEqual(alone.manifest.files);
    expect(manifest.selection).toEqual({ where: { Generated: filter } });
    expect(status.progress['Generated']).toEqual(alone.status.progress['Generated']);
  }
  return rowGroups(alone.file);
}
