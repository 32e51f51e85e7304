import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { describe, expect, it } from 'vitest';
import { startHost, startS3 } from './host.fixture.ts';

const MAIN = join(import.meta.dirname, '..', 'main.ts');

/** The program itself, as a process of its own; gives its address once it listens. */
async function startProgram(environment: Record<string, string>) {
  const child = spawn(process.execPath, ['--conditions=@weaviate-export/source', MAIN], {
    env: { PATH: process.env['PATH'], HTTP_PORT: '0', GRPC_PORT: '0', ...environment },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  for await (const line of createInterface({ input: child.stdout })) {
    const { url } = JSON.parse(line) as { url?: string };
    if (url !== undefined) return { child, url };
  }
  throw new Error('the server ended before it listened');
}

const post = (url: string, body: unknown): Promise<Response> =>
  fetch(url, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) });

describe('a server that is killed in the middle of an export', () => {
  it('marks it FAILED at its next start, clears its leftovers, and can be used again', async () => {
    const dataPath = await mkdtemp(join(tmpdir(), 'weaviate-export-'));
    await using store = await startS3('exports');
    const environment = {
      ...store.environment,
      PERSISTENCE_DATA_PATH: dataPath,
      EXPORT_DEFAULT_BUCKET: 'exports',
    };
    const { child, url } = await startProgram(environment);
    try {
      await post(`${url}/v1/objects`, { class: 'Article', properties: { title: 'kept' } });
      store.s3.faults.inject({ operation: 'PutObject', after: 3, times: Infinity, fault: { kind: 'stall' } });
      expect((await post(`${url}/v1/export/s3`, { id: 'killed' })).status).toBe(200);
      // Its claim, its plan and its first state have been written; the file itself hangs.
      await expect
        .poll(() => store.s3.requests.filter(({ operation }) => operation === 'PutObject').length, {
          timeout: 20_000,
        })
        .toBeGreaterThan(3);
    } finally {
      child.kill('SIGKILL');
      await once(child, 'exit');
    }
    store.s3.faults.clear();
    store.s3.put('exports', 'killed/Article.parquet', 'left behind');

    await using next = await startHost(environment);
    expect((await next.call('GET', '/export/s3/killed')).body).toMatchObject({
      status: 'FAILED',
      error: 'interrupted by a restart of the server',
      progress: { Article: { status: 'FAILED' } },
    });
    expect(store.s3.keys('exports')).toEqual(['killed/export_metadata.json']);
    expect((await next.call('POST', '/export/s3', { id: 'killed' })).status).toBe(409);
    expect((await next.call('POST', '/export/s3', { id: 'alive' })).status).toBe(200);
    expect(await next.finished('s3', 'alive')).toMatchObject({
      status: 'SUCCESS',
      progress: { Article: { objectsExported: 1 } },
    });
    await rm(dataPath, { recursive: true, force: true });
  });
});

describe('the program', () => {
  it.each(['SIGTERM', 'SIGINT'] as const)('ends with 0 on %s', async (signal) => {
    const dataPath = await mkdtemp(join(tmpdir(), 'weaviate-export-'));
    const { child, url } = await startProgram({ PERSISTENCE_DATA_PATH: dataPath });
    expect((await fetch(`${url}/v1/.well-known/ready`)).status).toBe(200);
    child.kill(signal);
    expect(await once(child, 'exit')).toEqual([0, null]);
    await rm(dataPath, { recursive: true });
  });

  it('names every bad value of its environment and ends with 1', async () => {
    const child = spawn(process.execPath, ['--conditions=@weaviate-export/source', MAIN], {
      env: { PATH: process.env['PATH'], HTTP_PORT: 'eighty', EXPORT_MAX_CONCURRENT: '0' },
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    const lines: string[] = [];
    for await (const line of createInterface({ input: child.stderr })) lines.push(line);
    const [code] = child.exitCode === null ? ((await once(child, 'exit')) as [number]) : [child.exitCode];
    expect(code).toBe(1);
    expect(lines).toEqual([
      expect.stringMatching(/HTTP_PORT is "eighty".*65535/) as string,
      expect.stringMatching(/EXPORT_MAX_CONCURRENT is "0".*1/) as string,
    ]);
  });
});
