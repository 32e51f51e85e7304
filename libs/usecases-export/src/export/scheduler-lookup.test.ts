import type { ExportRecord } from '@weaviate-export/entities-export';
import { describe, expect, it } from 'vitest';
import {
  arrayClass,
  backendFailure,
  keepWorkers,
  tenantClass,
  World,
  runningElsewhere,
} from './export-world.fixture.ts';
import { Gate } from './gate.fixture.ts';
import { MemoryBackend } from '../ports/memory-backend.fixture.ts';

const workers = keepWorkers();
const articles = arrayClass('Article', { s0: 4 });
const s3 = (): MemoryBackend => new MemoryBackend('s3', true);

describe('an export is found', () => {
  it('by its id alone, while it runs and after, wherever it lies', async () => {
    const world = new World(workers(), [articles], {
      backend: s3(),
      options: { defaultBucket: 'd', allowedBuckets: ['*'] },
    });
    const gate = new Gate();
    world.backend.before = (operation) => (operation === 'write' ? gate.pass() : undefined);
    await world.start('first', { config: { bucket: 'mine', path: 'deep/down' } });
    await gate.reached;
    expect(await world.status('first')).toMatchObject({
      status: 'TRANSFERRING',
      path: 's3://mine/deep/down/first',
    });
    gate.open();
    expect(await world.ended('first')).toMatchObject({
      status: 'SUCCESS',
      path: 's3://mine/deep/down/first',
    });
  });

  it('by its id alone after a restart, through the server’s own record', async () => {
    const before = new World(workers(), [articles], { backend: s3() });
    await before.start('first', { config: { bucket: 'mine', path: 'deep' } });
    const ended = await before.ended('first');
    const after = new World(workers(), [articles], {
      backend: before.backend,
      ports: { records: before.records },
    });
    expect(await after.status('first')).toEqual(ended);
  });

  it('by another server at the default bucket and path', async () => {
    const options = { defaultBucket: 'd', defaultPath: 'p' };
    const world = new World(workers(), [articles], { backend: s3(), options });
    const ended = await world.run('first');
    const other = new World(workers(), [], { backend: world.backend, options });
    expect(await other.status('first')).toEqual(ended);
  });

  it('by another server where it is told the bucket and path, with slashes or without', async () => {
    const world = new World(workers(), [articles], { backend: s3() });
    await world.start('first', { config: { bucket: 'mine', path: 'deep/down' } });
    const ended = await world.ended('first');
    const other = new World(workers(), [], { backend: world.backend });
    await expect(other.status('first')).rejects.toMatchObject({ code: 'EXPORT_NOT_FOUND' });
    expect(await other.status('first', { bucket: 'mine', path: '/deep/down/' })).toEqual(ended);
  });

  it('at the place named, not at another one', async () => {
    const world = new World(workers(), [articles]);
    await world.run('first');
    await expect(world.status('first', { path: 'elsewhere' })).rejects.toMatchObject({
      code: 'EXPORT_NOT_FOUND',
      httpStatus: 404,
    });
    await expect(world.cancel('first', { path: 'elsewhere' })).rejects.toMatchObject({
      code: 'EXPORT_NOT_FOUND',
    });
  });

  it('among several of one id: the one started last, or the one at the place named', async () => {
    const world = new World(workers(), [articles]);
    for (const path of ['one', 'two', 'three']) {
      await world.start('first', { config: { path } });
      await world.ended('first', { path });
      world.clock.advance(1_000);
    }
    expect((await world.status('first')).path).toBe('filesystem://three/first');
    expect((await world.status('first', { path: 'one' })).path).toBe('filesystem://one/first');
  });

  it.each<[string, string, { bucket?: string; path?: string }, string, number]>([
    ['a malformed id', 'A/B', {}, 'ID_MALFORMED', 422],
    ['an id too long', 'x'.repeat(129), {}, 'ID_TOO_LONG', 422],
    ['a path that leads up', 'first', { path: '../up' }, 'FIELD_INVALID', 422],
    ['a malformed bucket', 'first', { bucket: 'a/b' }, 'FIELD_INVALID', 422],
    ['a bucket that is not allowed', 'first', { bucket: 'other' }, 'BUCKET_NOT_ALLOWED', 403],
    ['an id that is not there', 'unknown', {}, 'EXPORT_NOT_FOUND', 404],
  ])('never by %s', async (_what, id, lookup, code, httpStatus) => {
    const world = new World(workers(), [articles], { backend: s3(), options: { defaultBucket: 'd' } });
    for (const answer of [world.status(id, lookup), world.cancel(id, lookup)])
      await expect(answer).rejects.toMatchObject({ code, httpStatus });
  });

  it('with metadata of the least that is needed', async () => {
    const world = new World(workers(), []);
    const least = {
      id: 'first',
      backend: 'filesystem',
      path: 'filesystem://first',
      status: 'STARTED',
      startedAt: '2026-01-02T03:00:00.000Z',
      classes: [],
      progress: {},
      shardStatus: {},
    };
    const text = JSON.stringify({ heartbeatAt: new Date(world.clock.now()).toISOString(), status: least });
    world.backend.files.set('filesystem://first/export_metadata.json', Buffer.from(text));
    expect(await world.status('first')).toEqual(least);
  });

  it('never on a backend that is not there, nor in a bucket where there are none', async () => {
    const world = new World(workers(), [articles]);
    await expect(world.scheduler.status(null, 'ftp', 'first', {})).rejects.toMatchObject({
      code: 'BACKEND_UNKNOWN',
    });
    await expect(world.status('first', { bucket: 'b' })).rejects.toMatchObject({ code: 'FIELD_INVALID' });
  });

  it('is told as an error where the backend does not answer, never as 404', async () => {
    const world = new World(workers(), [articles]);
    const failure = backendFailure('read', 'x');
    world.backend.before = () => {
      throw failure;
    };
    await expect(world.status('first')).rejects.toBe(failure);
  });
});

describe('an export that another server runs', () => {
  it('is told as its owner last wrote it, for as long as the owner may be alive', async () => {
    const { owner, other, gate } = await runningElsewhere(workers());
    expect(await other.status('first')).toEqual(owner.metadata('first').status);
    other.clock.advance(120_000);
    expect((await other.status('first')).status).toBe('TRANSFERRING');
    gate.open();
    await owner.ended('first');
  });

  it('is FAILED after two minutes without a heartbeat, never before, and its files are left to its owner', async () => {
    const { owner, other, gate } = await runningElsewhere(workers());
    const files = other.fileNames;
    other.clock.advance(120_001);
    const status = await other.status('first');
    expect(status).toMatchObject({
      status: 'FAILED',
      completedAt: owner.metadata('first').heartbeatAt,
      error: `the server that ran this export has been silent since ${owner.metadata('first').heartbeatAt}`,
    });
    expect(status.progress['Article']!.status).toBe('FAILED');
    await expect(other.cancel('first')).rejects.toMatchObject({ code: 'EXPORT_ALREADY_FINISHED' });
    expect(other.fileNames).toEqual(files);
    gate.open();
    expect((await owner.ended('first')).status).toBe('SUCCESS');
    expect((await other.status('first')).status).toBe('SUCCESS');
  });

  it('is SUCCESS once its manifest stands, with exact counts, though its owner never wrote so', async () => {
    const owner = new World(workers(), [
      articles,
      tenantClass('Doc', { a: 1, b: 2, c: 0 }),
      arrayClass('Empty', { s0: 0 }),
    ]);
    let early: Uint8Array | undefined;
    owner.backend.before = (operation, key) => {
      if (operation === 'create' && key.endsWith('manifest.json'))
        early = owner.bytes('first/export_metadata.json');
    };
    const ended = await owner.run('first');
    owner.backend.files.set('filesystem://first/export_metadata.json', early!);
    const other = new World(workers(), [], { backend: owner.backend });
    other.clock.advance(1_000_000);
    expect(owner.metadata('first').status.status).toBe('TRANSFERRING');
    expect(await other.status('first')).toEqual(ended);
    await expect(other.cancel('first')).rejects.toMatchObject({ code: 'EXPORT_ALREADY_FINISHED' });
  });

  it.each(['FAILED', 'CANCELED'] as const)(
    'is SUCCESS where its manifest stands, even if the metadata says %s',
    async (state) => {
      const owner = new World(workers(), [articles]);
      await owner.run('first');
      const record = owner.metadata('first');
      const wrong: ExportRecord = { ...record, status: { ...record.status, status: state, error: 'not so' } };
      owner.backend.files.set('filesystem://first/export_metadata.json', Buffer.from(JSON.stringify(wrong)));
      const told = await new World(workers(), [], { backend: owner.backend }).status('first');
      expect(told.status).toBe('SUCCESS');
      expect(told).not.toHaveProperty('error');
    },
  );

  const sound = {
    heartbeatAt: '2026-01-01T00:00:00.000Z',
    status: { status: 'STARTED', startedAt: '2026-01-01T00:00:00.000Z', progress: {}, shardStatus: {} },
  };
  it.each([
    ['is not JSON', 'half a rec'],
    ['is empty', ''],
    ['holds null', 'null'],
    ['holds something else', '{"status":"SUCCESS"}'],
    ['has no heartbeat', JSON.stringify({ status: sound.status })],
    ['has a heartbeat that is no time', JSON.stringify({ ...sound, heartbeatAt: 'soon' })],
    ['has an unknown state', JSON.stringify({ ...sound, status: { ...sound.status, status: 'DONE' } })],
    ['has no start', JSON.stringify({ ...sound, status: { ...sound.status, startedAt: 0 } })],
    ['has no progress', JSON.stringify({ ...sound, status: { ...sound.status, progress: null } })],
    ['has no shards', JSON.stringify({ ...sound, status: { ...sound.status, shardStatus: 7 } })],
  ])('is an error that names the file where its metadata %s', async (_what, text) => {
    const world = new World(workers(), []);
    world.backend.files.set('filesystem://first/export_metadata.json', Buffer.from(text));
    await expect(world.status('first')).rejects.toMatchObject({
      code: 'METADATA_INVALID',
      httpStatus: 500,
      message: expect.stringContaining('filesystem://first/export_metadata.json') as string,
    });
  });
});

describe('a cancel through another server', () => {
  it('leaves a mark that the owner heeds at its next heartbeat, and that is gone at the end', async () => {
    const { owner, other } = await runningElsewhere(workers());
    await other.cancel('first');
    await other.cancel('first');
    expect(owner.fileNames).toContain('first/export_cancel.json');
    expect((await owner.status('first')).status).toBe('TRANSFERRING');
    owner.clock.advance(9_999);
    expect((await owner.status('first')).status).toBe('TRANSFERRING');
    owner.clock.advance(1);
    expect(await owner.ended('first')).toMatchObject({ status: 'CANCELED', error: 'export was canceled' });
    expect(owner.fileNames).toEqual(['first/export_metadata.json']);
    expect((await other.status('first')).status).toBe('CANCELED');
  });

  it('that comes after the last heartbeat is heeded before the manifest, and leaves no mark behind', async () => {
    const { owner, other, gate } = await runningElsewhere(workers());
    await other.cancel('first');
    gate.open();
    expect((await owner.ended('first')).status).toBe('CANCELED');
    expect(owner.fileNames).toEqual(['first/export_metadata.json']);
  });
});
