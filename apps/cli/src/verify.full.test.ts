import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { VerificationStatus } from '@weaviate-export/entities-export';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runCli } from './cli.fixture.ts';
import { fillWeaviate, type FilledWeaviate } from './filled-weaviate.fixture.ts';

let weaviate: FilledWeaviate;
let folder: string;
beforeAll(async () => {
  weaviate = await fillWeaviate();
  folder = await mkdtemp(join(tmpdir(), 'cli-'));
  expect(await run('export', weaviate.url, 'out', '--id', 'all', '--quiet')).toMatchObject({ exitCode: 0 });
});
afterAll(async () => {
  await weaviate[Symbol.asyncDispose]();
  await rm(folder, { recursive: true });
});

const run = (...args: readonly string[]) => runCli(args, folder, weaviate.environment);

describe('weaviate-export verify', () => {
  it('ends with 0 for an export that is whole and as its source, and says so', async () => {
    const { exitCode, stdout } = await run('verify', 'out/all', '--against', weaviate.url);
    expect(stdout.split('\n')).toEqual([
      'Article: 1,000 objects are the same, 0 missing, 0 extra, 0 different',
      'Author: 3 objects are the same, 0 missing, 0 extra, 0 different',
      expect.stringMatching(/^the export is whole and as its source: 2 files, 1,003 objects, .* read in /),
      '',
    ]);
    expect(exitCode).toBe(0);
  });

  it('gives programs the status, the last line of which is how it ended', async () => {
    const { exitCode, stdout, stderr } = await run('verify', 'out/all', '--json');
    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
    const status = JSON.parse(stdout.trimEnd().split('\n').at(-1)!) as VerificationStatus;
    expect(status).toMatchObject({ id: 'all', status: 'SUCCESS', findings: [], findingsTotal: 0 });
  });

  it('ends with 1 where a bit has changed, and names file, row group and column', async () => {
    const file = join(folder, 'out/all/Article.parquet');
    const bytes = await readFile(file);
    const changed = Buffer.from(bytes);
    changed[40]! ^= 0xff;
    await writeFile(file, changed);
    const { exitCode, stdout } = await run('verify', 'out/all', '--quiet');
    expect(exitCode).toBe(1);
    expect(stdout).toMatch(/^Article\.parquet, row group 0, column id.*$/m);
    expect(stdout).toMatch(
      /^Article\.parquet: has another sha256 \(expected [0-9a-f]{64}, found [0-9a-f]{64}\)$/m,
    );
    await writeFile(file, bytes);
  });

  it.each([
    ['out/nobody', 'nothing lies there'],
    ['s3://bucket', 'allowed is the folder of one export'],
  ])('ends with 2 for %s', async (text, message) => {
    expect(await run('verify', text)).toMatchObject({
      exitCode: 2,
      stderr: expect.stringContaining(message) as string,
    });
  });
});
