import type { FinalState } from '@weaviate-export/entities-export';
import { describe, expect, it } from 'vitest';
import {
  arrayClass,
  backendFailure,
  keepWorkers,
  tenantClass,
  twoClasses,
  World,
  runningElsewhere,
} from './export-world.fixture.ts';
import { Gate } from './gate.fixture.ts';

const workers = keepWorkers();
const articles = arrayClass('Article', { s0: 4 });

/** A server on which the export `first` has ended so. */
async function endedAs(state: FinalState): Promise<World> {
  const world = new World(workers(), [articles]);
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
  }
  expect((await world.ended('first')).status).toBe(state);
  world.backend.before = () => undefined;
  return world;
}

/** The same server after a restart. */
function restarted({ backend, records }: World): World {
  const world = new World(workers(), [articles], { backend, ports: { records } });
  return Object.assign(world, { records });
}

function remove(world: World, isMeant: (name: string) => boolean): void {
  for (const name of world.fileNames) if (isMeant(name)) world.backend.files.delete(`filesystem://${name}`);
}

/** The answer to GET, to a cancel, and to a start of the same id. */
async function answers(world: World): Promise<unknown[]> {
  const calls = [world.status('first'), world.cancel('first'), world.start('first')];
  const codeOf = (error: unknown) => (error as { code: string }).code;
  return Promise.all(calls.map((call) => call.then((told) => told?.status, codeOf)));
}

describe('an export whose files and metadata were deleted by hand', () => {
  it.each([
    ['SUCCESS', false],
    ['FAILED', false],
    ['CANCELED', false],
    ['SUCCESS', true],
    ['FAILED', true],
    ['CANCELED', true],
  ] as const)(
    'is found no more, and its id is free: it was %s (after a restart: %s)',
    async (state, later) => {
      const ended = await endedAs(state);
      const world = later ? restarted(ended) : ended;
      world.backend.files.clear();
      await expect(world.status('first')).rejects.toMatchObject({
        code: 'EXPORT_NOT_FOUND',
        httpStatus: 404,
      });
      await expect(world.cancel('first')).rejects.toMatchObject({ code: 'EXPORT_NOT_FOUND' });
      expect((await world.run('first')).status).toBe('SUCCESS');
    },
  );

  it('keeps its id where files that it did not plan lie there', async () => {
    const world = await endedAs('SUCCESS');
    remove(world, (name) => !name.endsWith('.parquet'));
    expect(await answers(world)).toEqual(['EXPORT_NOT_FOUND', 'EXPORT_NOT_FOUND', 'HOME_OCCUPIED']);
    expect(world.fileNames).toEqual(['first/Article.parquet']);
  });

  it('leaves the one of the same id that was started before it, elsewhere', async () => {
    const world = new World(workers(), [articles], { options: { defaultPath: 'kept' } });
    for (const path of ['kept', 'deleted']) {
      await world.start('first', { config: { path } });
      await world.ended('first', { path });
      world.clock.advance(1_000);
    }
    remove(world, (name) => name.startsWith('deleted/'));
    expect((await world.status('first')).path).toBe('filesystem://kept/first');
    await expect(world.status('first', { path: 'deleted' })).rejects.toMatchObject({
      code: 'EXPORT_NOT_FOUND',
    });
  });

  it('is not told of in place of another server’s, to which its id went since', async () => {
    const world = await endedAs('SUCCESS');
    world.backend.files.clear();
    const other = new World(workers(), [arrayClass('Book')], {
      backend: world.backend,
      options: { owner: 'server-b' },
    });
    const books = await other.run('first');
    expect(await world.status('first')).toEqual(books);
    await expect(world.start('first')).rejects.toMatchObject({ code: 'EXPORT_ALREADY_EXISTS' });
    expect(await world.status('first')).toEqual(books);
  });

  it('is still in the list, which asks no backend', async () => {
    const world = await endedAs('SUCCESS');
    world.backend.files.clear();
    world.backend.before = () => {
      throw backendFailure('read', 'x');
    };
    const listed = await world.scheduler.list(null, 'filesystem', {});
    expect(listed.map(({ id, status }) => [id, status])).toEqual([['first', 'SUCCESS']]);
  });
});

describe('an export on a backend that cannot be reached', () => {
  it('is not taken for deleted: the answers are the backend’s error, and it is there again afterwards', async () => {
    const world = await endedAs('SUCCESS');
    const before = await world.status('first');
    world.backend.before = () => {
      throw backendFailure('read', 'x');
    };
    expect(await answers(world)).toEqual(['BACKEND_FAILED', 'BACKEND_FAILED', 'BACKEND_FAILED']);
    world.backend.before = () => undefined;
    expect(await world.status('first')).toEqual(before);
    await expect(world.start('first')).rejects.toMatchObject({ code: 'EXPORT_ALREADY_EXISTS' });
  });

  it.each(['manifest.json', 'export_metadata.json'])(
    'is an error also where just %s cannot be read',
    async (file) => {
      const world = await endedAs('SUCCESS');
      world.backend.files.clear();
      world.backend.before = (_operation, key) => {
        if (key.endsWith(file)) throw backendFailure('read', key);
      };
      expect(await answers(world)).toEqual(['BACKEND_FAILED', 'BACKEND_FAILED', 'BACKEND_FAILED']);
    },
  );
});

describe('an export of which a part was deleted by hand', () => {
  it('is the success that it was without its metadata, where its manifest stands', async () => {
    const world = await endedAs('SUCCESS');
    const before = await world.status('first');
    remove(world, (name) => name.endsWith('export_metadata.json'));
    expect(await answers(world)).toEqual(['SUCCESS', 'EXPORT_ALREADY_FINISHED', 'EXPORT_ALREADY_EXISTS']);
    expect(await restarted(world).status('first')).toEqual(before);
  });

  it('is told of by its manifest alone to a server that never heard of it: all but its shards', async () => {
    const owner = new World(workers(), [
      articles,
      tenantClass('Doc', { a: 1, b: 2, c: 0 }),
      arrayClass('Empty', { s0: 0 }),
    ]);
    const ended = await owner.run('first');
    remove(owner, (name) => name.endsWith('export_metadata.json'));
    const other = new World(workers(), [articles], {
      backend: owner.backend,
      options: { owner: 'server-b' },
    });
    expect(await other.status('first')).toEqual({
      ...ended,
      shardStatus: { Article: {}, Doc: {}, Empty: {} },
    });
    await expect(other.cancel('first')).rejects.toMatchObject({ code: 'EXPORT_ALREADY_FINISHED' });
    await expect(other.start('first')).rejects.toMatchObject({ code: 'HOME_OCCUPIED', httpStatus: 409 });
  });

  it.each([false, true])(
    'is FAILED without its manifest, which it names (on another server: %s)',
    async (elsewhere) => {
      const owner = await endedAs('SUCCESS');
      const before = await owner.status('first');
      remove(owner, (name) => name.endsWith('manifest.json'));
      const world = elsewhere ? new World(workers(), [articles], { backend: owner.backend }) : owner;
      expect(await world.status('first')).toMatchObject({
        status: 'FAILED',
        completedAt: before.completedAt,
        error: 'filesystem://first/manifest.json is gone: the export is no longer whole',
        progress: { Article: { status: 'FAILED', objectsExported: 4 } },
      });
      expect(await answers(world)).toEqual(['FAILED', 'EXPORT_ALREADY_FINISHED', 'EXPORT_ALREADY_EXISTS']);
    },
  );

  it('is the success that its manifest says without one of its Parquet files: only reading it would show', async () => {
    const world = twoClasses(workers());
    const ended = await world.run('first');
    remove(world, (name) => name.endsWith('Book.parquet'));
    expect(await world.status('first')).toEqual(ended);
    expect(await answers(world)).toEqual(['SUCCESS', 'EXPORT_ALREADY_FINISHED', 'EXPORT_ALREADY_EXISTS']);
  });

  it('is never taken for it because it ends between two looks of another server', async () => {
    const { owner, other, gate } = await runningElsewhere(workers());
    const reading = new Gate();
    const looked = Promise.withResolvers<void>();
    owner.backend.before = (operation, key) => {
      if (operation !== 'read') return;
      if (key.endsWith('manifest.json')) looked.resolve();
      if (key.endsWith('export_metadata.json')) return reading.pass();
    };
    const told = other.status('first');
    await looked.promise;
    gate.open();
    await owner.scheduler.finished(null, 'filesystem', 'first', {}, AbortSignal.timeout(60_000));
    reading.open();
    expect((await told).status).toBe('SUCCESS');
  });
});
