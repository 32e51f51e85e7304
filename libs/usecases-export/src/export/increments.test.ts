import { ExportError } from '@weaviate-export/entities-export';
import { describe, expect, it } from 'vitest';
import type { ExportRequest } from './export-request.ts';
import { objectId } from './export-world.fixture.ts';
import { liveThrough } from './increment-model.fixture.ts';
import { fill, incrementWorld, type IncrementWorld, PLAIN, TENANTS } from './increment-world.fixture.ts';

const worldOf = incrementWorld();

/** A class of ten objects, exported whole; then one has changed, one come and one gone. */
async function changed(isLive = false): Promise<IncrementWorld> {
  const world = worldOf();
  const { source } = world;
  source.isLive = isLive;
  source.createClass(PLAIN, 'all');
  fill(source, 10);
  await world.exported('full');
  source.put('Plain', 'all', objectId(3), '{"n":33}');
  source.put('Plain', 'all', objectId(77), '{"n":77}');
  source.remove('Plain', 'all', objectId(4));
  return world;
}

describe('an increment', () => {
  it.each([
    ['a source that keeps account of changes', false],
    ['a live source', true],
  ])('of %s has what changed alone, and tells what went', async (_what, isLive) => {
    const world = await changed(isLive);
    const status = await world.exported('next', { since: 'full' });
    expect(status.base).toEqual({ id: 'full', path: 's3://b/full' });
    expect(status.progress).toMatchObject({
      Plain: { status: 'SUCCESS', objectsExported: 2, objectsTotal: 2, objectsDeleted: 1 },
    });
    const { source, base, anew, gone, files } = world.manifest('next');
    expect(source.consistency).toBe(isLive ? 'live' : 'snapshot');
    expect(base).toEqual({ id: 'full', sha256: world.sha256('full/manifest.json') });
    expect([anew, gone]).toEqual([{}, {}]);
    expect(files).toMatchObject([
      { name: 'Plain.parquet', rows: 2, lowestId: objectId(3), highestId: objectId(77) },
      {
        ...{ name: 'Plain.deletes.parquet', kind: 'deletes', rows: 1 },
        ...{ lowestId: objectId(4), highestId: objectId(4) },
      },
    ]);
    expect(await world.verified('next')).toEqual([]);
  });

  it('of a live source reads ids and times, and no more of objects that did not change', async () => {
    const world = await changed(true);
    world.source.scanned.length = 0;
    await world.exported('next', { since: 'full' });
    const bare = world.source.scanned.filter(({ isBare }) => isBare);
    const whole = world.source.scanned.filter(({ isBare }) => !isBare);
    expect(bare.reduce((sum, { ids }) => sum + ids, 0)).toBe(10);
    expect(whole.reduce((sum, { ids }) => sum + ids, 0)).toBe(2);
  });

  it.each([false, true])('in which nothing changed has no file, and says so (live: %s)', async (isLive) => {
    const world = worldOf();
    const { source } = world;
    source.isLive = isLive;
    source.createClass(PLAIN, 'all');
    source.createClass(TENANTS, 'a', 'b');
    fill(source, 5);
    fill(source, 5, 'Tenants', 'a');
    await world.exported('full');
    const { progress, shardStatus } = await world.exported('next', { since: 'full' });
    const nothing = { status: 'SKIPPED', objectsExported: 0, skipReason: 'nothing changed' };
    expect(progress).toMatchObject({ Plain: nothing, Tenants: nothing });
    expect(shardStatus).toEqual({ Plain: { all: nothing }, Tenants: { a: nothing, b: nothing } });
    expect(world.manifest('next').files).toEqual([]);
    expect(await world.restored('next')).toEqual(source.state());
  });

  it('names what is new, made anew and gone', async () => {
    const world = worldOf();
    const { source } = world;
    for (const name of ['Kept', 'Gone', 'Again']) source.createClass({ ...PLAIN, class: name }, 'all');
    source.createClass(TENANTS, 'kept', 'gone', 'again', 'frozen', 'thawed');
    source.setStatus('Tenants', 'thawed', 'FROZEN');
    fill(source, 3, 'Again');
    fill(source, 3, 'Tenants', 'again');
    fill(source, 3, 'Tenants', 'thawed');
    await world.exported('full');
    source.dropClass('Gone');
    source.dropClass('Again');
    source.createClass({ ...PLAIN, class: 'Again' }, 'all');
    fill(source, 2, 'Again');
    source.createClass({ ...PLAIN, class: 'New' }, 'all');
    for (const tenant of ['gone', 'again']) source.dropShard('Tenants', tenant);
    source.addShard('Tenants', 'again');
    source.addShard('Tenants', 'new');
    source.setStatus('Tenants', 'frozen', 'FROZEN');
    source.setStatus('Tenants', 'thawed', 'HOT');
    await world.exported('next', { since: 'full' });
    const { anew, gone, files } = world.manifest('next');
    expect(anew).toEqual({ classes: ['Again', 'New'], tenants: { Tenants: ['thawed', 'again', 'new'] } });
    expect(gone).toEqual({ classes: ['Gone'], tenants: { Tenants: ['gone', 'frozen'] } });
    expect(files.map(({ name, rows }) => [name, rows])).toEqual([
      ['Again.parquet', 2],
      ['Tenants/tenant=thawed.parquet', 3],
    ]);
    expect(await world.restored('next')).toEqual(source.state());
  });

  it('goes by the ids of a filter: what is not selected any more is gone', async () => {
    for (const isLive of [false, true]) {
      const world = worldOf();
      const { source } = world;
      source.isLive = isLive;
      source.createClass(PLAIN, 'all');
      fill(source, 10);
      const where = { Plain: { path: ['n'], operator: 'LessThan', valueInt: 5 } };
      await world.exported('full', { where });
      source.put('Plain', 'all', objectId(1), '{"n":50}');
      source.put('Plain', 'all', objectId(8), '{"n":0}');
      source.put('Plain', 'all', objectId(9), '{"n":51}');
      source.remove('Plain', 'all', objectId(2));
      const { progress } = await world.exported('next', { where, since: 'full' });
      // The source's own account does not know which objects the base has.
      expect(progress).toMatchObject({ Plain: { objectsExported: 1, objectsDeleted: isLive ? 2 : 3 } });
      const held = (await world.restored('next')).get('Plain')!.objects;
      expect([...held.keys()]).toEqual([0, 3, 4, 8].map((n) => `/${objectId(n)}`));
    }
  });

  it('can lie elsewhere than its base', async () => {
    const world = await changed();
    await world.exported('next', {
      since: { id: 'full', bucket: 'b', path: '' },
      bucket: 'other',
      path: 'deep',
    });
    const { base } = JSON.parse(
      Buffer.from(world.backend.files.get('s3://other/deep/next/manifest.json')!).toString(),
    ) as { base: unknown };
    expect(base).toMatchObject({ id: 'full', bucket: 'b', path: '' });
    expect(await world.restored('next', { config: { bucket: 'other', path: 'deep' } })).toEqual(
      world.source.state(),
    );
  });

  it('has larger objects than a part may hold, in turn', async () => {
    const world = worldOf();
    const { source } = world;
    source.isLive = true;
    source.objectsPerRange = 1_000;
    source.createClass(PLAIN, 'all');
    const text = (n: number): string => `{"n":${n},"text":"${'x'.repeat(400_000)}"}`;
    for (let n = 0; n < 12; n++) source.put('Plain', 'all', objectId(2 * n), text(n));
    await world.exported('full');
    for (let n = 0; n < 12; n++) source.put('Plain', 'all', objectId(2 * n + 1), text(n));
    for (const n of [0, 8, 22]) source.remove('Plain', 'all', objectId(n));
    await world.exported('next', { since: 'full' });
    expect(world.manifest('next').files.map(({ rows }) => rows)).toEqual([12, 3]);
    expect(await world.restored('next')).toEqual(source.state());
  });

  it.each(Array.from({ length: 6 }, (_, seed) => seed))(
    'comes back as the store was at each export of a chain: life %i',
    (seed) => liveThrough(worldOf(), seed),
  );
});

describe('an increment is refused', () => {
  const refusals: readonly (readonly [
    what: string,
    config: ExportRequest['config'],
    problem: string,
    prepare?: (world: IncrementWorld) => void | Promise<void>,
  ])[] = [
    ['over an export that is not there', { since: 'none' }, 'there is none at s3://b/none'],
    [
      'over one in another layout',
      { since: 'full', layout: 'typed' },
      'it has the layout standard, and typed is asked for (config.layout)',
    ],
    [
      'over one of other properties',
      { since: 'full', properties: { Plain: [] } },
      'it is of another selection: config.properties differs',
    ],
    [
      'over one of other vectors',
      { since: 'full', vectors: false },
      'it is of another selection: config.vectors differs',
    ],
    [
      'over one of other tenants',
      { since: 'full', tenants: ['a'] },
      'it is of another selection: config.tenants differs',
    ],
    [
      'over one of another filter',
      { since: 'full', where: { Plain: { path: ['n'], operator: 'Equal', valueInt: 1 } } },
      'it is of another selection: config.where differs',
    ],
    [
      'over one of another store',
      { since: 'full' },
      'it is of another store',
      ({ source }) => void (source.store = 'two'),
    ],
    [
      'over one that is too old',
      { since: 'full' },
      'it is too old',
      ({ source }) => void (source.oldest = 1_000),
    ],
    [
      'over one that does not say of which point in time it is',
      { since: 'live' },
      's3://b/live does not say of which point in time it is',
      async (world) => {
        world.source.isLive = true;
        await world.exported('live');
        world.source.isLive = false;
      },
    ],
    [
      'over one that has failed',
      { since: 'broken' },
      's3://b/broken is FAILED: a SUCCESS is needed',
      async (world) => {
        world.backend.before = (operation) => {
          if (operation === 'openSink') throw new ExportError('BACKEND_FULL', ['s3', 'there']);
        };
        await world.start('broken');
        await world.useCases.scheduler.finished(null, 's3', 'broken', {}, AbortSignal.timeout(60_000));
        world.backend.before = () => undefined;
      },
    ],
    [
      'over one whose manifest is gone',
      { since: 'full' },
      's3://b/full has no manifest.json any more',
      ({ backend }) => void backend.files.delete('s3://b/full/manifest.json'),
    ],
    [
      'over one that Weaviate wrote itself',
      { since: 'theirs' },
      's3://b/theirs was written by another program',
      ({ backend }) =>
        void backend.files.set('s3://b/theirs/export_metadata.json', Buffer.from('{"status":"SUCCESS"}')),
    ],
    [
      'over one whose own base is gone',
      { since: 'next' },
      'no whole export lies at s3://b/next: the export that it is laid over, s3://b/full, has no manifest.json',
      async (world) => {
        await world.exported('next', { since: 'full' });
        world.backend.files.delete('s3://b/full/manifest.json');
      },
    ],
    [
      'over one whose own base is another than it was',
      { since: 'next' },
      'no whole export lies at s3://b/next: the export that it is laid over, s3://b/full, has another manifest.json than when it was made',
      async (world) => {
        await world.exported('next', { since: 'full' });
        world.backend.files.set('s3://b/full/manifest.json', Buffer.from('{"files":[],"classes":[]}'));
      },
    ],
    [
      'of shards that are to be compared with a base',
      { since: 'full' },
      'class Plain has 2 shards, and its source keeps no account of changes',
      ({ source }) => {
        source.isLive = true;
        source.addShard('Plain', 'more');
      },
    ],
  ];
  const cases = refusals.map(([what, config, problem, prepare]) => ({ what, config, problem, prepare }));
  it.each(cases)('$what', async ({ config, problem, prepare }) => {
    const world = worldOf();
    world.source.createClass(PLAIN, 'all');
    world.source.createClass(TENANTS, 'a');
    fill(world.source, 5);
    await world.exported('full');
    await prepare?.(world);
    const before = new Set(world.backend.files.keys());
    await expect(world.start('refused', config)).rejects.toThrow(new ExportError('BASE_UNSUITED', [problem]));
    expect(new Set(world.backend.files.keys())).toEqual(before);
    expect(world.source.openSnapshots).toBe(0);
    // The id is free, and so is the place of an export.
    await world.exported('refused');
  });

  it.each([
    ['full', 'it is the id of the export itself'],
    ['Full', 'it must be the id of an export, or have one: a-z, 0-9, _ and -'],
    [7, 'it must be the id of an export, or have one: a-z, 0-9, _ and -'],
    [{ path: 'a' }, 'it must be the id of an export, or have one: a-z, 0-9, _ and -'],
    [{ id: 'x', path: '../a' }, 'the segments . and .. are not allowed'],
    [{ id: 'x', bucket: '..' }, 'letters, digits, dots, dashes and underscores are allowed'],
    [{ id: 'x', bucket: 'third' }, 'bucket "third" in config.bucket is not allowed'],
  ])('for %j', async (since, problem) => {
    const world = worldOf();
    world.source.createClass(PLAIN, 'all');
    await expect(world.start('full', { since: since as string })).rejects.toThrow(problem);
  });
});

describe('the chain of an increment', () => {
  const damages: readonly (readonly [
    what: string,
    damage: (world: IncrementWorld) => void,
    restore: string,
    finding: string,
  ])[] = [
    [
      'lacks its base',
      ({ backend }) => void backend.files.delete('s3://b/full/manifest.json'),
      's3://b/full, has no manifest.json',
      'has a base that is not there: s3://b/full',
    ],
    [
      'has another base than it was made over',
      ({ backend }) =>
        void backend.files.set('s3://b/full/manifest.json', Buffer.from('{"files":[],"classes":[]}')),
      's3://b/full, has another manifest.json',
      'has a base whose manifest is another than it was: s3://b/full',
    ],
    [
      'lacks a file of its base',
      ({ backend }) => void backend.files.delete('s3://b/full/Plain.parquet'),
      's3://b/full: Plain.parquet is missing',
      'has a base of which a file is missing: s3://b/full/Plain.parquet',
    ],
    [
      'has a file of its base cut short',
      ({ backend }) => void backend.files.set('s3://b/full/Plain.parquet', Buffer.from('PAR1')),
      's3://b/full: Plain.parquet has 4 bytes',
      'has a base of which a file has another size: s3://b/full/Plain.parquet',
    ],
    [
      'lacks its own file of deletes',
      ({ backend }) => void backend.files.delete('s3://b/next/Plain.deletes.parquet'),
      's3://b/next: Plain.deletes.parquet is missing',
      'is missing',
    ],
  ];
  it.each(damages)(
    'that %s is not restored, and a verification says so',
    async (_what, damage, restore, finding) => {
      const world = await changed();
      await world.exported('next', { since: 'full' });
      damage(world);
      await expect(world.restored('next')).rejects.toThrow(restore);
      expect(world.target.openSessions).toBe(0);
      expect((await world.verified('next')).map(({ problem }) => problem)).toEqual([finding]);
    },
  );

  it('whose file of deletes is damaged fails the restore, and nothing is left', async () => {
    const world = await changed();
    await world.exported('next', { since: 'full' });
    const name = 's3://b/next/Plain.deletes.parquet';
    const bytes = Buffer.from(world.backend.files.get(name)!);
    bytes[10]! ^= 1;
    world.backend.files.set(name, bytes);
    await world.useCases.restorer.restore(null, 's3', 'next', {});
    const signal = AbortSignal.timeout(60_000);
    const { status, error } = await world.useCases.restorer.finished(null, 's3', 'next', {}, signal);
    expect(status).toBe('FAILED');
    expect(error).toMatch(/^s3:..b.next.Plain.deletes.parquet is damaged: its sha256 is/);
    expect(world.target.classes.size).toBe(0);
    expect((await world.verified('next')).map(({ problem }) => problem)).toContain('has another sha256');
  });

  it('comes back under new names, and of the tenants that are asked for', async () => {
    const world = worldOf();
    world.source.createClass(TENANTS, 'a', 'b');
    for (const tenant of ['a', 'b']) fill(world.source, 4, 'Tenants', tenant);
    await world.exported('full');
    world.source.remove('Tenants', 'a', objectId(1));
    world.source.put('Tenants', 'a', objectId(9), '{"n":9}');
    await world.exported('next', { since: 'full' });
    const held = await world.restored('next', { rename: { Tenants: 'Copy' }, tenants: ['a'] });
    const state = world.source.state().get('Tenants')!;
    const own = [...state.objects].filter(([key]) => key.startsWith('a/'));
    expect(held).toEqual(new Map([['Copy', { tenants: new Map([['a', 'HOT']]), objects: new Map(own) }]]));
  });

  it('cannot be converted by its last export alone', async () => {
    const world = await changed();
    await world.exported('next', { since: 'full' });
    await expect(world.converted('next')).rejects.toThrow(
      'no whole export lies at s3://b/next: it holds what changed since s3://b/full alone: restore it instead',
    );
  });
});
