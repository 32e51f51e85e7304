import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startS3TestServer, type S3TestServer } from '@weaviate-export/s3-test-server';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { FILES } from './exports/written-exports.fixture.ts';
import { ROWS, writeArticles } from './inspect/articles.fixture.ts';
import { runHere } from './run-here.fixture.ts';

let s3: S3TestServer;
let folder: string;
beforeAll(async () => {
  s3 = await startS3TestServer({ buckets: ['exports'] });
  folder = await mkdtemp(join(tmpdir(), 'buckets-'));
  await writeArticles(join(folder, 'Article.parquet'));
});
afterAll(async () => {
  await s3[Symbol.asyncDispose]();
  await rm(folder, { recursive: true });
});

const run = (...args: readonly string[]) =>
  runHere(args, folder, {
    AWS_ENDPOINT_URL_S3: s3.endpoint,
    AWS_ACCESS_KEY_ID: s3.accessKeyId,
    AWS_SECRET_ACCESS_KEY: s3.secretAccessKey,
  });

describe('inspect, of a file in a bucket', () => {
  beforeAll(async () => {
    s3.put('exports', 'a/one/Article.parquet', await readFile(join(folder, 'Article.parquet')));
  });

  it('shows what it shows of a file of this machine', async () => {
    for (const view of ['schema', 'head'])
      expect(await run('inspect', view, 's3://exports/a/one/Article.parquet')).toEqual(
        await run('inspect', view, 'Article.parquet'),
      );
    const { stdout } = await run('inspect', 'meta', 's3://exports/a/one/Article.parquet', '--json');
    expect(JSON.parse(stdout)).toMatchObject({ file: 's3://exports/a/one/Article.parquet', rows: ROWS });
  });

  it.each(['s3://exports/a/one/Articl', 's3://exports/a/one', 's3://exports'])(
    'says that there is none at %s',
    async (file) => {
      expect(await run('inspect', file)).toMatchObject({
        exitCode: 1,
        stderr: expect.stringContaining(`there is no file '${file}'`) as string,
      });
    },
  );
});

describe('exports in a bucket', () => {
  beforeAll(() => {
    for (const [name, text] of Object.entries(FILES)) s3.put('exports', `nightly/${name}`, text);
  });

  it('are listed and shown as those in a folder', async () => {
    const { stdout } = await run('list', 's3://exports/nightly');
    expect(stdout).toMatch(/^whole {3}SUCCESS .* Article, Tenanted .* 1,007 {2}42\.0 kB {2}before$/m);
    expect(await run('show', 's3://exports/nightly/whole')).toMatchObject({
      exitCode: 0,
      stdout: expect.stringMatching(/^layout {7}typed$/m) as string,
    });
    expect(await run('list', 's3://exports')).toMatchObject({
      exitCode: 0,
      stderr: 'no export lies at s3://exports\n',
    });
  });
});
