import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { startHost, type Host } from './host.fixture.ts';
import { readWithDuckDB } from './parquet-readers.fixture.ts';

const COUNT = 50;
const id = (n: number): string => `00000000-0000-4000-8000-${String(n).padStart(12, '0')}`;
const versionOf = ({ properties }: { properties: string | null }): number =>
  (JSON.parse(properties!) as { v: number }).v;

/** Writes to two classes in turn, as fast as it can, counting up one version for each write; knows what was acknowledged. */
class Writer {
  readonly #host: Host;
  #sent = 0;
  #acknowledged = 0;
  #stopped = false;
  #running: Promise<void> | undefined;

  constructor(host: Host) {
    this.#host = host;
  }

  get acknowledged(): number {
    return this.#acknowledged;
  }

  get sent(): number {
    return this.#sent;
  }

  start(): void {
    this.#running = this.#run();
  }

  async stop(): Promise<void> {
    this.#stopped = true;
    await this.#running;
  }

  /** Waits until it has written so much more. */
  async more(writes: number): Promise<void> {
    const goal = this.#acknowledged + writes;
    while (this.#acknowledged < goal) await new Promise(setImmediate);
  }

  async #run(): Promise<void> {
    while (!this.#stopped) {
      const v = ++this.#sent;
      // One batch writes version v into both classes: a point in time sees it in both or in neither.
      const objects = ['First', 'Second'].map((name) => ({
        class: name,
        id: id(v % COUNT),
        properties: { v },
        vector: [v, v],
      }));
      const { status } = await this.#host.call('POST', '/batch/objects', { objects });
      expect(status).toBe(200);
      this.#acknowledged = v;
    }
  }
}

describe('writes that race an export', () => {
  it(
    'are in it when acknowledged before POST was sent, not when sent after it answered, and stand at one point for all classes',
    { tags: 'long' },
    async () => {
      await using host = await startHost();
      const writer = new Writer(host);
      writer.start();
      try {
        for (const run of [1, 2, 3]) {
          await writer.more(COUNT);
          const before = writer.acknowledged;
          await host.client.export('filesystem', { id: `run-${run}` });
          const after = writer.sent;
          await writer.more(COUNT);
          expect(await host.client.finished('filesystem', `run-${run}`)).toMatchObject({ status: 'SUCCESS' });

          const files = ['First', 'Second'].map((name) =>
            join(host.exports, `run-${run}`, `${name}.parquet`),
          );
          const [first, second] = await Promise.all(files.map(readWithDuckDB));
          const newest = first!.map(versionOf).reduce((a, b) => Math.max(a, b));
          expect(newest).toBeGreaterThanOrEqual(before);
          expect(newest).toBeLessThanOrEqual(after);
          // Every object holds the last version written to it up to that point, in its vector as well: no older one, no newer one.
          for (const row of first!) {
            const key = Number(row.id.slice(-12));
            const expected = newest - ((newest - key) % COUNT);
            expect(versionOf(row)).toBe(expected);
            expect(row.vector).toEqual([expected, expected]);
          }
          expect(first).toHaveLength(COUNT);
          const others = new Map(second!.map((row) => [row.id, versionOf(row)]));
          // A batch is two transactions at most, one a class: the second may miss what the first has just got.
          for (const row of first!)
            expect([versionOf(row), versionOf(row) - COUNT]).toContain(others.get(row.id));
        }
      } finally {
        await writer.stop();
      }
    },
  );

  it('deleted objects and old versions are never in it', { tags: 'long' }, async () => {
    await using host = await startHost();
    for (let n = 0; n < 10; n++) {
      await host.call('POST', '/objects', { class: 'Thing', id: id(n), properties: { v: 1 } });
    }
    for (let n = 0; n < 10; n += 2)
      expect((await host.call('DELETE', `/objects/Thing/${id(n)}`)).status).toBe(204);
    await host.call('PATCH', `/objects/Thing/${id(1)}`, { class: 'Thing', properties: { v: 2 } });
    await host.client.export('filesystem', { id: 'rest' });
    await host.client.finished('filesystem', 'rest');
    const rows = await readWithDuckDB(join(host.exports, 'rest', 'Thing.parquet'));
    expect(rows.map((row) => [row.id, versionOf(row)])).toEqual([
      [id(1), 2],
      [id(3), 1],
      [id(5), 1],
      [id(7), 1],
      [id(9), 1],
    ]);
  });

  it('a class deleted while its export runs is exported whole, and can be created again', async () => {
    await using host = await startHost();
    const objects = Array.from({ length: 2000 }, (_, n) => ({
      class: 'Doomed',
      id: id(n),
      properties: { v: n },
    }));
    await host.call('POST', '/batch/objects', { objects });
    await host.client.export('filesystem', { id: 'doomed' });
    expect((await host.call('DELETE', '/schema/Doomed')).status).toBe(200);
    await host.call('POST', '/objects', { class: 'Doomed', id: id(5), properties: { v: -1 } });
    expect(await host.client.finished('filesystem', 'doomed')).toMatchObject({ status: 'SUCCESS' });
    const rows = await readWithDuckDB(join(host.exports, 'doomed', 'Doomed.parquet'));
    expect(rows.map(versionOf)).toEqual(objects.map(({ properties }) => properties.v));

    await host.client.export('filesystem', { id: 'reborn' });
    await host.client.finished('filesystem', 'reborn');
    expect((await readWithDuckDB(join(host.exports, 'reborn', 'Doomed.parquet'))).map(versionOf)).toEqual([
      -1,
    ]);
  });
});
