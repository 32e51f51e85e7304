import { createHash } from 'node:crypto';
import type { Manifest } from '@weaviate-export/entities-export';
import type { LayoutName } from '@weaviate-export/format';
import { createScheduler } from '../create-scheduler.ts';
import type { DBAdapter, Snapshot } from '../ports/db-adapter.ts';
import { MemoryBackend } from '../ports/memory-backend.fixture.ts';
import { everyone } from '../stored/array-source.fixture.ts';
import { ReadHome } from '../stored/read-home.ts';
import { WorkerPartExecutor } from '../workers/worker-part-executor.ts';
import { Verification, type VerificationResult } from './verification.ts';

/** The files of an export, by their names below its home. */
export type Files = Map<string, Uint8Array>;

const UNTIL_LONG_AFTER_MS = 100_000;

/** Makes exports in memory, and verifies them, changed or not. */
export class VerifiedExports implements AsyncDisposable {
  readonly #executor = new WorkerPartExecutor(1);

  /** The files of a whole export. */
  async export(db: DBAdapter, layout: LayoutName, encoding = 'plain'): Promise<Files> {
    const backend = new MemoryBackend('filesystem', false);
    await using scheduler = createScheduler(
      { authorizer: everyone, db, backends: backend, executor: this.#executor },
      { owner: 'test' },
    );
    await scheduler.export(null, 'filesystem', { id: 'e', config: { layout, encoding } });
    const { status, error } = await scheduler.finished(
      null,
      'filesystem',
      'e',
      {},
      AbortSignal.timeout(UNTIL_LONG_AFTER_MS),
    );
    if (status !== 'SUCCESS') throw new Error(error);
    const home = backend.describe({ key: 'e/' });
    return new Map([...backend.files].map(([key, bytes]) => [key.slice(home.length), bytes]));
  }

  /** @param against a source to compare with */
  async verify(
    files: Files,
    {
      against,
      signal = AbortSignal.timeout(UNTIL_LONG_AFTER_MS),
    }: { against?: DBAdapter; signal?: AbortSignal } = {},
  ): Promise<VerificationResult> {
    const backend = new MemoryBackend('filesystem', false);
    for (const [name, bytes] of files) backend.files.set(backend.describe({ key: `e/${name}` }), bytes);
    await using workers = await this.#executor.startVerify(signal);
    const verification = new Verification({
      home: new ReadHome(backend, { key: 'e' }, signal),
      workers,
      signal,
      ...(against && {
        openSource: (classes: readonly string[]): Promise<Snapshot> =>
          against.openSnapshot({
            classes,
            signal,
            prepare: (moduleUrl) => workers.prepare(moduleUrl),
            share: (source) => workers.share(source),
          }),
      }),
    });
    await verification.run();
    return verification.result;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#executor[Symbol.asyncDispose]();
  }
}

/** The files with a manifest that says of each what it is now. */
export function mended(files: Files): Files {
  const manifest = manifestOf(files);
  for (const file of manifest.files) {
    const bytes = files.get(file.name);
    if (bytes === undefined) continue;
    file.bytes = bytes.length;
    file.sha256 = createHash('sha256').update(bytes).digest('hex');
  }
  return withManifest(files, manifest);
}

export function manifestOf(files: Files): Manifest {
  return JSON.parse(Buffer.from(files.get('manifest.json')!).toString()) as Manifest;
}

export function withManifest(files: Files, manifest: unknown): Files {
  return new Map([...files, ['manifest.json', Buffer.from(JSON.stringify(manifest))]]);
}
