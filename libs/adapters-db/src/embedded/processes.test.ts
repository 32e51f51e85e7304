import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { type Readable } from 'node:stream';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { BATCH_OBJECTS } from './batch-writer.fixture.ts';
import { EmbeddedStore } from './embedded-store.ts';
import { temporaryFolder } from './temporary-store.fixture.ts';

const WRITER = fileURLToPath(new URL('./batch-writer.fixture.ts', import.meta.url));

type Writer = ChildProcess & { stdout: Readable };

function startWriter(path: string, first: number): Writer {
  return spawn(process.execPath, writerArguments(path, first), {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
}

function writerArguments(path: string, first: number): string[] {
  return ['--conditions=@weaviate-export/source', WRITER, path, String(first)];
}

/** Runs the writer until it has acknowledged some batches, then `kill -9`; gives the numbers of those batches. */
async function killAfter(path: string, first: number, batches: number): Promise<number[]> {
  const writer = startWriter(path, first);
  const ended = once(writer, 'exit');
  const acknowledged: number[] = [];
  try {
    for await (const line of createInterface({ input: writer.stdout })) {
      if (line !== 'open') acknowledged.push(Number(line));
      if (acknowledged.length >= batches) writer.kill('SIGKILL');
    }
  } finally {
    writer.kill('SIGKILL');
    await ended;
  }
  return acknowledged;
}

describe('a store', () => {
  it('loses no acknowledged batch, and keeps no half of one, when its server is killed again and again', async () => {
    using folder = temporaryFolder();
    const acknowledged: number[] = [];
    for (const batches of [1, 23, 60]) {
      acknowledged.push(...(await killAfter(folder.path, acknowledged.length * 2, batches)));
      await using store = await EmbeddedStore.open(folder);
      const objects = store.list('A', { limit: 1_000_000 });
      const found = Map.groupBy(objects, ({ properties }) => properties);
      for (const batch of acknowledged)
        expect([batch, found.get(JSON.stringify({ batch }))?.length]).toEqual([batch, BATCH_OBJECTS]);
      expect([...found.values()].every(({ length }) => length === BATCH_OBJECTS)).toBe(true);
      expect(store.count('A')).toBe(objects.length);
    }
    expect(acknowledged.length).toBeGreaterThanOrEqual(84);
  });

  it('is for one server: a second is told so, until the first has ended, however it did', async () => {
    using folder = temporaryFolder();
    const writer = startWriter(folder.path, 0);
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
    async () => {
      using folder = temporaryFolder();
      const command = ['-c', 'ulimit -f 2048 && exec "$0" "$@"', process.execPath];
      const writer = spawn('sh', [...command, ...writerArguments(folder.path, 0)]);
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
