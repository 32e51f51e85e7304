import { describe, expect, it } from 'vitest';
import { runHere } from '../run-here.fixture.ts';
import { ExportServer } from './server.ts';
import { startWeaviateApi } from './weaviate-api.fixture.ts';

const { signal } = new AbortController();

describe('a Weaviate with an export API of its own', () => {
  it('is told of as any server, what it leaves out put together of the rest', async () => {
    await using weaviate = await startWeaviateApi();
    const { exitCode, stdout } = await runHere(['show', 'filesystem/one', '--server', weaviate.url], '/');
    expect(exitCode).toBe(0);
    expect(stdout.split('\n').slice(2)).toEqual([
      'status     SUCCESS',
      'started    2026-12-01T05:02:42Z',
      'completed  2026-12-01T05:02:43Z',
      'took       0.3 s',
      'objects    3,000',
      'size       -',
      '',
      'class    status   objects  size',
      'CliBook  SUCCESS    3,000     -',
      '',
    ]);
  });

  it('says nothing of an end that has not come', async () => {
    await using weaviate = await startWeaviateApi();
    const { stdout } = await runHere(['show', 'filesystem/running', '--server', weaviate.url], '/');
    expect(stdout).not.toContain('completed');
    expect(stdout).toMatch(/^CliBook {2}TRANSFERRING {4}2,000 /m);
  });

  it('starts and is watched to the end', async () => {
    await using weaviate = await startWeaviateApi();
    const server = new ExportServer(weaviate.url, {});
    await server.start({ backend: 'filesystem' }, { id: 'one', include: ['CliBook'], config: {} }, signal);
    const seen: string[] = [];
    const end = await server.finished({ backend: 'filesystem' }, 'one', ({ status }) => seen.push(status));
    expect(weaviate.bodies).toEqual([{ id: 'one', include: ['CliBook'], file_format: 'parquet' }]);
    expect(seen).toEqual(['SUCCESS']);
    expect(end.progress).toEqual({
      CliBook: { status: 'SUCCESS', objectsExported: 3_000, objectsTotal: 3_000, fileSizeBytes: 0 },
    });
  });

  it('is not asked for what it would silently pass over', async () => {
    await using weaviate = await startWeaviateApi();
    const server = new ExportServer(weaviate.url, {});
    const request = { id: 'one', config: { layout: 'typed' } };
    await expect(
      server.start({ backend: 'filesystem', path: 'nightly' }, request, signal),
    ).rejects.toMatchObject({
      exitCode: 2,
      message: expect.stringContaining('has defaults alone for layout, path: leave them out') as string,
    });
    expect(weaviate.calls).toEqual(['GET /v1/export/filesystem']);
  });

  it('has no list, and says where there is one', async () => {
    await using weaviate = await startWeaviateApi();
    expect(await runHere(['list', 'filesystem', '--server', weaviate.url], '/')).toEqual({
      exitCode: 2,
      stdout: '',
      stderr: expect.stringContaining('keeps no list of its exports: weaviate-export list PLACE') as string,
    });
  });

  it('is sent the key of the environment, and none of them is repeated in an error', async () => {
    await using weaviate = await startWeaviateApi('key-of-ada');
    const show = (environment: Record<string, string>) =>
      runHere(['show', 'filesystem/one', '--server', weaviate.url], '/', environment);
    expect(await show({ WEAVIATE_API_KEY: 'key-of-ada' })).toMatchObject({ exitCode: 0 });
    const { exitCode, stderr } = await show({ WEAVIATE_API_KEY: 'another-key' });
    expect(exitCode).toBe(1);
    expect(stderr).toMatch(/answered 401: anonymous access not enabled: set WEAVIATE_API_KEY or /);
    expect(stderr).not.toContain('another-key');
  });
});

describe('with --server', () => {
  it.each([
    [['cancel', 'filesystem/one', '--server', 'URL'], 1, 'export has already finished'],
    [['cancel', 'filesystem/nobody', '--server', 'URL'], 2, 'weaviate-export list --server'],
    [['list', 'gcs', '--server', 'URL'], 2, 'A Weaviate has one from 1.37 on'],
    [['cancel', 'filesystem/one'], 2, "required option '--server <url>' not specified"],
    [['cancel', 'filesystem', '--server', 'URL'], 2, 'a place and the id of one export behind it'],
    [['show', './out/one', '--server', 'URL'], 2, 'allowed are filesystem, s3, gcs, azure'],
    [['show', 'filesystem/one', '--server', 'here'], 2, 'invalid url "here"'],
    [['show', 'filesystem/one', '--server', 'http://127.0.0.1:1'], 1, 'check the URL of --server'],
    [['export', './data', 'filesystem', '--server', 'URL'], 2, 'there is a target alone'],
    [['export', 'filesystem', '--server', 'URL', '--parallelism', '2'], 2, '--parallelism'],
  ])('%j ends with %d and says what to do', async (args, exitCode, message) => {
    await using weaviate = await startWeaviateApi();
    const called = args.map((arg) => (arg === 'URL' ? weaviate.url : arg));
    expect(await runHere(called, '/')).toEqual({
      exitCode,
      stdout: '',
      stderr: expect.stringContaining(message) as string,
    });
  });
});
