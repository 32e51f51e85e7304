import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createWeaviateSource, type WeaviateOptions } from '@weaviate-export/adapters-weaviate';
import { EnvironmentBackendProvider } from '@weaviate-export/backends';
import type { ExportStatus, Manifest } from '@weaviate-export/entities-export';
import { type ReadRow, readWithHyparquet } from '@weaviate-export/parquet-readers';
import { type Authorizer, createScheduler } from '@weaviate-export/usecases-export';

/** How long an export may take, in milliseconds. */
const DEADLINE_MS = 100_000;

const everyone: Authorizer = {
  authorize: async () => undefined,
  filter: async (_principal, _verb, classes) => [...classes],
};

export interface Exported {
  readonly status: ExportStatus;
  readonly manifest: Manifest;
  /** Of each file, by its name, as another reader of Parquet sees them. */
  readonly rows: Readonly<Record<string, readonly ReadRow[]>>;
}

/** Exports classes into a folder, by two worker threads, and reads the files. */
export async function exportClasses(options: WeaviateOptions, include: readonly string[]): Promise<Exported> {
  const folder = await mkdtemp(join(tmpdir(), 'live-export-'));
  try {
    await using source = createWeaviateSource(options);
    await using backends = new EnvironmentBackendProvider({ env: {}, filesystemRoot: folder });
    await using scheduler = createScheduler(
      { authorizer: everyone, db: source, backends },
      { parallelism: 2 },
    );
    await scheduler.export(null, 'filesystem', { id: 'live', include: [...include] });
    const status = await scheduler.finished(null, 'filesystem', 'live', {}, AbortSignal.timeout(DEADLINE_MS));
    if (status.status !== 'SUCCESS') throw new Error(`the export ended as ${status.status}: ${status.error}`);
    const manifest = JSON.parse(await readFile(join(folder, 'live', 'manifest.json'), 'utf8')) as Manifest;
    const rows: Record<string, readonly ReadRow[]> = {};
    for (const { name } of manifest.files)
      rows[name] = await readWithHyparquet(await readFile(join(folder, 'live', name)), []);
    return { status, manifest, rows };
  } finally {
    await rm(folder, { recursive: true });
  }
}
