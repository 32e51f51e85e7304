import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  createWeaviateSource,
  weaviateEndpoints,
  type WeaviateOptions,
} from '@weaviate-export/adapters-weaviate';
import { EnvironmentBackendProvider } from '@weaviate-export/backends';
import type { ClassDefinition, ExportStatus, RestoreStatus } from '@weaviate-export/entities-export';
import { asyncBuffer, HYPARQUET } from '@weaviate-export/parquet-readers';
import { type Authorizer, createScheduler } from '@weaviate-export/usecases-export';
import { parquetMetadataAsync, parquetReadObjects } from 'hyparquet';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { CASES, EVERY_TYPE, property } from './every-type.fixture.ts';
import { readClass } from './read-source.fixture.ts';
import { ownServer, scattered, type SentObject, Weaviate } from './weaviate.fixture.ts';

/** Enough for several files of one shard: its export has one for each 50,000. */
const MANY = 120_000;
const DIMENSIONS = 16;
/** How long one step may take, in milliseconds: it ends what hangs. */
const DEADLINE_MS = 10 * 60_000;
const LOOK_EVERY_MS = 100;

const CLASSES = ['LiveOwnTypes', 'LiveOwnMany', 'LiveOwnNamed', 'LiveOwnTenants', 'LiveOwnEmpty'] as const;

const everyone: Authorizer = {
  authorize: async () => undefined,
  filter: async (_principal, _verb, classes) => [...classes],
};

/** The server rounds it to 2^63, which is no integer of 64 bits any more: how it is shown is each server's own. */
const ROUNDED_AWAY = '9223372036854775807';
const TYPE_CASES = CASES.filter((text) => !text.includes(`:${ROUNDED_AWAY}`));

/** A row of the columns that Weaviate's own files have, with the bytes of each value. */
type Row = Readonly<Record<string, string | null>>;

/**
 * The files that a Weaviate writes itself: they come back by this project's restore, and are value by value what its layout
 * `weaviate` has of the same objects.
 * @param folder in which the server's exports to `filesystem` lie, as this machine sees it
 */
export function describeOwnExport(options: WeaviateOptions, folder: string): void {
  describe(
    `the export of its own of ${weaviateEndpoints(options.url).rest}`,
    { timeout: DEADLINE_MS },
    () => {
      const id = `live-${process.pid}-${Date.now()}`;
      let weaviate: Weaviate;
      const setCold = (activityStatus: string): Promise<unknown> =>
        weaviate.call('PUT', '/schema/LiveOwnTenants/tenants', [{ name: 'cold', activityStatus }]);
      beforeAll(async () => {
        weaviate = new Weaviate(options);
        await fill(weaviate);
        await setCold('COLD');
        await weaviate.call('POST', '/export/filesystem', {
          ...{ id, file_format: 'parquet', include: CLASSES },
        });
        const status = await ended<ExportStatus>(weaviate, `/export/filesystem/${id}`);
        if (status.status !== 'SUCCESS') throw new Error(`it ended as ${status.status}: ${status.error}`);
        // What it has in the end is read as a client does, which needs the tenant awake.
        await setCold('HOT');
      }, DEADLINE_MS);
      afterAll(async () => {
        await rm(join(folder, id), { recursive: true, force: true });
        await weaviate[Symbol.asyncDispose]();
      });

      it('comes back by a restore, object by object', async () => {
        await using ours = await ownServer({ BACKUP_FILESYSTEM_PATH: folder });
        const path = `/export/filesystem/${id}/restore`;
        const schema = await weaviate.call<{ classes: ClassDefinition[] }>('GET', '/schema');
        const definitions = schema.classes.filter((one) =>
          (CLASSES as readonly string[]).includes(one.class),
        );
        await ours.call('POST', path, { definitions });
        expect(await ended<RestoreStatus>(ours, path)).toMatchObject({ status: 'SUCCESS' });
        for (const name of CLASSES) {
          const [before, after] = [
            await readClass(weaviate.options, name),
            await readClass(ours.options, name),
          ];
          expect(objectsOf(after.shards)).toEqual(objectsOf(before.shards));
        }
      });

      it('has the values that the layout weaviate has of the same objects, byte for byte', async () => {
        const to = await mkdtemp(join(tmpdir(), 'live-layout-'));
        try {
          await using source = createWeaviateSource(options);
          await using backends = new EnvironmentBackendProvider({ env: {}, filesystemRoot: to });
          await using scheduler = createScheduler(
            { authorizer: everyone, db: source, backends },
            { parallelism: 2 },
          );
          const request = { id: 'ours', include: [...CLASSES], config: { layout: 'weaviate' } };
          await scheduler.export(null, 'filesystem', request);
          const end = await scheduler.finished(
            null,
            'filesystem',
            'ours',
            {},
            AbortSignal.timeout(DEADLINE_MS),
          );
          expect(end).toMatchObject({ status: 'SUCCESS' });
          const [theirs, ours] = [await rowsIn(join(folder, id)), await rowsIn(join(to, 'ours'))];
          expect([...ours.keys()].sort()).toEqual([...theirs.keys()].sort());
          const different = [...theirs].filter(
            ([key, row]) => JSON.stringify(ours.get(key)) !== JSON.stringify(row),
          );
          expect(different.slice(0, 3).map(([key, row]) => ({ theirs: row, ours: ours.get(key) }))).toEqual(
            [],
          );
          expect(theirs.size).toBe(MANY + TYPE_CASES.length + 50 + 3 * 7);
        } finally {
          await rm(to, { recursive: true });
        }
      });
    },
  );
}

async function fill(weaviate: Weaviate): Promise<void> {
  const [types, many, named, tenants, empty] = CLASSES;
  await weaviate.createClass({ class: types, properties: EVERY_TYPE });
  await weaviate.add(
    types,
    TYPE_CASES.map((properties, index) => ({ id: scattered(index), properties, vector: [index, 0.1] })),
  );
  await weaviate.createClass({
    class: many,
    vectorIndexConfig: { skip: true },
    properties: [{ ...property('text'), indexFilterable: false, indexSearchable: false }],
  });
  await weaviate.add(many, sentMany());
  const plain = { vectorizer: { none: {} }, vectorIndexType: 'hnsw' };
  await weaviate.createClass({
    class: named,
    vectorizer: undefined,
    properties: [property('text')],
    vectorConfig: {
      b: plain,
      a: plain,
      many: { ...plain, vectorIndexConfig: { multivector: { enabled: true } } },
    },
  });
  await weaviate.add(
    named,
    Array.from({ length: 50 }, (_, index) => ({
      id: scattered(index),
      properties: `{"text":"${index}"}`,
      vectors: {
        ...(index % 3 > 0 && { b: [index, 1e-5, 1_234_567, 0.1] }),
        ...(index % 5 > 0 && { a: [-index, 1e21] }),
        ...(index % 2 > 0 && {
          many: [
            [index, 0.5],
            [1, 2],
          ],
        }),
      },
    })),
  );
  await weaviate.createClass({
    class: tenants,
    multiTenancyConfig: { enabled: true },
    properties: [property('text')],
  });
  const names = ['one', 'two_0000', 'cold', 'empty'];
  await weaviate.call(
    'POST',
    `/schema/${tenants}/tenants`,
    names.map((name) => ({ name })),
  );
  for (const tenant of names.slice(0, 3))
    await weaviate.add(
      tenants,
      Array.from({ length: 7 }, (_, index) => ({
        ...{ id: scattered(index), tenant, properties: `{"text":"${tenant} ${index}"}`, vector: [index] },
      })),
    );
  await weaviate.createClass({ class: empty, properties: [property('text')] });
}

/** Every ninth has no vector, every seventh no property. */
function* sentMany(): Generator<SentObject> {
  for (let index = 0; index < MANY; index++)
    yield {
      id: scattered(index),
      ...(index % 7 > 0 && { properties: `{"text":"the ${index}. <é>"}` }),
      ...(index % 9 > 0 && {
        vector: Array.from({ length: DIMENSIONS }, (_, at) => Math.fround(Math.sin(index * 31 + at))),
      }),
    };
}

/** The status of what runs at a server, once it has ended. */
async function ended<T extends { readonly status: string }>(server: Weaviate, path: string): Promise<T> {
  const deadline = AbortSignal.timeout(DEADLINE_MS);
  for (;;) {
    deadline.throwIfAborted();
    const status = await server.call<T>('GET', path);
    if (['SUCCESS', 'FAILED', 'CANCELED'].includes(status.status)) return status;
    await new Promise((resolve) => setTimeout(resolve, LOOK_EVERY_MS));
  }
}

/** Shard by shard of tenants, and else as one: how objects lie in shards is each server's own. */
function objectsOf(shards: Awaited<ReturnType<typeof readClass>>['shards']): unknown {
  const names = Object.keys(shards);
  const isTenanted = names.some((name) => name === 'cold');
  const all = names.sort().map((name) => [isTenanted ? name : 'all', shards[name]!] as const);
  return isTenanted
    ? Object.fromEntries(all.map(([name, objects]) => [name, objects.map(comparable)]))
    : all.flatMap(([, objects]) => objects.map(comparable)).sort((a, b) => (a.id < b.id ? -1 : 1));
}

/** With properties as what they are: in which order their names stand is each server's own. */
function comparable<T extends { readonly id: string; readonly properties: string | null }>(object: T): T {
  return { ...object, properties: JSON.parse(object.properties ?? '{}') as never };
}

/** All rows of a folder's files by class, tenant and id. */
async function rowsIn(folder: string): Promise<Map<string, Row>> {
  const rows = new Map<string, Row>();
  for (const name of await readdir(folder, { recursive: true })) {
    if (!name.endsWith('.parquet')) continue;
    const file = asyncBuffer(await readFile(join(folder, name)));
    const metadata = await parquetMetadataAsync(file);
    const [className, tenant] = ['collection', 'tenant'].map(
      (told) => metadata.key_value_metadata?.find(({ key }) => key === told)?.value,
    );
    const found = await parquetReadObjects({ file, metadata, ...HYPARQUET, utf8: false });
    for (const row of found) rows.set(JSON.stringify([className, tenant, textOf(row['id'])]), bytesOf(row));
  }
  return rows;
}

function bytesOf(row: Readonly<Record<string, unknown>>): Row {
  const entries = Object.entries(row).map(
    ([name, value]) => [name, value === null || value === undefined ? null : textOf(value)] as const,
  );
  return Object.fromEntries(entries);
}

/** Bytes as they are, one character each. */
function textOf(value: unknown): string {
  return value instanceof Uint8Array ? Buffer.from(value).toString('latin1') : String(value);
}
