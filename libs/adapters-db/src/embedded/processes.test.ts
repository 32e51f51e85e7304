import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { type Readable } from 'node:stream';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { BATCH_OBJECTS } from './batch-writer.fixture.ts';
import { EmbeddedStore } from './embedded-store.ts';
import { eventually, storedObjects, temporaryFolder } from './temporary-store.fixture.ts';
import { ROUND_TENANTS, TENANT_OBJECTS } from './tenant-writer.fixture.ts';

const BATCH_WRITER = fileURLToPath(new URL('./batch-writer.fixture.ts', import.meta.url));
const TENANT_WRITER = fileURLToPath(new URL('./tenant-writer.fixture.ts', import.meta.url));

type Writer = ChildProcess & { stdout: Readable };

function startWriter(program: string, path: string, first: number): Writer {
  return spawn(process.execPath, writerArguments(program, path, first), {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
}

function writerArguments(program: string, path: string, first: number): string[] {
  return ['--conditions=@weaviate-export/source', program, path, String(first)];
}

/** Runs the writer until it has acknowledged some steps, then `kill -9`; gives what it said of each. */
async function killAfter(program: string, path: string, first: number, steps: number): Promise<string[]> {
  const writer = startWriter(program, path, first);
  const ended = once(writer, 'exit');
  const acknowledged: string[] = [];
  try {
    for await (const line of createInterface({ input: writer.stdout })) {
      if (line !== 'open') acknowledged.push(line);
      if (acknowledged.length >= steps) writer.kill('SIGKILL');
    }
  } finally {
    writer.kill('SIGKILL');
    await ended;
  }
  return acknowledged;
}

describe('a store', () => {
  it(
    'loses no acknowledged batch, and keeps no half of one, when its server is killed again and again',
    { tags: 'long' },
    async () => {
      using folder = temporaryFolder();
      const acknowledged: number[] = [];
      for (const batches of [1, 23, 60]) {
        const lines = await killAfter(BATCH_WRITER, folder.path, acknowledged.length * 2, batches);
        acknowledged.push(...lines.map(Number));
        await using store = await EmbeddedStore.open(folder);
        const objects = store.list('A', { limit: 1_000_000 });
        const found = Map.groupBy(objects, ({ properties }) => properties);
        for (const batch of acknowledged)
          expect([batch, found.get(JSON.stringify({ batch }))?.length]).toEqual([batch, BATCH_OBJECTS]);
        expect([...found.values()].every(({ length }) => length === BATCH_OBJECTS)).toBe(true);
        expect(store.count('A')).toBe(objects.length);
      }
      expect(acknowledged.length).toBeGreaterThanOrEqual(84);
    },
  );

  it(
    'loses no acknowledged change of tenants, keeps no half of one, and counts them exactly, when it is killed',
    { tags: 'long' },
    async () => {
      using folder = temporaryFolder();
      const acknowledged: string[] = [];
      for (const [life, steps] of [1, 9, 32].entries()) {
        acknowledged.push(...(await killAfter(TENANT_WRITER, folder.path, life * 1_000, steps)));
        await using store = await EmbeddedStore.open(folder);
        const tenants = new Map(store.tenants.list('A').map((tenant) => [tenant.name, tenant]));
        for (const [step, round] of acknowledged.map((line) => line.split(' '))) {
          const first = tenants.get(`t${round}-0`);
          if (step === 'deleted') expect(first).toBeUndefined();
          if (step === 'written') {
            expect([undefined, TENANT_OBJECTS]).toContain(first?.objects);
            expect(tenants.get(`t${round}-1`)?.status).toBe('COLD');
          }
          for (let index = 1; index < ROUND_TENANTS; index += 1)
            expect(tenants.has(`t${round}-${index}`)).toBe(true);
        }
        const undeleted = [...tenants.keys()].filter((name) => !name.endsWith('-0'));
        expect(undeleted.length % (ROUND_TENANTS - 1)).toBe(0);
        for (const { name, status, objects } of tenants.values()) {
          expect([0, TENANT_OBJECTS]).toContain(objects);
          if (status === 'HOT') expect(store.list('A', { limit: 1_000, tenant: name })).toHaveLength(objects);
        }
        const total = [...tenants.values()].reduce((sum, { objects }) => sum + objects, 0);
        expect(store.count('A')).toBe(total);
        await eventually(() => expect(storedObjects(store)).toBe(total));
      }
      expect(acknowledged.length).toBeGreaterThanOrEqual(42);
    },
  );

  it('is for one server: a second is told so, until the first has ended, however it did', async () => {
    using folder = temporaryFolder();
    const writer = startWriter(BATCH_WRITER, folder.path, 0);
    const ended = once(writer, 'exit');
    try {
      await once(writer.stdout, 'data');
      await expect(EmbeddedStore.open(folder)).rejects.toMatchObject({ code: 'STORE_LOCKED' });
      await expect(EmbeddedStore.open(folder)).rejects.toThrow(folder.path);
    } finally {
      writer.kill('SIGKILL');
      await ended;
    }
    await using store = await EmbeddedStore.open(folder);
    await expect(EmbeddedStore.open(folder)).rejects.toMatchObject({ code: 'STORE_LOCKED' });
    expect(store.serverId).toMatch(/^[0-9a-f-]{36}$/);
  });

  // `ulimit -f` (in blocks of 512 bytes) stands in for a full disk: a write beyond it fails in the same way.
  it.skipIf(process.platform === 'win32')(
    'fails the writes that the disk has no room for with the reason, keeps all others, and can be closed',
    { tags: 'long' },
    async () => {
      using folder = temporaryFolder();
      const command = ['-c', 'ulimit -f 2048 && exec "$0" "$@"', process.execPath];
      const writer = spawn('sh', [...command, ...writerArguments(BATCH_WRITER, folder.path, 0)]);
      const ended = once(writer, 'exit');
      const lines: string[] = [];
      try {
        for await (const line of createInterface({ input: writer.stdout })) lines.push(line);
        expect(await ended).toEqual([0, null]);
      } finally {
        writer.kill('SIGKILL');
      }
      const acknowledged = lines.filter((line) => /^\d+$/.test(line)).length;
      expect(lines.slice(-3)).toEqual(
        Array(3).fill(expect.stringMatching(/^Error: the store could not commit: .+/)),
      );
      await using store = await EmbeddedStore.open(folder);
      expect(acknowledged).toBeGreaterThan(10);
      expect(store.count('A')).toBe(acknowledged * BATCH_OBJECTS);
      expect(store.list('A', { limit: 1_000_000 })).toHaveLength(acknowledged * BATCH_OBJECTS);
    },
  );
});
