import { Agent, request } from 'node:http';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { RestClient } from '@weaviate-export/rest-client';
import { asyncBufferFromFile, parquetReadObjects } from 'hyparquet';
import { compressors } from 'hyparquet-compressors';
import { expect, it } from 'vitest';
import { Program } from './program.fixture.ts';

const CLIENTS = 200;
const LOAD_MS = 30_000;
/** Objects that are there before, so that an export takes a while. */
const EARLIER_OBJECTS = 20_000;
const BATCH = 1_000;
const TEST_DEADLINE_MS = 180_000;

/** A UUID of two numbers. */
function uuid(writer: number, n: number): string {
  return `${writer.toString(16).padStart(8, '0')}-0000-4000-8000-${n.toString(16).padStart(12, '0')}`;
}

const objectOf = (writer: number, n: number) => ({
  class: 'Article',
  id: uuid(writer, n),
  properties: { title: `${writer}/${n}` },
  vector: [writer, n, 0.5, 0.25],
});

/** The ids in an exported file. */
async function idsIn(file: string): Promise<Set<string>> {
  const rows = await parquetReadObjects({
    file: await asyncBufferFromFile(file),
    compressors,
    columns: ['id'],
  });
  return new Set(rows.map(({ id }) => id as string));
}

it(
  'serves 200 clients at a time for 30 seconds with an export running, without an error and without losing a write',
  async () => {
    const dataPath = await mkdtemp(join(tmpdir(), 'weaviate-export-'));
    const agent = new Agent({ keepAlive: true, maxSockets: CLIENTS + 2 });
    try {
      await using program = new Program({ PERSISTENCE_DATA_PATH: dataPath });
      const url = await program.url();
      const { hostname, port } = new URL(url);
      const exports = new RestClient({ url });

      const call = (method: string, path: string, body?: unknown): Promise<string> =>
        new Promise((resolve, reject) => {
          const headers = body === undefined ? {} : { 'content-type': 'application/json' };
          const sent = request({ agent, hostname, port, method, path: `/v1${path}`, headers });
          sent.on('error', reject);
          sent.on('response', (response) => {
            text(response).then((answer) => {
              if (response.statusCode === 200) resolve(answer);
              else reject(new Error(`${method} ${path} answered ${response.statusCode}: ${answer}`));
            }, reject);
          });
          sent.end(body === undefined ? undefined : JSON.stringify(body));
        });

      const acknowledged = new Set<string>();
      for (let from = 0; from < EARLIER_OBJECTS; from += BATCH) {
        const objects = Array.from({ length: BATCH }, (_, n) => objectOf(CLIENTS, from + n));
        await call('POST', '/batch/objects', { objects });
        for (const { id } of objects) acknowledged.add(id);
      }

      const end = performance.now() + LOAD_MS;
      const client = async (writer: number): Promise<void> => {
        for (let n = 0; performance.now() < end; n++) {
          const object = objectOf(writer, n);
          await call('POST', '/objects', object);
          acknowledged.add(object.id);
          expect(JSON.parse(await call('GET', `/objects/Article/${object.id}?include=vector`))).toMatchObject(
            object,
          );
        }
      };
      const promised: { readonly id: string; readonly ids: ReadonlySet<string> }[] = [];
      const exporter = async (): Promise<void> => {
        for (let n = 0; performance.now() < end; n++) {
          const ids = new Set(acknowledged);
          await exports.export('filesystem', { id: `during-${n}` });
          expect(await exports.finished('filesystem', `during-${n}`)).toMatchObject({ status: 'SUCCESS' });
          promised.push({ id: `during-${n}`, ids });
        }
      };
      await Promise.all([exporter(), ...Array.from({ length: CLIENTS }, (_, writer) => client(writer))]);

      await exports.export('filesystem', { id: 'after' });
      expect(await exports.finished('filesystem', 'after')).toMatchObject({ status: 'SUCCESS' });
      promised.push({ id: 'after', ids: acknowledged });
      expect(promised.length).toBeGreaterThan(1);
      expect(acknowledged.size).toBeGreaterThan(EARLIER_OBJECTS + CLIENTS);
      for (const { id, ids } of promised) {
        const exported = await idsIn(join(dataPath, 'exports', id, 'Article.parquet'));
        expect(
          [...ids].filter((one) => !exported.has(one)),
          `lost in ${id}`,
        ).toEqual([]);
        if (id === 'after') expect(exported.size).toBe(acknowledged.size);
      }
      expect(program.log.filter(({ level }) => level !== 'info')).toEqual([]);
      program.child.kill('SIGTERM');
      expect(await program.ended()).toBe(0);
    } finally {
      agent.destroy();
      await rm(dataPath, { recursive: true, force: true });
    }
  },
  TEST_DEADLINE_MS,
);
