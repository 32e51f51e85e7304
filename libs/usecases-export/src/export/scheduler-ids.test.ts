import { describe, expect, it } from 'vitest';
import { arrayClass, backendFailure, keepWorkers, until, World } from './export-world.fixture.ts';
import { Gate } from './gate.fixture.ts';
import { MemoryBackend } from '../ports/memory-backend.fixture.ts';
import { WorkerPartExecutor } from '../workers/worker-part-executor.ts';

const workers = keepWorkers();
const articles = arrayClass('Article');

describe('an id', () => {
  it('goes to just one of two callers that race for it, on two servers', async () => {
    const one = new World(workers(), [articles]);
    const other = new World(workers(), [articles], { backend: one.backend, options: { owner: 'server-b' } });
    const outcomes = await Promise.allSettled([one.start('first'), other.start('first')]);
    const [won, lost] = ['fulfilled', 'rejected'].map((status) =>
      outcomes.filter((o) => o.status === status),
    );
    expect(won).toHaveLength(1);
    expect(lost).toMatchObject([{ reason: { code: 'EXPORT_ALREADY_EXISTS', httpStatus: 409 } }]);
    const winner = outcomes[0].status === 'fulfilled' ? one : other;
    await until(async () => expect((await winner.status('first')).status).toBe('SUCCESS'));
    await until(() => one.expectReleased());
  });

  it('goes to just one of two callers that race for it, on one server', async () => {
    const world = new World(workers(), [articles], { options: { maxConcurrent: 2 } });
    const outcomes = await Promise.allSettled([world.start('first'), world.start('first')]);
    expect(outcomes.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
    expect((await world.ended('first')).status).toBe('SUCCESS');
  });

  it('is never used again at its place after SUCCESS', async () => {
    const world = new World(workers(), [articles]);
    await world.run('first');
    const files = world.fileNames;
    await expect(world.start('first')).rejects.toMatchObject({
      code: 'EXPORT_ALREADY_EXISTS',
      httpStatus: 409,
    });
    expect(world.fileNames).toEqual(files);
    expect((await world.status('first')).status).toBe('SUCCESS');
  });

  it('is never used again at its place after FAILED', async () => {
    const world = new World(workers(), [articles]);
    world.backend.before = (operation) => {
      if (operation === 'write') throw backendFailure('write', 'x');
    };
    expect((await world.run('first')).status).toBe('FAILED');
    world.backend.before = () => undefined;
    await expect(world.start('first')).rejects.toMatchObject({ code: 'EXPORT_ALREADY_EXISTS' });
    expect((await world.run('second')).status).toBe('SUCCESS');
  });

  it('is never used again at its place after CANCELED, while a new one is free at once', async () => {
    const world = new World(workers(), [articles]);
    const gate = new Gate();
    world.backend.before = (operation) => (operation === 'write' ? gate.pass() : undefined);
    await world.start('first');
    await gate.reached;
    await world.cancel('first');
    world.backend.before = () => undefined;
    await expect(world.start('first')).rejects.toMatchObject({ code: 'EXPORT_ALREADY_EXISTS' });
    expect((await world.run('second')).status).toBe('SUCCESS');
  });

  it('may be used at another path, in another bucket and on another backend', async () => {
    const s3 = new World(workers(), [articles], { backend: new MemoryBackend('s3', true) });
    const places = [{ bucket: 'a' }, { bucket: 'b' }, { bucket: 'a', path: 'deep/down' }];
    for (const config of places) {
      await s3.start('first', { config });
      expect((await s3.ended('first', config)).status).toBe('SUCCESS');
    }
    expect(s3.fileNames.filter((name) => name.endsWith('manifest.json'))).toEqual([
      'a/deep/down/first/manifest.json',
      'a/first/manifest.json',
      'b/first/manifest.json',
    ]);
  });
});

describe('the limit of exports at a time', () => {
  it('holds for exports that run and those about to, and says how many', async () => {
    const world = new World(workers(), [articles], { options: { maxConcurrent: 2 } });
    const opening = new Gate();
    world.source.before = (step) => (step === 'openSnapshot' ? opening.pass() : undefined);
    const starts = [world.start('one'), world.start('two')];
    await opening.reached;
    await expect(world.start('three')).rejects.toMatchObject({
      code: 'EXPORT_ALREADY_ACTIVE',
      httpStatus: 409,
      message: expect.stringContaining('at most 2') as string,
    });
    opening.open();
    await Promise.all(starts);
    await world.ended('one').catch(() => undefined);
    await until(async () => expect((await world.status('two')).status).toBe('SUCCESS'));
    expect((await world.run('three')).status).toBe('SUCCESS');
  });

  it('lets a small export run to its end while a big one holds its worker', async () => {
    await using executor = new WorkerPartExecutor(1);
    const world = new World(workers(), [articles, arrayClass('Note', { s0: 1 })], {
      ports: { executor },
      options: { maxConcurrent: 2 },
    });
    const alone = await world.run('alone', { include: ['Note'] });
    const reading = new Gate();
    // The worker that is to encode what is read here is the big one's own, until that is read.
    world.source.before = (step) => (step === 'scan' ? reading.pass() : undefined);
    await world.start('big', { include: ['Article'] });
    await reading.reached;
    world.source.before = () => undefined;
    await world.start('small', { include: ['Note'] });
    await world.scheduler.finished(null, 'filesystem', 'small', {}, AbortSignal.timeout(100_000));
    expect((await world.status('small')).progress).toEqual(alone.progress);
    expect((await world.status('big')).status).toBe('TRANSFERRING');
    reading.open();
    expect((await world.ended('big')).status).toBe('SUCCESS');
    expect(world.bytes('small/Note.parquet')).toEqual(world.bytes('alone/Note.parquet'));
  });

  it('lets the next export start as soon as the one before is told to have ended, all of it written', async () => {
    const world = new World(workers(), [articles]);
    const last = new Gate();
    world.backend.before = (operation) =>
      operation === 'delete' && world.fileNames.includes('one/manifest.json') ? last.pass() : undefined;
    await world.start('one');
    await last.reached;
    expect((await world.status('one')).status).toBe('TRANSFERRING');
    await expect(world.start('two')).rejects.toMatchObject({ code: 'EXPORT_ALREADY_ACTIVE' });
    last.open();
    await until(async () => expect((await world.status('one')).status).toBe('SUCCESS'));
    await world.start('two');
    expect((await world.ended('two')).status).toBe('SUCCESS');
  });
});
