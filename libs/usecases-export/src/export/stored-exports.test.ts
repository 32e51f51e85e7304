import { describe, expect, it } from 'vitest';
import { arrayClass, keepWorkers, runningElsewhere, World } from './export-world.fixture.ts';
import { StoredExports } from './stored-exports.ts';

const workers = keepWorkers();
const { signal } = new AbortController();

const storedIn = (world: World, path = ''): StoredExports =>
  new StoredExports(world.backend, { backend: world.backend.name, path }, world.clock);

const put = (world: World, name: string, value: unknown): void => {
  const text = typeof value === 'string' ? value : JSON.stringify(value);
  world.backend.files.set(`filesystem://${name}`, Buffer.from(text));
};

describe('exports by what lies at a place', () => {
  it('are told of as the server that wrote them tells of them, the last started first', async () => {
    const world = new World(workers(), [arrayClass('Article'), arrayClass('Empty', { s0: 0 })]);
    const first = await world.run('first');
    world.clock.advance(1_000);
    const second = await world.run('second', { include: ['Article'] });
    const stored = storedIn(world);
    expect(await stored.list(signal)).toEqual(
      [second, first].map((status) => ({
        ...{ id: status.id, path: status.path },
        status: { ...status, shardStatus: {} },
      })),
    );
    expect(await stored.status('first', signal)).toEqual(first);
    expect(await stored.manifest('first', signal)).toEqual(world.json('first/manifest.json'));
  });

  it('are those right below it, and no other files or folders', async () => {
    const world = new World(workers(), [arrayClass('Article')]);
    await world.start('deep', { config: { path: 'a/b' } });
    await world.ended('deep', { path: 'a/b' });
    put(world, 'a/bc/x/manifest.json', {});
    put(world, 'a/b/notes/readme.md', 'no export');
    const ids = async (path: string): Promise<string[]> =>
      (await storedIn(world, path).list(signal)).map(({ id }) => id);
    expect(await ids('a/b')).toEqual(['deep']);
    expect(await ids('a')).toEqual([]);
    expect(await ids('')).toEqual([]);
    expect(await storedIn(world, 'a/b/deep').isExport(signal)).toBe(true);
    expect(await storedIn(world, 'a/b').isExport(signal)).toBe(false);
  });

  it('run still where a server elsewhere writes them, and have no manifest', async () => {
    const { owner, gate } = await runningElsewhere(workers());
    const stored = storedIn(owner);
    expect(await stored.list(signal)).toMatchObject([
      { id: 'first', status: { status: expect.stringMatching(/STARTED|TRANSFERRING/) as string } },
    ]);
    expect(await stored.manifest('first', signal)).toBeNull();
    gate.open();
    await owner.ended('first');
  });

  it('that cannot be read hide no others, and say why', async () => {
    const world = new World(workers(), [arrayClass('Article')]);
    await world.run('whole');
    put(world, 'damaged/export_metadata.json', '{');
    put(world, 'strange/export_metadata.json', { status: { is: 'no status' } });
    expect(await storedIn(world).list(signal)).toEqual([
      expect.objectContaining({ id: 'whole' }),
      ...['damaged', 'strange'].map((id) => ({
        id,
        path: `filesystem://${id}`,
        error: expect.objectContaining({ code: 'METADATA_INVALID' }) as Error,
      })),
    ]);
  });

  it('are not there where nothing is', async () => {
    const stored = storedIn(new World(workers(), []));
    expect(await stored.list(signal)).toEqual([]);
    await expect(stored.status('first', signal)).rejects.toMatchObject({ code: 'EXPORT_NOT_FOUND' });
  });
});

describe('exports of Weaviate’s own', () => {
  const done = {
    id: 'theirs',
    backend: 'filesystem',
    startedAt: '2026-11-30T10:00:00.123456789Z',
    completedAt: '2026-11-30T10:00:02.5Z',
    status: 'SUCCESS',
    classes: ['A', 'A_B', 'C'],
    shardStatus: {
      A: { B_x: { status: 'SUCCESS', objectsExported: 2 }, y: { status: 'SUCCESS', objectsExported: 3 } },
      A_B: { x: { status: 'SUCCESS', objectsExported: 4 } },
      C: { t: { status: 'SKIPPED', objectsExported: 0, skipReason: 'no data' } },
    },
  };

  it('are told of in the same words, their bytes by the files that lie there', async () => {
    const world = new World(workers(), []);
    put(world, 'theirs/export_metadata.json', done);
    put(world, 'theirs/A_y_0000.parquet', 'abc');
    put(world, 'theirs/A_y_0001.parquet', 'abcd');
    put(world, 'theirs/node_node1_status.json', {});
    const status = await storedIn(world).status('theirs', signal);
    expect(status).toEqual({
      ...{ id: 'theirs', backend: 'filesystem', path: 'filesystem://theirs', status: 'SUCCESS' },
      ...{ startedAt: '2026-11-30T10:00:00.123Z', completedAt: '2026-11-30T10:00:02.500Z' },
      ...{ tookInMs: 2_377, classes: ['A', 'A_B', 'C'], shardStatus: done.shardStatus },
      progress: {
        A: { status: 'SUCCESS', objectsExported: 5, objectsTotal: 5, fileSizeBytes: 7 },
        A_B: { status: 'SUCCESS', objectsExported: 4, objectsTotal: 4, fileSizeBytes: 0 },
        C: { status: 'SKIPPED', objectsExported: 0, objectsTotal: 0, fileSizeBytes: 0 },
      },
    });
    expect(await storedIn(world).list(signal)).toMatchObject([{ id: 'theirs', status: { tookInMs: 2_377 } }]);
  });

  it('tell while they run what their nodes have written', async () => {
    const world = new World(workers(), []);
    put(world, 'theirs/export_metadata.json', {
      ...{ ...done, status: 'STARTED', classes: ['A', 'D'], shardStatus: undefined },
      completedAt: '0001-01-01T00:00:00Z',
      nodeAssignments: { node1: { A: ['x'] }, node2: { A: ['y'], D: ['z'] } },
    });
    put(world, 'theirs/node_node1_status.json', {
      shardProgress: { A: { x: { status: 'TRANSFERRING', objectsExported: 7 } } },
    });
    expect(await storedIn(world).status('theirs', signal)).toMatchObject({
      status: 'STARTED',
      progress: {
        A: { status: 'TRANSFERRING', objectsExported: 7, objectsTotal: null },
        D: { status: 'STARTED', objectsExported: 0 },
      },
      shardStatus: { A: { y: { status: 'TRANSFERRING' } } },
    });
  });

  it('say why they failed', async () => {
    const world = new World(workers(), []);
    const failed = { status: 'FAILED', objectsExported: 1, error: 'disk full' };
    put(world, 'theirs/export_metadata.json', {
      ...{ ...done, status: 'FAILED', error: 'node node1 failed: disk full', classes: ['A'] },
      shardStatus: { A: { x: failed } },
    });
    expect(await storedIn(world).status('theirs', signal)).toMatchObject({
      ...{ status: 'FAILED', error: 'node node1 failed: disk full' },
      progress: { A: { status: 'FAILED', objectsExported: 1, error: 'disk full' } },
    });
  });
});
