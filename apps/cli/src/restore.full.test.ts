import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { RestoreStatus } from '@weaviate-export/entities-export';
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

describe('weaviate-export restore', () => {
  it('brings every object back into a store, as it was, and again under a new name', async () => {
    const first = await run('restore', 'out/all', 'data');
    expect(first.stdout.split('\n')).toEqual([
      'Article: 1,000 of 1,000 objects restored',
      'Author: 3 of 3 objects restored',
      expect.stringMatching(/^restored in /),
      '',
    ]);
    expect(first.exitCode).toBe(0);
    const verified = await run('verify', 'out/all', '--against', 'data');
    expect(verified.stdout).toContain('Article: 1,000 objects are the same, 0 missing, 0 extra, 0 different');
    expect(verified.exitCode).toBe(0);
    const copy = await run('restore', 'out/all', 'data', '--rename', 'Article=Copy,Author=Writer', '--json');
    const status = JSON.parse(copy.stdout.trimEnd().split('\n').at(-1)!) as RestoreStatus;
    expect(status).toMatchObject({
      status: 'SUCCESS',
      classes: ['Copy', 'Writer'],
      progress: { Copy: { exportedAs: 'Article', objectsRestored: 1_000 } },
    });
  });

  it('keeps the times of objects as properties in a Weaviate, where it is asked to', async () => {
    const args = ['--include', 'Author', '--rename', 'Author=Timed', '--times-as', 'creation=bornAt'];
    const { stdout } = await run('restore', 'out/all', weaviate.url, ...args, '--json');
    const status = JSON.parse(stdout.trimEnd().split('\n').at(-1)!) as RestoreStatus;
    expect(status).toMatchObject({ status: 'SUCCESS', timesAreNew: true, timesAs: { creation: 'bornAt' } });
    const timesOf = async (name: string): Promise<[unknown, unknown][]> => {
      const answer = await fetch(`${weaviate.url}/v1/objects?class=${name}`);
      const { objects } = (await answer.json()) as {
        objects: { creationTimeUnix: number; properties: { bornAt?: string } }[];
      };
      return objects.map(({ creationTimeUnix: at, properties: { bornAt } }) => [at, bornAt]);
    };
    const exported = (await timesOf('Author')).map(([at]) => at);
    expect((await timesOf('Timed')).map(([, bornAt]) => Date.parse(bornAt as string))).toEqual(exported);
  });

  it('refuses a class that is there, unless it is said what becomes of its objects', async () => {
    const refused = await run('restore', 'out/all', 'data');
    expect(refused.stderr).toContain('class "Article" already exists');
    expect(refused.exitCode).toBe(1);
    const { exitCode, stdout } = await run('restore', 'out/all', 'data', '--on-conflict', 'skip');
    expect(stdout).toContain('Article: 0 of 1,000 objects restored, 1,000 left as they were');
    expect(exitCode).toBe(0);
  });

  it.each([
    [['out/nobody', 'data'], 'export not found'],
    [['out/all', 's3://bucket'], 'allowed are the URL of a Weaviate'],
    [['out/all', 'data', '--rename', 'Article'], 'allowed is Old=New'],
    [['out/all', 'data', '--times-as', 'created=at'], 'allowed are creation=NAME, update=NAME'],
    [['out/all', 'data', '--times-as', 'update=a,update=b'], 'allowed are creation=NAME, update=NAME'],
  ])('does nothing for %j', async (args, message) => {
    const { exitCode, stderr } = await run('restore', ...args);
    expect(stderr).toContain(message);
    expect(exitCode).toBeGreaterThan(0);
  });
});
