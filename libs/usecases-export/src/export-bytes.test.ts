import 'reflect-metadata';
import { createHash } from 'node:crypto';
import { isDeepStrictEqual } from 'node:util';
import { Container } from 'inversify';
import { expect, it } from 'vitest';
import type { Manifest } from '@weaviate-export/entities-export';
import { ArraySource } from './array-source.fixture.ts';
import { ExportModule } from './export-module.ts';
import { generatedClass, generatedObjects, GeneratedSource, idOf } from './generated-source.fixture.ts';
import { MemoryBackend } from './memory-backend.fixture.ts';
import { readWithHyparquet, rowsOf } from './parquet/parquet-readers.fixture.ts';
import { Authorizer } from './ports/authorizer.ts';
import { BackendProvider } from './ports/backend.ts';
import { DBAdapter } from './ports/db-adapter.ts';
import { SchedulerOptions } from './scheduler-options.ts';
import { Scheduler } from './scheduler.ts';

const OPTIONS = { objects: 10_500, dimensions: 8, seed: 11 };

/** Exports a source with so many workers, and gives its file and manifest. */
async function exported(
  source: DBAdapter,
  parallelism: number,
): Promise<{ file: Uint8Array; manifest: Manifest }> {
  const backend = new MemoryBackend('filesystem', false);
  const container = new Container();
  container.bind(Authorizer).toConstantValue({
    authorize: async () => undefined,
    filter: async (_principal, _verb, classes) => [...classes],
  });
  container.bind(DBAdapter).toConstantValue(source);
  container.bind(BackendProvider).toConstantValue(backend);
  container.bind(SchedulerOptions).toConstantValue({ parallelism });
  container.load(ExportModule);
  try {
    const scheduler = container.get(Scheduler);
    await scheduler.export(null, 'filesystem', { id: 'bytes' });
    const ended = async (): Promise<string> => {
      const { status, error } = await scheduler.status(null, 'filesystem', 'bytes', {});
      return `${status} ${error ?? ''}`;
    };
    await expect.poll(ended, { timeout: 20_000 }).toMatch(/SUCCESS|FAILED/);
    expect(await ended()).toBe('SUCCESS ');
  } finally {
    await container.unbindAllAsync();
  }
  const manifest = Buffer.from(backend.files.get('filesystem://bytes/manifest.json')!).toString('utf8');
  return {
    file: backend.files.get('filesystem://bytes/Generated.parquet')!,
    manifest: JSON.parse(manifest) as Manifest,
  };
}

it('an export has the same bytes for any number of workers, scanned by them or by the main thread', async () => {
  const { file, manifest } = await exported(new GeneratedSource(OPTIONS), 1);
  const vectors = [{ name: null, multi: false, distance: 'cosine' }];
  const rows = rowsOf(generatedObjects(OPTIONS), 'Generated', vectors);
  expect(isDeepStrictEqual(await readWithHyparquet(file, vectors), rows)).toBe(true);
  expect(manifest.files).toMatchObject([
    {
      name: 'Generated.parquet',
      rows: 10_500,
      bytes: file.length,
      sha256: createHash('sha256').update(file).digest('hex'),
      lowestId: idOf(0),
      highestId: idOf(10_499),
      rowGroups: 2,
    },
  ]);
  const others: [string, DBAdapter, number][] = [
    ['two workers', new GeneratedSource(OPTIONS), 2],
    ['scanned on the main thread', new ArraySource(generatedClass(OPTIONS)), 2],
  ];
  for (const [name, source, workers] of others) {
    const other = await exported(source, workers);
    expect(Buffer.compare(other.file, file), name).toBe(0);
    expect(other.manifest.files, name).toEqual(manifest.files);
  }
});
