import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runHere } from '../run-here.fixture.ts';
import { FILES, writeExports } from './written-exports.fixture.ts';

let exports: Awaited<ReturnType<typeof writeExports>>;
beforeAll(async () => {
  exports = await writeExports();
});
afterAll(() => exports[Symbol.asyncDispose]());

const show = (...args: readonly string[]) => runHere(['show', ...args], exports.folder);

describe('show', () => {
  it('tells how an export stands, how its files are made, its classes, and what is not in it and why', async () => {
    const { exitCode, stdout, stderr } = await show('out/whole');
    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
    const lines = stdout.split('\n');
    expect(lines.slice(0, 19)).toEqual([
      'id           whole',
      'path         /elsewhere/whole',
      'status       SUCCESS',
      'started      2026-11-30T20:45:00Z',
      'completed    2026-11-30T20:48:05Z',
      'took         3 min 5 s',
      'base         /elsewhere/before',
      'objects      1,007',
      'deleted      12',
      'size         42.0 kB',
      'consistency  live',
      'layout       typed',
      'encoding     plain',
      'codec        gzip 6',
      'selection    {"vectors":false}',
      '',
      'class     status   objects  files     size',
      'Article   SUCCESS    1,000      1  41.2 kB',
      'Tenanted  SUCCESS        7      1    800 B',
    ]);
    expect(lines).toContain('cold-0   Tenanted  SKIPPED: tenant status is FROZEN');
    expect(lines.at(-2)).toBe('and 10 shards more, which --json has');
  });

  it('gives the error of one that failed', async () => {
    const { exitCode, stdout } = await show('out/broken');
    expect(exitCode).toBe(0);
    expect(stdout).toContain('error      class "Article", shard "s0": disk full');
    expect(stdout).toContain('Article  FAILED        3     -  disk full');
    expect(stdout).toContain('s0     Article   FAILED: disk full');
  });

  it('tells of Weaviate’s own what there is to tell', async () => {
    const { stdout } = await show('out/theirs/');
    expect(stdout).toMatch(/^status {5}SUCCESS$/m);
    expect(stdout).toMatch(/^A {6}SUCCESS {8}5 {2}1\.5 kB$/m);
  });

  it('gives programs all of it, with the manifest', async () => {
    const { stdout } = await show('out/whole', '--json');
    expect(JSON.parse(stdout)).toEqual({
      ...(JSON.parse(FILES['whole/export_metadata.json']!) as { status: object }).status,
      manifest: JSON.parse(FILES['whole/manifest.json']!) as object,
    });
    expect(JSON.parse((await show('out/broken', '--json')).stdout)).toMatchObject({ manifest: null });
  });

  it.each([
    ['out/nobody', 'no export nobody lies at'],
    ['out', 'no export out lies at'],
    ['s3://bucket', 'allowed is the folder of one export'],
  ])('ends with 2 for %s and says what to do', async (text, message) => {
    expect(await show(text)).toEqual({
      exitCode: 2,
      stdout: '',
      stderr: expect.stringContaining(message) as string,
    });
  });

  it('ends with 1 for one whose metadata is damaged', async () => {
    expect(await show('out/torn')).toMatchObject({
      exitCode: 1,
      stderr: expect.stringContaining('torn/export_metadata.json does not hold') as string,
    });
  });
});
