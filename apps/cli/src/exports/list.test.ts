import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runHere } from '../run-here.fixture.ts';
import { writeExports } from './written-exports.fixture.ts';

let exports: Awaited<ReturnType<typeof writeExports>>;
beforeAll(async () => {
  exports = await writeExports();
});
afterAll(() => exports[Symbol.asyncDispose]());

const list = (...args: readonly string[]) => runHere(['list', ...args], exports.folder);

describe('list', () => {
  it('shows the exports of a place as a plain table, Weaviate’s own too, the last started first', async () => {
    const { exitCode, stdout, stderr } = await list('out');
    expect(exitCode).toBe(0);
    expect(stdout.split('\n').slice(0, -1)).toEqual([
      'id      status      started                    took  classes            objects     size  base',
      'broken  FAILED      2026-12-01T08:00:00Z      1.0 s  Article                  3        -  -',
      'whole   SUCCESS     2026-11-30T20:45:00Z  3 min 5 s  Article, Tenanted    1,007  42.0 kB  before',
      'theirs  SUCCESS     2026-11-29T10:00:00Z      2.0 s  4                        5   1.5 kB  -',
      'torn    unreadable  -                             -  -                        -        -  -',
    ]);
    expect(stderr).toMatch(/^torn: .*torn.export_metadata.json does not hold the metadata of an export\n$/);
  });

  it('gives programs a line an export, whole', async () => {
    const { stdout } = await list('out', '--json');
    const lines = stdout
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line) as object);
    expect(lines).toMatchObject([
      { id: 'broken', status: 'FAILED', error: 'class "Article", shard "s0": disk full', shardStatus: {} },
      { id: 'whole', status: 'SUCCESS', progress: { Tenanted: { objectsExported: 7 } } },
      { id: 'theirs', progress: { A: { fileSizeBytes: 1_500 } } },
      {
        id: 'torn',
        path: join(exports.folder, 'out/torn'),
        error: expect.stringContaining('metadata') as string,
      },
    ]);
  });

  it('says so where there is none', async () => {
    await mkdir(join(exports.folder, 'empty'), { recursive: true });
    for (const place of ['empty', 'nowhere'])
      expect(await list(place)).toEqual({
        exitCode: 0,
        stdout: '',
        stderr: `no export lies at ${join(exports.folder, place)}\n`,
      });
  });

  it.each([
    ['out/whole', 'weaviate-export show'],
    ['ftp://host/path', 'allowed are a folder, s3://'],
    ['s3://bucket/path', 'AWS_REGION'],
  ])('ends with 2 for %s and says what to do', async (place, message) => {
    expect(await list(place)).toEqual({
      exitCode: 2,
      stdout: '',
      stderr: expect.stringContaining(message) as string,
    });
  });
});
