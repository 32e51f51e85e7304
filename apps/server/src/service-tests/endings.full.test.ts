import { once } from 'node:events';
import { readdir, readFile } from 'node:fs/promises';
import { connect } from 'node:net';
import { join } from 'node:path';
import type { ExportStatus } from '@weaviate-export/entities-export';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startHost, startS3, type Host } from './host.fixture.ts';

const BUCKET = 'exports';
/** Enough for an upload of several parts: 4,500 objects of 6 KB that hardly compress are over 16 MiB. */
const OBJECTS = 4_500;
const TEXT_BYTES = 4_500;
const BATCH = 900;

type Store = Awaited<ReturnType<typeof startS3>>;

/** Text that hardly compresses, the same in every run. */
function* texts(): Generator<string, never> {
  let state = 42;
  for (;;) {
    const bytes = Buffer.allocUnsafe(TEXT_BYTES);
    for (let at = 0; at < TEXT_BYTES; at++) {
      state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
      bytes[at] = state >>> 24;
    }
    yield bytes.toString('base64');
  }
}

async function load(host: Host): Promise<void> {
  const source = texts();
  for (let from = 0; from < OBJECTS; from += BATCH) {
    const objects = Array.from({ length: BATCH }, () => ({
      class: 'Heavy',
      properties: { text: source.next().value },
    }));
    expect((await host.call('POST', '/batch/objects', { objects })).status).toBe(200);
  }
  await host.call('POST', '/objects', { class: 'Light', properties: { title: 'one' } });
}

describe('an export on s3', () => {
  let store: Store;
  let host: Host;
  const config = { bucket: BUCKET };
  const only = async (id: string): Promise<void> => {
    expect(store.s3.keys(BUCKET).filter((key) => key.startsWith(`${id}/`))).toEqual([
      `${id}/export_metadata.json`,
    ]);
    expect(store.s3.openUploads()).toEqual([]);
    const metadata = JSON.parse(store.s3.object(BUCKET, `${id}/export_metadata.json`)!.body.toString()) as {
      status: ExportStatus;
    };
    expect(metadata.status).toEqual(await host.client.status('s3', id));
  };
  beforeAll(async () => {
    store = await startS3(BUCKET);
    host = await startHost(store.environment);
    await load(host);
  });
  afterAll(async () => {
    await host[Symbol.asyncDispose]();
    await store[Symbol.asyncDispose]();
  });

  it('that is canceled in the middle of an upload leaves nothing but its metadata, and frees its slot', async () => {
    store.s3.faults.inject({ operation: 'UploadPart', fault: { kind: 'stall' } });
    await host.client.export('s3', { id: 'canceled', config });
    await expect(host.client.export('s3', { id: 'second', config })).rejects.toMatchObject({
      httpStatus: 409,
      messages: [expect.stringMatching(/^export already active/)],
    });
    await expect
      .poll(() => store.s3.requests.filter(({ operation }) => operation === 'UploadPart').length, {
        timeout: 20_000,
      })
      .toBeGreaterThan(0);

    await host.client.cancel('s3', 'canceled');
    expect(await host.client.status('s3', 'canceled')).toMatchObject({
      status: 'CANCELED',
      error: 'export was canceled',
    });
    await only('canceled');
    await expect(host.client.cancel('s3', 'canceled')).rejects.toMatchObject({ httpStatus: 409 });
    await expect(host.client.export('s3', { id: 'canceled', config })).rejects.toMatchObject({
      httpStatus: 409,
    });

    store.s3.faults.clear();
    await host.client.export('s3', { id: 'afterwards', config });
    expect(await host.client.finished('s3', 'afterwards')).toMatchObject({
      status: 'SUCCESS',
      progress: { Heavy: { objectsExported: OBJECTS }, Light: { objectsExported: 1 } },
    });
    await expect(host.client.cancel('s3', 'afterwards')).rejects.toMatchObject({ httpStatus: 409 });
  });

  it('whose bucket is full fails, says why, and leaves nothing but its metadata', async () => {
    store.s3.faults.inject({ operation: 'UploadPart', times: Infinity, fault: { kind: 'diskFull' } });
    await host.client.export('s3', { id: 'full', config });
    const status = await host.client.finished('s3', 'full');
    expect(status).toMatchObject({
      status: 'FAILED',
      progress: { Heavy: { status: 'FAILED' }, Light: { status: 'FAILED' } },
    });
    expect(status.error).toMatch(/backend s3 has no space left for s3:\/\/exports\/full\/Heavy\.parquet/);
    store.s3.faults.clear();
    await only('full');
  });

  it('that meets 503s and a broken connection ends well all the same', async () => {
    store.s3.faults.inject({
      operation: 'UploadPart',
      times: 2,
      fault: { kind: 'status', status: 503, code: 'SlowDown' },
    });
    store.s3.faults.inject({ operation: 'UploadPart', fault: { kind: 'reset', afterBytes: 100_000 } });
    await host.client.export('s3', { id: 'bumpy', config });
    expect(await host.client.finished('s3', 'bumpy')).toMatchObject({ status: 'SUCCESS' });
  });

  it('is found by its id alone, also after a restart, and by another server that is told where', async () => {
    const place = { bucket: BUCKET, path: 'of/its/own' };
    await host.client.export('s3', { id: 'far', include: ['Light'], config: place });
    const status = await host.client.finished('s3', 'far');
    expect(status).toMatchObject({ status: 'SUCCESS', path: 's3://exports/of/its/own/far' });
    await using other = await startHost(store.environment);
    await expect(other.client.status('s3', 'far')).rejects.toMatchObject({ httpStatus: 404 });
    expect(await other.client.status('s3', 'far', place)).toEqual(status);
  });
});

describe('a server that stops', () => {
  it('cancels and cleans what still runs, and knows of it in its next life', async () => {
    await using store = await startS3(BUCKET);
    const folder = await startHost(store.environment);
    const { folder: dataPath } = folder;
    await load(folder);
    store.s3.faults.inject({ operation: 'UploadPart', fault: { kind: 'stall' } });
    await folder.client.export('s3', { id: 'cut-short', config: { bucket: BUCKET } });
    await folder.server.stop(0);
    expect(store.s3.keys(BUCKET)).toEqual(['cut-short/export_metadata.json']);
    expect(store.s3.openUploads()).toEqual([]);

    await using next = await startHost({ ...store.environment, PERSISTENCE_DATA_PATH: dataPath });
    expect(await next.client.status('s3', 'cut-short')).toMatchObject({
      status: 'CANCELED',
      error: expect.stringContaining('shutting down') as string,
    });
    await folder[Symbol.asyncDispose]();
  });

  it('does not wait for a client that never ends its request when it stops', async () => {
    const host = await startHost();
    const { port, hostname } = new URL(host.server.url);
    const socket = connect(Number(port), hostname);
    socket.on('error', () => undefined);
    await once(socket, 'connect');
    socket.write(
      'POST /v1/objects HTTP/1.1\r\nhost: a\r\ncontent-type: application/json\r\ncontent-length: 9\r\n\r\n{',
    );
    const closed = once(socket, 'close');
    await host[Symbol.asyncDispose]();
    await closed;
  });
});

describe('the files of an export in a folder', () => {
  it('are those of the contract and no others', async () => {
    await using host = await startHost();
    await host.call('POST', '/objects', { class: 'Light', properties: { title: 'one' } });
    await host.client.export('filesystem', { id: 'plain' });
    await host.client.finished('filesystem', 'plain');
    const home = join(host.exports, 'plain');
    expect((await readdir(home)).sort()).toEqual([
      'Light.parquet',
      'export_metadata.json',
      'manifest.json',
      'schema.json',
    ]);
    expect(JSON.parse(await readFile(join(home, 'manifest.json'), 'utf8'))).toMatchObject({
      formatVersion: 1,
      id: 'plain',
      source: { consistency: 'snapshot' },
      classes: ['Light'],
      files: [{ name: 'Light.parquet', class: 'Light', rows: 1, rowGroups: 1 }],
    });
  });
});
