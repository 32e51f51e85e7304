import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { RestClient } from '@weaviate-export/rest-client';
import { describe, expect, it } from 'vitest';
import { startHost, startS3 } from './host.fixture.ts';
import { Program } from './program.fixture.ts';

describe('a server that is killed in the middle of an export', () => {
  it('marks it FAILED at its next start, clears its leftovers, and can be used again', async () => {
    const dataPath = await mkdtemp(join(tmpdir(), 'weaviate-export-'));
    await using store = await startS3('exports');
    const environment = {
      ...store.environment,
      PERSISTENCE_DATA_PATH: dataPath,
      EXPORT_DEFAULT_BUCKET: 'exports',
    };
    {
      await using program = new Program(environment);
      const client = new RestClient({ url: await program.url() });
      await client.call('POST', '/objects', { class: 'Article', properties: { title: 'kept' } });
      store.s3.faults.inject({ operation: 'PutObject', after: 3, times: Infinity, fault: { kind: 'stall' } });
      await client.export('s3', { id: 'killed' });
      // Its claim, its plan and its first state have been written; the file itself hangs.
      await expect
        .poll(() => store.s3.requests.filter(({ operation }) => operation === 'PutObject').length)
        .toBeGreaterThan(3);
      // Killed with SIGKILL at the end of its scope.
    }
    store.s3.faults.clear();
    store.s3.put('exports', 'killed/Article.parquet', 'left behind');

    await using next = await startHost(environment);
    expect(await next.client.status('s3', 'killed')).toMatchObject({
      status: 'FAILED',
      error: 'interrupted by a restart of the server',
      progress: { Article: { status: 'FAILED' } },
    });
    expect(store.s3.keys('exports')).toEqual(['killed/export_metadata.json']);
    await expect(next.client.export('s3', { id: 'killed' })).rejects.toMatchObject({ httpStatus: 409 });
    await next.client.export('s3', { id: 'alive' });
    expect(await next.client.finished('s3', 'alive')).toMatchObject({
      status: 'SUCCESS',
      progress: { Article: { objectsExported: 1 } },
    });
    await rm(dataPath, { recursive: true, force: true });
  });
});
