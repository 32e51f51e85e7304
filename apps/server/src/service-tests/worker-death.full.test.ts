import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Worker } from 'node:worker_threads';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startHost, type Host } from './host.fixture.ts';

/** Four row groups, of which the last is short. */
const OBJECTS = 32_000;
const BATCH = 4_000;
const id = (n: number): string => `00000000-0000-4000-8000-${String(n).padStart(12, '0')}`;

/** Writes a version of all objects, or of the first ones. */
async function write(host: Host, version: number, count = OBJECTS): Promise<void> {
  for (let from = 0; from < count; from += BATCH) {
    const objects = Array.from({ length: Math.min(BATCH, count - from) }, (_, n) => ({
      class: 'Thing',
      id: id(from + n),
      properties: { version, n: from + n },
      vector: [from + n, version, 0.5],
    }));
    expect((await host.call('POST', '/batch/objects', { objects })).status).toBe(200);
  }
}

async function exported(host: Host, name: string): Promise<Buffer> {
  expect(await host.client.finished('filesystem', name)).toMatchObject({
    status: 'SUCCESS',
    progress: { Thing: { objectsExported: OBJECTS, objectsTotal: OBJECTS } },
  });
  return readFile(join(host.exports, name, 'Thing.parquet'));
}

/** The worker threads of this process that live. */
const living = new Set<Worker>();
const notice = (worker: Worker): void => {
  living.add(worker);
  worker.once('exit', () => living.delete(worker));
};

/** Terminates so many of the threads that were kept, each when it has sent that many messages. */
function killing(threads: number, afterMessages: number): { killed: () => number } {
  let killed = 0;
  for (const worker of [...living].slice(0, threads)) {
    let messages = 0;
    worker.on('message', () => {
      if (++messages !== afterMessages) return;
      killed += 1;
      void worker.terminate();
    });
  }
  return { killed: () => killed };
}

describe('a worker that is killed in the middle of an export', () => {
  let host: Host;
  beforeAll(async () => {
    process.on('worker', notice);
    host = await startHost({ EXPORT_PARALLELISM: '2' });
    await write(host, 0);
  });
  afterAll(async () => {
    process.off('worker', notice);
    await host[Symbol.asyncDispose]();
  });

  // A worker answers ready, load and open, then cuts and parts.
  it.each([
    ['one worker, in its first cut or part', 1, 3],
    ['one worker, after its first part', 1, 5],
    ['both workers, in their first cut or part', 2, 3],
    ['both workers, after their first part', 2, 4],
  ])('changes nothing about its files, nor their point in time: %s', async (what, threads, messages) => {
    const name = what.replaceAll(/\W+/g, '-');
    await host.client.export('filesystem', { id: `calm-${name}` });
    const calm = await exported(host, `calm-${name}`);

    const deaths = killing(threads, messages);
    await host.client.export('filesystem', { id: name });
    // What a reader that left the point in time would find.
    await write(host, messages, BATCH);
    expect((await exported(host, name)).equals(calm)).toBe(true);
    expect(deaths.killed()).toBe(threads);
  });
});
