import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startAzurite } from '@weaviate-export/azurite-server';
import { EnvironmentBackendProvider } from '@weaviate-export/backends';
import type { BackendName } from '@weaviate-export/entities-export';
import { startGcsTestServer } from '@weaviate-export/gcs-test-server';
import { describe, expect, it } from 'vitest';
import { type Host, startHost, startS3 } from './host.fixture.ts';

const BUCKET = 'exports';

/** A place for exports on a backend, which goes away with it. */
type Place = { readonly environment: Record<string, string> } & AsyncDisposable;

const PLACES: Record<BackendName, () => Promise<Place>> = {
  filesystem: async () => ({ environment: {}, [Symbol.asyncDispose]: async () => undefined }),
  s3: () => startS3(BUCKET),
  async gcs() {
    const server = await startGcsTestServer({ buckets: [BUCKET], anonymous: true });
    return {
      environment: { STORAGE_EMULATOR_HOST: server.endpoint },
      [Symbol.asyncDispose]: () => server.close(),
    };
  },
  azure: () => startAzurite([BUCKET]),
};

/** Deletes all that lies on a backend, as a person would, by hand. */
async function clear(name: BackendName, env: Record<string, string>, exports: string): Promise<void> {
  await using backends = new EnvironmentBackendProvider({ env, filesystemRoot: exports });
  const backend = await backends.backend(name);
  const bucket = name === 'filesystem' ? {} : { bucket: BUCKET };
  const signal = AbortSignal.timeout(30_000);
  const files = await Array.fromAsync(backend.list({ ...bucket, key: '' }, signal));
  expect(files.length).toBeGreaterThan(0);
  for (const { key } of files) await backend.delete({ ...bucket, key }, signal);
}

async function expectGone(host: Host, name: BackendName): Promise<void> {
  const path = `/export/${name}/one`;
  const message = `export not found: "one" on backend ${name}`;
  for (const method of ['GET', 'DELETE'])
    expect(await host.call(method, path)).toEqual({ status: 404, body: { error: [{ message }] } });
  // What the server started stays in its list.
  expect(await host.client.list(name)).toMatchObject([{ id: 'one', status: 'SUCCESS' }]);
}

describe('an export that was deleted by hand', () => {
  it.each(Object.keys(PLACES) as BackendName[])(
    'from %s is 404, also after a restart, and its id is free',
    async (name) => {
      await using place = await PLACES[name]();
      const folder = await mkdtemp(join(tmpdir(), 'weaviate-export-'));
      const environment = {
        ...place.environment,
        PERSISTENCE_DATA_PATH: folder,
        ...(name !== 'filesystem' && { EXPORT_DEFAULT_BUCKET: BUCKET }),
      };
      try {
        const first = await startHost(environment);
        await first.call('POST', '/objects', { class: 'Article' });
        await first.client.export(name, { id: 'one' });
        expect((await first.client.finished(name, 'one')).status).toBe('SUCCESS');
        await clear(name, place.environment, join(folder, 'exports'));
        await expectGone(first, name);
        await first[Symbol.asyncDispose]();

        await using second = await startHost(environment);
        await expectGone(second, name);
        await second.client.export(name, { id: 'one' });
        expect((await second.client.finished(name, 'one')).status).toBe('SUCCESS');
        expect(await second.client.list(name)).toHaveLength(1);
      } finally {
        await rm(folder, { recursive: true, force: true });
      }
    },
  );

  it('is told apart from one on a store that cannot be reached', async () => {
    const store = await startS3(BUCKET);
    await using host = await startHost({ ...store.environment, EXPORT_DEFAULT_BUCKET: BUCKET });
    await host.call('POST', '/objects', { class: 'Article' });
    await host.client.export('s3', { id: 'one' });
    await host.client.finished('s3', 'one');
    await store.s3.close();
    expect(await host.call('GET', '/export/s3/one')).toMatchObject({
      status: 500,
      body: { error: [{ message: expect.stringMatching(/^backend s3 cannot be reached at /) as string }] },
    });
    expect(await host.client.list('s3')).toMatchObject([{ id: 'one', status: 'SUCCESS' }]);
  });
});
