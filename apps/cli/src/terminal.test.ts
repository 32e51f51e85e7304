import { execFileSync } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { PROGRAM, start, type Run } from './cli.fixture.ts';
import { fillWeaviate, type FilledWeaviate } from './filled-weaviate.fixture.ts';

/** `script` of util-linux gives a program a terminal of its own. */
function hasScript(): boolean {
  try {
    return execFileSync('script', ['--version'], { encoding: 'utf8' }).includes('util-linux');
  } catch {
    return false;
  }
}

describe.skipIf(!hasScript())('weaviate-export in a terminal', () => {
  let weaviate: FilledWeaviate;
  let folder: string;
  beforeAll(async () => {
    weaviate = await fillWeaviate();
    folder = await mkdtemp(join(tmpdir(), 'terminal-'));
  });
  afterAll(async () => {
    await weaviate[Symbol.asyncDispose]();
    await rm(folder, { recursive: true });
  });

  const inTerminal = (...args: readonly string[]): Run =>
    start(
      ['script', '-qec', `stty cols 100 rows 30; ${[...PROGRAM, ...args].join(' ')}`, '/dev/null'],
      folder,
      {
        ...weaviate.environment,
        TERM: 'xterm',
      },
    );

  it('draws a bar for each class, full in the end, and then says what is where', async () => {
    const { exitCode, stdout } = await inTerminal('export', weaviate.url, 'out', '--id', 'x').ended;
    expect(exitCode).toBe(0);
    expect(stdout).toMatch(/Article {2}█{24} 100 % {2}1,000 objects, /);
    expect(stdout).toMatch(/Author {3}█{24} 100 % {2}3 objects, /);
    expect(stdout).toMatch(/out\/x: 1,003 objects, .*\r\n/);
  });

  it('draws nothing with --quiet or --json', { tags: 'long' }, async () => {
    expect(await inTerminal('export', weaviate.url, 'quiet', '--quiet').ended).toMatchObject({ stdout: '' });
    const { stdout } = await inTerminal('export', weaviate.url, 'json', '--json').ended;
    expect(stdout).not.toContain('█');
  });
});
