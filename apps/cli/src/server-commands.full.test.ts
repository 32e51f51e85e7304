import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startS3TestServer, type S3TestServer } from '@weaviate-export/s3-test-server';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runCli, startCli, type Run } from './cli.fixture.ts';
import { fillWeaviate, type FilledWeaviate } from './filled-weaviate.fixture.ts';

let s3: S3TestServer;
let server: FilledWeaviate;
let folder: string;
beforeAll(async () => {
  s3 = await startS3TestServer({ buckets: ['exports', 'others'] });
  server = await fillWeaviate({
    AWS_ENDPOINT_URL_S3: s3.endpoint,
    AWS_ACCESS_KEY_ID: s3.accessKeyId,
    AWS_SECRET_ACCESS_KEY: s3.secretAccessKey,
    EXPORT_DEFAULT_BUCKET: 'exports',
    EXPORT_ALLOWED_BUCKETS: '*',
  });
  folder = await mkdtemp(join(tmpdir(), 'server-'));
});
afterAll(async () => {
  await server[Symbol.asyncDispose]();
  await s3[Symbol.asyncDispose]();
  await rm(folder, { recursive: true });
});

const run = (...args: readonly string[]) => runCli([...args, '--server', server.url], folder);

/** Starts an export that goes no further than its first Parquet file, until the faults are cleared. */
async function startStalled(id: string): Promise<Run> {
  // The first two small files are the claim of the id and its record.
  s3.faults.inject({ operation: 'PutObject', fault: { kind: 'stall' }, times: Infinity, after: 2 });
  const running = startCli(['export', 's3', '--id', id, '--json', '--server', server.url], folder);
  await running.told('"TRANSFERRING"');
  return running;
}

describe('a running server, from the command line', () => {
  it('exports where its defaults say, and where it is told, as a folder is written', async () => {
    const { exitCode, stdout, stderr } = await run('export', 's3', '--id', 'one', '--layout', 'typed');
    expect({ exitCode, stdout }).toEqual({
      exitCode: 0,
      stdout: expect.stringMatching(/^s3:\/\/exports\/one: 1,003 objects, [\d.]+ kB in /) as string,
    });
    expect(stderr).toContain('Article: 1,000 objects, ');
    expect(JSON.parse(s3.object('exports', 'one/manifest.json')!.body.toString())).toMatchObject({
      layout: 'typed',
    });
    expect(await run('export', 's3://others/a/b', '--id', 'two', '--include', 'Author', '--quiet')).toEqual({
      exitCode: 0,
      stdout: '',
      stderr: '',
    });
    expect(s3.keys('others')).toContain('a/b/two/Author.parquet');
  });

  it('lists and shows its exports, of one place or all', async () => {
    const ids = async (place: string) => {
      const { stdout } = await run('list', place, '--json');
      const lines = stdout.split('\n').filter((line) => line !== '');
      return lines.map((line) => (JSON.parse(line) as { id: string }).id);
    };
    expect(await ids('s3')).toEqual(['two', 'one']);
    expect(await ids('s3://exports')).toEqual(['one']);
    expect(await ids('s3://others/a/b')).toEqual(['two']);
    expect(await ids('s3://others/b')).toEqual([]);
    expect(await ids('filesystem')).toEqual([]);
    expect(await run('show', 's3://others/a/b/two')).toMatchObject({
      exitCode: 0,
      stdout: expect.stringMatching(/^Author {2}SUCCESS {8}3 /m) as string,
    });
  });

  it('cancels its export on Ctrl-C, and the program ends with 130', async () => {
    const running = await startStalled('interrupted');
    s3.faults.clear();
    running.interrupt();
    const { exitCode, stdout, stderr } = await running.ended;
    expect({ exitCode, stderr }).toEqual({
      exitCode: 130,
      stderr: expect.stringContaining('canceling interrupted') as string,
    });
    expect(JSON.parse(stdout.trimEnd().split('\n').at(-1)!)).toMatchObject({ status: 'CANCELED' });
    expect(s3.keys('exports').filter((key) => key.startsWith('interrupted/'))).toEqual([
      'interrupted/export_metadata.json',
    ]);
  });

  it('is watched, and told to cancel, by its id; Ctrl-C ends the watching alone', async () => {
    const running = await startStalled('watched');
    const leaving = startCli(['watch', 's3/watched', '--json', '--server', server.url], folder);
    await leaving.told('"TRANSFERRING"');
    leaving.interrupt();
    expect(await leaving.ended).toMatchObject({
      exitCode: 130,
      stderr: expect.stringContaining('watched runs on: weaviate-export cancel s3/watched') as string,
    });
    const staying = startCli(['watch', 's3/watched', '--json', '--server', server.url], folder);
    await staying.told('"TRANSFERRING"');
    s3.faults.clear();
    expect(await run('cancel', 's3/watched')).toEqual({
      exitCode: 0,
      stdout: 'watched is canceled\n',
      stderr: '',
    });
    for (const ended of [await running.ended, await staying.ended]) {
      expect(ended.exitCode).toBe(1);
      expect(JSON.parse(ended.stdout.trimEnd().split('\n').at(-1)!)).toMatchObject({ status: 'CANCELED' });
    }
  });
});
