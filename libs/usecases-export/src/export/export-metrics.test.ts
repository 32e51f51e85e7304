import { describe, expect, it } from 'vitest';
import { sizeOf } from '@weaviate-export/entities-export';
import {
  arrayClass,
  backendFailure,
  keepWorkers,
  objects,
  twoClasses,
  until,
  World,
} from './export-world.fixture.ts';
import { Gate } from './gate.fixture.ts';
import { ManualClock } from '../ports/manual-clock.fixture.ts';

const workers = keepWorkers();

describe('the metrics of an export', () => {
  it('add up to what its files hold', async () => {
    const world = twoClasses(workers());
    await world.run('first');
    const files = ['first/Article.parquet', 'first/Book.parquet', 'first/schema.json'];
    const bytes = files.reduce((sum, name) => sum + world.bytes(name).length, 0);
    const read = [...objects(6), ...objects(6)].reduce((sum, object) => sum + sizeOf(object), 0);
    expect(world.metrics).toMatchObject({ objects: 12, rowGroups: 7, read, written: { filesystem: bytes } });
    expect(world.metrics.ended.map(([state]) => state)).toEqual(['SUCCESS']);
  });

  it('tell how long its start took, and how long the rest, in milliseconds', async () => {
    const clock = new ManualClock();
    const world = new World(workers(), [arrayClass('Article')], { clock });
    world.source.before = (step) => (step === 'openSnapshot' ? clock.advance(1500) : undefined);
    world.backend.before = (operation) => (operation === 'close' ? clock.advance(2000) : undefined);
    await world.run('first');
    // Article.parquet and schema.json are closed.
    expect(world.metrics).toMatchObject({ started: [1500], ended: [['SUCCESS', 4000]] });
  });

  it('are never negative, though the clock is set back', async () => {
    const clock = new ManualClock();
    const world = new World(workers(), [arrayClass('Article')], { clock });
    const setBack = (): void => clock.advance(-60_000);
    world.source.before = (step) => (step === 'openSnapshot' ? setBack() : undefined);
    world.backend.before = (operation) => (operation === 'close' ? setBack() : undefined);
    await world.run('first');
    expect(world.metrics).toMatchObject({ started: [0], ended: [['SUCCESS', 0]] });
  });

  it('show while it runs the snapshot that is held, and the parts that wait', async () => {
    const world = twoClasses(workers());
    const gate = new Gate();
    world.backend.before = (operation, key) =>
      operation === 'openSink' && key === 'first/Book.parquet' ? gate.pass() : undefined;
    await world.start('first');
    await gate.reached;
    await until(() =>
      expect(world.metrics).toMatchObject({
        openSnapshots: 1,
        queued: 3,
        rowGroups: 4,
        objects: 6,
        ended: [],
      }),
    );
    gate.open();
    await world.ended('first');
    expect(world.metrics).toMatchObject({ openSnapshots: 0, queued: 0 });
  });

  it('count as open a snapshot whose release takes long, and no longer one whose release failed', async () => {
    const world = twoClasses(workers());
    const gate = new Gate();
    const open = world.source.openSnapshot.bind(world.source);
    world.source.openSnapshot = async (request) => {
      const snapshot = await open(request);
      return {
        ...snapshot,
        [Symbol.asyncDispose]: async () => {
          await gate.pass();
          await snapshot[Symbol.asyncDispose]();
          throw new Error('the source says no');
        },
      };
    };
    await world.start('first');
    await gate.reached;
    expect(world.metrics.openSnapshots).toBe(1);
    gate.open();
    await world.ended('first');
    expect(world.metrics.openSnapshots).toBe(0);
  });

  it('tell a failure from a cancel, and leave nothing queued', async () => {
    const world = twoClasses(workers());
    world.backend.before = (operation, key) => {
      if (operation === 'write' && key === 'first/Book.parquet') throw backendFailure('write', key);
    };
    await world.run('first');
    const gate = new Gate();
    world.backend.before = (operation) => (operation === 'write' ? gate.pass() : undefined);
    await world.start('second');
    await gate.reached;
    expect(world.metrics.queued).toBe(7);
    await world.cancel('second');
    world.expectReleased();
    expect(world.metrics.ended.map(([state]) => state)).toEqual(['FAILED', 'CANCELED']);
  });

  it('count no export that did not start, but hold its snapshot for as long as it was there', async () => {
    const world = twoClasses(workers());
    world.backend.before = (operation) => {
      if (operation === 'create') throw backendFailure('create', 'export_metadata.json');
    };
    await expect(world.start('first')).rejects.toMatchObject({ code: 'BACKEND_FAILED' });
    world.expectReleased();
    expect(world.metrics).toMatchObject({ snapshots: 1, started: [], ended: [] });
  });
});
