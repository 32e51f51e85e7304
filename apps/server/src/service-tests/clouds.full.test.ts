import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DuckDBInstance } from '@duckdb/node-api';
import { EmbeddedStore } from '@weaviate-export/adapters-db';
import { startAzurite } from '@weaviate-export/azurite-server';
import { startGcsTestServer } from '@weaviate-export/gcs-test-server';
import type { BackendName } from '@weaviate-export/rest-client';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startHost, startS3 } from './host.fixture.ts';

const OBJECTS = 200_000;
const DIMENSIONS = 32;
const BATCH = 2_000;
const BUCKET = 'exports';

interface Cloud extends AsyncDisposable {
  readonly environment: Record<string, string>;
  read(key: string): Promise<Buffer>;
}

/** The three clouds' servers, each with its bucket. */
const CLOUDS: Partial<Record<BackendName, () => Promise<Cloud>>> = {
  async s3() {
    const store = await startS3(BUCKET);
    const read = async (key: string) => store.s3.object(BUCKET, key)!.body;
    return {
      environment: store.environment,
      read,
      [Symbol.asyncDispose]: () => store[Symbol.asyncDispose](),
    };
  },
  async gcs() {
    const server = await startGcsTestServer({ buckets: [BUCKET], anonymous: true });
    const read = async (key: string) => server.object(BUCKET, key)!.body;
    return {
      environment: { STORAGE_EMULATOR_HOST: server.endpoint },
      read,
      [Symbol.asyncDispose]: () => server.close(),
    };
  },
  async azure() {
    const server = await startAzurite([BUCKET]);
    const read = (key: string) =>
      server.service.getContainerClient(BUCKET).getBlockBlobClient(key).downloadToBuffer();
    return {
      environment: server.environment,
      read,
      [Symbol.asyncDispose]: () => server[Symbol.asyncDispose](),
    };
  },
};

const id = (n: number): string => `00000000-0000-4000-8000-${n.toString(16).padStart(12, '0')}`;
/** Small whole numbers, exact as float32: element d of object n. */
const element = (n: number, d: number): number => ((n * 31 + d * 17) % 8191) - 4096;

async function load(path: string): Promise<void> {
  await using store = await EmbeddedStore.open({ path });
  await store.createClass({ class: 'Large', properties: [{ name: 'n', dataType: ['int'] }] });
  for (let from = 0; from < OBJECTS; from += BATCH) {
    await store.upsert(
      'Large',
      Array.from({ length: BATCH }, (_, index) => {
        const n = from + index;
        const vector = Float32Array.from({ length: DIMENSIONS }, (_value, d) => element(n, d));
        return { id: id(n), vector, namedVectors: null, properties: `{"n":${n}}` };
      }),
    );
  }
}

describe('an export of 200,000 objects by way of the server', () => {
  let dataPath: string;
  beforeAll(async () => {
    dataPath = await mkdtemp(join(tmpdir(), 'weaviate-export-'));
    await load(dataPath);
  }, 180_000);
  afterAll(() => rm(dataPath, { recursive: true, force: true }));

  it.each(Object.keys(CLOUDS) as BackendName[])(
    'to %s holds every row as it was loaded',
    { timeout: 180_000 },
    async (backend) => {
      await using cloud = await CLOUDS[backend]!();
      const host = await startHost({
        ...cloud.environment,
        PERSISTENCE_DATA_PATH: dataPath,
        EXPORT_DEFAULT_BUCKET: BUCKET,
      });
      try {
        await host.client.export(backend, { id: 'large' });
        expect(await host.client.finished(backend, 'large')).toMatchObject({
          status: 'SUCCESS',
          progress: { Large: { objectsExported: OBJECTS, objectsTotal: OBJECTS } },
        });
        const file = join(dataPath, `${backend}.parquet`);
        await writeFile(file, await cloud.read('large/Large.parquet'));
        expect(await differences(file)).toEqual({ rows: OBJECTS, differing: 0 });
      } finally {
        await host.server.stop(0);
        await rm(host.folder, { recursive: true });
      }
    },
  );
});

/** Holds each row of a file against what was loaded, in DuckDB's own words. */
async function differences(file: string): Promise<{ rows: number; differing: number }> {
  const instance = await DuckDBInstance.create(':memory:');
  const connection = await instance.connect();
  try {
    const reader = await connection.runAndReadAll(`
      SELECT count(*)::INT AS rows, count(*) FILTER (
        id IS DISTINCT FROM '00000000-0000-4000-8000-' || lpad(lower(to_hex(file_row_number)), 12, '0')
        OR class_name IS DISTINCT FROM 'Large'
        OR creation_time IS NULL OR update_time IS NULL
        OR named_vectors IS NOT NULL
        OR properties IS DISTINCT FROM '{"n":' || file_row_number || '}'
        OR vector::FLOAT[] IS DISTINCT FROM list_transform(range(${DIMENSIONS}), lambda d: (((file_row_number * 31 + d * 17) % 8191) - 4096)::FLOAT)
      )::INT AS differing
      FROM read_parquet('${file}', file_row_number = true)`);
    return reader.getRowObjectsJS()[0] as { rows: number; differing: number };
  } finally {
    connection.closeSync();
    instance.closeSync();
  }
}
