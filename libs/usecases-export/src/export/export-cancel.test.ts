import { describe, expect, it } from 'vitest';
import {
  backendFailure,
  keepWorkers,
  twoClasses,
  expectOnlyMetadata,
  until,
} from './export-world.fixture.ts';
import { Gate } from './gate.fixture.ts';
import type { MemoryBackend } from '../ports/memory-backend.fixture.ts';

const workers = keepWorkers();
type Step = Parameters<MemoryBackend['before']>[0];

describe('a cancel', () => {
  it.each<[string, Step, string]>([
    ['before the first byte', 'openSink', 'Article.parquet'],
    ['in the middle of a file', 'write', 'Book.parquet'],
    ['between two files', 'openSink', 'Book.parquet'],
    ['while a file is closed', 'close', 'Book.parquet'],
    ['while schema.json is written', 'write', 'schema.json'],
    ['while schema.json is closed', 'close', 'schema.json'],
  ])('%s leaves nothing but the metadata, which says CANCELED', async (_when, step, file) => {
    const world = twoClasses(workers());
    const gate = new Gate();
    world.backend.before = (operation, key) =>
      operation === step && key === `first/${file}` ? gate.pass() : undefined;
    await world.start('first');
    await gate.reached;
    world.backend.files.set('filesystem://first/Foreign.parquet', Buffer.from('foreign'));
    await world.cancel('first');
    world.expectReleased();
    expect(world.fileNames).toEqual(['first/Foreign.parquet', 'first/export_metadata.json']);
    expect(world.metadata('first').status.status).toBe('CANCELED');
    const status = await world.status('first');
    expect(status).toMatchObject({ status: 'CANCELED', error: 'export was canceled' });
    for (const { status: state } of Object.values(status.progress)) expect(state).toBe('CANCELED');
    world.backend.before = () => undefined;
    expect((await world.run('second')).status).toBe('SUCCESS');
  });

  it.each(['cut', 'scan'] as const)('while the source is at its %s ends it', async (step) => {
    const world = twoClasses(workers());
    const gate = new Gate();
    world.source.before = (at) => (at === step ? gate.pass() : undefined);
    await world.start('first');
    await gate.reached;
    const canceled = world.cancel('first');
    gate.open();
    await canceled;
    world.expectReleased();
    expect(world.source.scansAtRelease).toBe(0);
    expectOnlyMetadata(world, 'CANCELED');
  });

  it('ends an export whose source does not answer any more', async () => {
    const world = twoClasses(workers());
    const never = new Gate();
    world.source.before = (at) => (at === 'scan' ? never.pass() : undefined);
    await world.start('first');
    await never.reached;
    await world.cancel('first');
    expectOnlyMetadata(world, 'CANCELED');
    world.expectReleased();
    never.open();
  });

  it('keeps the counts of what had been exported', async () => {
    const world = twoClasses(workers());
    const gate = new Gate();
    world.backend.before = (operation, key) =>
      operation === 'openSink' && key.endsWith('Book.parquet') ? gate.pass() : undefined;
    await world.start('first');
    await gate.reached;
    await until(async () =>
      expect((await world.status('first')).progress['Article']!.objectsExported).toBe(6),
    );
    await world.cancel('first');
    expect((await world.status('first')).progress).toMatchObject({
      Article: { status: 'CANCELED', objectsExported: 6, objectsTotal: 6 },
      Book: { status: 'CANCELED', objectsExported: 0, objectsTotal: 6 },
    });
  });

  it('of an id that is not there is 404', async () => {
    await expect(twoClasses(workers()).cancel('unknown')).rejects.toMatchObject({
      code: 'EXPORT_NOT_FOUND',
      httpStatus: 404,
    });
  });

  it.each(['SUCCESS', 'FAILED', 'CANCELED'] as const)(
    'of an export that is %s is 409 and changes nothing',
    async (state) => {
      const world = twoClasses(workers());
      const gate = new Gate();
      world.backend.before = (operation) => {
        if (operation !== 'write') return;
        if (state === 'FAILED') throw backendFailure('write', 'x');
        if (state === 'CANCELED') return gate.pass();
      };
      await world.start('first');
      if (state === 'CANCELED') {
        await gate.reached;
        await world.cancel('first');
      } else {
        await world.ended('first');
      }
      const before = [world.fileNames, await world.status('first')];
      await expect(world.cancel('first')).rejects.toMatchObject({
        code: 'EXPORT_ALREADY_FINISHED',
        httpStatus: 409,
        message: expect.stringContaining(state) as string,
      });
      expect([world.fileNames, await world.status('first')]).toEqual(before);
    },
  );

  it('twice at once ends well for both', async () => {
    const world = twoClasses(workers());
    const gate = new Gate();
    world.backend.before = (operation) => (operation === 'write' ? gate.pass() : undefined);
    await world.start('first');
    await gate.reached;
    await Promise.all([world.cancel('first'), world.cancel('first')]);
    expectOnlyMetadata(world, 'CANCELED');
  });

  it('comes too late once the manifest is being written: the export succeeds, and stays whole', async () => {
    const world = twoClasses(workers());
    const gate = new Gate();
    world.backend.before = (operation, key) =>
      operation === 'create' && key.endsWith('manifest.json') ? gate.pass() : undefined;
    await world.start('first');
    await gate.reached;
    const canceled = world.cancel('first');
    gate.open();
    await expect(canceled).rejects.toMatchObject({ code: 'EXPORT_ALREADY_FINISHED' });
    expect((await world.status('first')).status).toBe('SUCCESS');
    expect(world.fileNames).toContain('first/Book.parquet');
  });

  it('comes too late while a failed export is cleaned: the failure stays to be told', async () => {
    const world = twoClasses(workers());
    const cleaning = new Gate();
    world.backend.before = (operation) => {
      if (operation === 'write') throw backendFailure('write', 'Article.parquet');
      if (operation === 'delete') return cleaning.pass();
    };
    await world.start('first');
    await cleaning.reached;
    const canceled = world.cancel('first');
    cleaning.open();
    await expect(canceled).rejects.toMatchObject({ code: 'EXPORT_ALREADY_FINISHED' });
    expect(await world.status('first')).toMatchObject({
      status: 'FAILED',
      error: expect.stringContaining('failed to write Article.parquet') as string,
    });
  });
});
