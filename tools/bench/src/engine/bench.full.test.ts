import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { CONTESTANTS } from './contestants.ts';
import type { LoadResult, WriterResult } from './results.ts';
import type { Verdict } from './verdict.ts';

const MAIN = join(import.meta.dirname, 'main.ts');
const SMOKE_OBJECTS = 2000;
/** Every contestant starts a process; on a busy machine that takes its time. */
const DEADLINE_MS = 300_000;

let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'bench-test-'));
});

afterAll(() => rm(folder, { recursive: true, force: true }));

/** Starts the benchmark with `folder` for its temporary files. */
function start(...args: string[]) {
  return spawn(process.execPath, ['--conditions=@weaviate-export/source', MAIN, ...args], {
    env: { ...process.env, TMPDIR: folder },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
}

async function run(...args: string[]): Promise<{ stdout: string; stderr: string; code: number | null }> {
  const child = start(...args);
  const closed = once(child, 'close');
  const [stdout, stderr] = await Promise.all([text(child.stdout), text(child.stderr)]);
  const [code] = (await closed) as [number | null];
  return { stdout, stderr, code };
}

describe('npm run bench', () => {
  it(
    'has every contestant write all rows, ends with all ratios, and leaves nothing behind',
    async () => {
      const { stdout, stderr, code } = await run(
        '--objects',
        String(SMOKE_OBJECTS),
        '--rounds',
        '1',
        '--json',
      );
      const lines = stdout
        .trimEnd()
        .split('\n')
        .map((line) => JSON.parse(line) as unknown);
      const results = lines.slice(0, -1) as (WriterResult | LoadResult)[];
      const verdict = lines.at(-1) as Verdict;
      expect(stderr).toBe('');
      expect(results.filter(({ error }) => error !== undefined)).toEqual([]);
      expect(code).toBe(0);
      expect(results.map(({ contestant }) => contestant)).toEqual(CONTESTANTS);
      for (const [name, value] of Object.entries(verdict.ratios)) {
        expect(value, name).toBeGreaterThan(0);
        expect(value, name).toBeLessThan(Infinity);
      }
      expect(verdict.ratios.fileOverRaw).toBeGreaterThan(0.6);
      expect(verdict.ratios.fileOverRaw).toBeLessThan(1);
      expect(verdict.ratios.compactFileOverRaw).toBeLessThan(0.9);
      expect(verdict.rssAnonMB).toBeGreaterThan(20);
      expect(verdict.eventLoopP99Ms).toBeGreaterThanOrEqual(0);
      expect(verdict.getP99Ms!.duringExport).toBeGreaterThan(0);
      expect(await readdir(folder)).toEqual([]);
    },
    DEADLINE_MS,
  );

  it(
    'uses kept data again, and prints a table',
    async () => {
      const keep = join(folder, 'kept');
      const args = ['--objects', '100', '--rounds', '1', '--only', 'ours-2,duckdb', '--keep', keep];
      await run(...args);
      const before = await readdir(join(keep, 'objects-100'));
      const { stdout, code } = await run(...args);
      expect(code).toBe(0);
      expect(stdout).toMatch(/^ours, 2 workers +2 +100 /m);
      expect(stdout).toMatch(/^vsDuckdb +\d+\.\d\d +at least 2/m);
      expect(await readdir(join(keep, 'objects-100'))).toEqual(before);
      expect(await readdir(keep)).toEqual(['objects-100']);
      await rm(keep, { recursive: true });
    },
    DEADLINE_MS,
  );

  it(
    'removes its data when it is interrupted',
    async () => {
      const child = start('--objects', '20000', '--rounds', '1');
      const closed = once(child, 'close');
      const stderr = text(child.stderr);
      for (;;) {
        const [temporary] = await readdir(folder);
        if (temporary !== undefined && (await readdir(join(folder, temporary))).length > 0) break;
      }
      child.kill('SIGINT');
      expect(await closed).toEqual([130, null]);
      expect(await stderr).toBe('bench: interrupted\n');
      expect(await readdir(folder)).toEqual([]);
    },
    DEADLINE_MS,
  );

  it('says what is wrong with a call', async () => {
    const { stderr, code } = await run('--rounds', 'many');
    expect(stderr).toBe(
      'bench: --rounds is many: allowed are whole numbers from 1 to 100\nTry: npm run bench -- --help\n',
    );
    expect(code).toBe(2);
  });
});
