import { createHash } from 'node:crypto';
import { isDeepStrictEqual } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ExportStatus, Manifest } from '@weaviate-export/entities-export';
import { ArraySource } from '../ports/array-source.fixture.ts';
import { createScheduler } from '../create-scheduler.ts';
import { everyone } from './export-world.fixture.ts';
import { generatedClass, GeneratedSource } from '../workers/generated-source.fixture.ts';
import { generatedObjects, idOf } from '@weaviate-export/generated-objects';
import type { LayoutName } from '@weaviate-export/format';
import { MemoryBackend } from '../ports/memory-backend.fixture.ts';
import { oddSource, type Oddity } from '../workers/odd-source.fixture.ts';
import { readWithHyparquet, rowsOf } from '@weaviate-export/parquet-readers';
import type { DBAdapter, Snapshot, SnapshotRequest } from '../ports/db-adapter.ts';
import { WorkerPartExecutor } from '../workers/worker-part-executor.ts';

const OPTIONS = { objects: 10_500, dimensions: 8, seed: 11 };

/** The generated class, whose snapshot the workers read for themselves, in an odd way. */
class OddSource extends ArraySource {
  readonly #source;

  constructor(oddity: Oddity) {
    super(generatedClass(OPTIONS));
    this.#source = oddSource(oddity, OPTIONS);
  }

  override async openSnapshot(request: SnapshotRequest): Promise<Snapshot> {
    const { moduleUrl, options } = this.#source;
    await request.share({ moduleUrl, options });
    return super.openSnapshot(request);
  }
}

/** Executors by their number of workers, which are kept from export to export: each takes a while to start. */
const executors = new Map<number, WorkerPartExecutor>();
afterAll(async () => {
  for (const executor of executors.values()) await executor[Symbol.asyncDispose]();
});

/** Exports a source with so many workers, and tells how that ended. */
async function exportTo(
  backend: MemoryBackend,
  source: DBAdapter,
  parallelism: number,
  layout: LayoutName = 'standard',
): Promise<ExportStatus> {
  const executor = executors.get(parallelism) ?? new WorkerPartExecutor(parallelism);
  executors.set(parallelism, executor);
  const ports = { authorizer: everyone, db: source, backends: backend, executor };
  await using scheduler = createScheduler(ports, { parallelism });
  await scheduler.export(null, 'filesystem', { id: 'bytes', config: { layout } });
  return await scheduler.finished(null, 'filesystem', 'bytes', {}, AbortSignal.timeout(100_000));
}

interface Exported {
  readonly file: Uint8Array;
  readonly manifest: Manifest;
}

async function exported(source: DBAdapter, parallelism: number, layout?: LayoutName): Promise<Exported> {
  const backend = new MemoryBackend('filesystem', false);
  const { status, error } = await exportTo(backend, source, parallelism, layout);
  expect(`${status} ${error ?? ''}`).toBe('SUCCESS ');
  const manifest = Buffer.from(backend.files.get('filesystem://bytes/manifest.json')!).toString('utf8');
  return {
    file: backend.files.get('filesystem://bytes/Generated.parquet')!,
    manifest: JSON.parse(manifest) as Manifest,
  };
}

describe('an export has the same bytes for any number of workers, scanned by them or by the main thread', () => {
  let first: Exported;
  beforeAll(async () => {
    first = await exported(new GeneratedSource(OPTIONS), 1);
  });

  it('which are those of the objects', async () => {
    const { file, manifest } = first;
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
  });

  it.each<[string, () => DBAdapter, number]>([
    ['two workers', () => new GeneratedSource(OPTIONS), 2],
    ['four workers', () => new GeneratedSource(OPTIONS), 4],
    [
      'two workers, of which one dies in the middle of a part',
      () => new OddSource('exits once, in the middle'),
      2,
    ],
    ['one worker, which dies in the middle of a part', () => new OddSource('exits once, in the middle'), 1],
    ['two workers, both of which die of the first part', () => new OddSource('exits'), 2],
    ['the main thread', () => new ArraySource(generatedClass(OPTIONS)), 2],
  ])('by %s', async (_which, source, workers) => {
    const other = await exported(source(), workers);
    expect(Buffer.compare(other.file, first.file)).toBe(0);
    expect(other.manifest.files).toEqual(first.manifest.files);
  });
});

it.each(['typed', 'weaviate'] as const)(
  'an export in the layout %s has the same bytes for any number of workers, scanned by them or by the main thread',
  { tags: 'long' },
  async (layout) => {
    const { file, manifest } = await exported(new GeneratedSource(OPTIONS), 1, layout);
    expect(manifest.files).toMatchObject([{ rows: 10_500, rowGroups: 2 }]);
    const others: [string, DBAdapter, number][] = [
      ['two workers', new GeneratedSource(OPTIONS), 2],
      ['four workers', new GeneratedSource(OPTIONS), 4],
      ['scanned on the main thread', new ArraySource(generatedClass(OPTIONS)), 2],
    ];
    for (const [name, source, workers] of others) {
      const other = await exported(source, workers, layout);
      expect(Buffer.compare(other.file, file), name).toBe(0);
    }
  },
);

it.each<[Oddity, string]>([
  ['throws an error', 'page 7 is unreadable'],
  ['throws a coded error', 'is odd'],
])(
  'an export with a part that always %s has failed, and leaves only what says so',
  async (oddity, reason) => {
    const backend = new MemoryBackend('filesystem', false);
    const source = new OddSource(oddity);
    const { status, error, progress } = await exportTo(backend, source, 2);
    expect({ status, error }).toEqual({ status: 'FAILED', error: expect.stringContaining(reason) as string });
    expect(progress['Generated']).toMatchObject({ status: 'FAILED', objectsExported: 0 });
    expect([...backend.files.keys()]).toEqual(['filesystem://bytes/export_metadata.json']);
    expect(source.openSnapshots).toBe(0);
  },
);
