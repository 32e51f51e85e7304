import { ExportError, type ExportStatus } from '@weaviate-export/entities-export';
import { describe, expect, it } from 'vitest';
import { arrayClass, everyone, keepWorkers, World } from './export-world.fixture.ts';
import { Gate } from './gate.fixture.ts';
import { MemoryBackend } from '../ports/memory-backend.fixture.ts';
import type { Authorizer } from '../ports/authorizer.ts';

const workers = keepWorkers();
const articles = arrayClass('Article', { s0: 4 });

/** A server on which exports of these ids have ended, the first one first. */
async function worldOf(ids: readonly string[], ports: { authorizer?: Authorizer } = {}): Promise<World> {
  const world = new World(workers(), [articles], { ports });
  for (const id of ids) {
    await world.run(id);
    world.clock.advance(1000);
  }
  return world;
}

function list(world: World, page: { limit?: number; after?: string } = {}): Promise<ExportStatus[]> {
  return world.scheduler.list(null, world.backend.name, page);
}

const idsOf = (statuses: readonly ExportStatus[]): string[] => statuses.map(({ id }) => id);

describe('the list of exports', () => {
  it('has the last started first, as their status has them but without shards', async () => {
    const world = await worldOf(['a', 'c', 'b']);
    const listed = await list(world);
    expect(idsOf(listed)).toEqual(['b', 'c', 'a']);
    expect(listed[0]).toEqual({ ...(await world.status('b')), shardStatus: {} });
  });

  it('is empty where there is none', async () => {
    expect(await list(await worldOf([]))).toEqual([]);
  });

  it('is given page by page, each beginning behind the last export of the one before', async () => {
    const world = await worldOf(['a', 'b', 'c', 'd', 'e']);
    const first = await list(world, { limit: 2 });
    const second = await list(world, { limit: 2, after: first[1]!.id });
    const third = await list(world, { limit: 2, after: second[1]!.path });
    expect([first, second, third].map(idsOf)).toEqual([['e', 'd'], ['c', 'b'], ['a']]);
    expect(await list(world, { after: 'a' })).toEqual([]);
  });

  it('shows how a running export stands now', async () => {
    const world = await worldOf(['a']);
    const gate = new Gate();
    world.backend.before = (operation) => (operation === 'close' ? gate.pass() : undefined);
    await world.start('b');
    await gate.reached;
    const [running] = await list(world);
    expect(running).toEqual({ ...(await world.status('b')), shardStatus: {} });
    expect(running).toMatchObject({ status: 'TRANSFERRING', progress: { Article: { objectsExported: 4 } } });
    gate.open();
    await world.ended('b');
  });

  it('leaves out what the caller may not read, whatever of it is named', async () => {
    const authorizer: Authorizer = {
      ...everyone,
      authorize: async (_principal, verb, resources) => {
        const isSecret = resources.some((resource) => resource.type === 'export' && resource.id === 'b');
        if (verb === 'read' && isSecret) throw new ExportError('FORBIDDEN', ['jane', 'read b']);
      },
    };
    const before = await worldOf(['a', 'b', 'c']);
    const { scheduler } = new World(workers(), [articles], {
      ports: { authorizer, records: before.records },
    });
    const page = { limit: 2 };
    expect(idsOf(await scheduler.list(null, 'filesystem', page))).toEqual(['c', 'a']);
    await expect(scheduler.list(null, 'filesystem', { after: 'b' })).rejects.toThrow(
      'invalid after "b": allowed is the id of an export in this list',
    );
  });

  it('is refused to who is not let in, whether there are exports or not', async () => {
    const authorizer: Authorizer = {
      ...everyone,
      authorize: async () => {
        throw new ExportError('UNAUTHENTICATED', []);
      },
    };
    for (const ids of [[], ['a']]) {
      const { records } = await worldOf(ids);
      const { scheduler } = new World(workers(), [], { ports: { authorizer, records } });
      await expect(scheduler.list(null, 'filesystem', {})).rejects.toMatchObject({ code: 'UNAUTHENTICATED' });
    }
  });

  it.each([
    ['UNAUTHENTICATED', []],
    ['FORBIDDEN', ['jane', 'read any export']],
  ] as const)('tells nothing of the backends to whom the answer is %s', async (code, args) => {
    const authorizer: Authorizer = {
      ...everyone,
      authorize: async () => {
        throw new ExportError(code, args as never);
      },
    };
    const { scheduler } = new World(workers(), [], { ports: { authorizer } });
    const answerOf = (backend: string): Promise<unknown> =>
      scheduler.list(null, backend, {}).catch((error: unknown) => error);
    expect(await answerOf('ftp')).toEqual(await answerOf('filesystem'));
  });

  it('leaves out exports of which the caller would have to show who they are', async () => {
    const authorizer: Authorizer = {
      ...everyone,
      authorize: async (_principal, _verb, resources) => {
        const isSecret = resources.some((resource) => resource.type === 'export' && resource.id === 'b');
        if (isSecret) throw new ExportError('UNAUTHENTICATED', []);
      },
    };
    const { records } = await worldOf(['a', 'b']);
    const { scheduler } = new World(workers(), [articles], { ports: { authorizer, records } });
    expect(idsOf(await scheduler.list(null, 'filesystem', {}))).toEqual(['a']);
  });

  it('needs a path where several exports have the id that a page goes on behind', async () => {
    const world = new World(workers(), [articles], { backend: new MemoryBackend('s3', true) });
    for (const [id, bucket] of [
      ['first', 'a'],
      ['same', 'a'],
      ['same', 'b'],
      ['last', 'a'],
    ] as const) {
      await world.start(id, { config: { bucket } });
      await world.ended(id, { bucket });
      world.clock.advance(1000);
    }
    await expect(list(world, { after: 'same' })).rejects.toThrow('give the path of the one that is meant');
    expect(idsOf(await list(world, { after: 's3://b/same' }))).toEqual(['same', 'first']);
  });

  it.each([0, 1001, 1.5, NaN])('refuses %d exports a page', async (limit) => {
    await expect(list(await worldOf([]), { limit })).rejects.toThrow(
      'allowed are whole numbers from 1 to 1000',
    );
  });

  it('is of one backend, which has to be there', async () => {
    const world = await worldOf(['a']);
    await expect(world.scheduler.list(null, 'ftp', {})).rejects.toMatchObject({ code: 'BACKEND_UNKNOWN' });
  });
});
