import { ExportError } from '@weaviate-export/entities-export';
import { LAYOUT_NAMES } from '@weaviate-export/format';
import { describe, expect, it } from 'vitest';
import { objectId, objects } from '../export/export-world.fixture.ts';
import { Gate } from '../export/gate.fixture.ts';
import { restoreWorld, SOURCE } from './restore-world.fixture.ts';

const worldOf = restoreWorld();

describe('an export that is restored', () => {
  it.each(LAYOUT_NAMES)('in the layout %s comes back whole, under a new name too', async (layout) => {
    const world = worldOf();
    await world.exported('first', { config: { layout } });
    const status = await world.restored('first', { rename: { article: 'copy' } });
    expect(status).toMatchObject({
      id: 'first',
      backend: 'filesystem',
      path: 'filesystem://first',
      status: 'SUCCESS',
      classes: ['Copy', 'Doc', 'Bare'],
      progress: {
        Copy: { status: 'SUCCESS', exportedAs: 'Article', objectsRestored: 150, objectsTotal: 150 },
        Doc: {
          status: 'SUCCESS',
          objectsRestored: 57,
          objectsTotal: 57,
          objectsSkipped: 0,
          objectsFailed: 0,
        },
        Bare: { status: 'SKIPPED', objectsRestored: 0, objectsTotal: 0 },
      },
    });
    expect(status.progress['Copy']!.bytesRead).toBeGreaterThan(0);
    expect(world.target.classes.get('Copy')!.definition).toEqual({ ...SOURCE[0]!.definition, class: 'Copy' });
    expect(world.target.classes.get('Doc')!.definition).toEqual(SOURCE[1]!.definition);
    expect(world.target.classes.get('Doc')!.tenants).toEqual(
      new Map([
        ['hot', 'HOT'],
        ['cold', 'COLD'],
        ['empty', 'COLD'],
      ]),
    );
    expect(world.held('Copy')).toEqual(world.expected('Article'));
    expect(world.held('Doc')).toEqual(world.expected('Doc'));
    expect(world.held('Bare').size).toBe(0);
  });

  it('is told of by the same words later, and counted', async () => {
    const world = worldOf();
    await world.exported('first');
    const [ended, restored] = [world.metrics.restoresEnded.length, world.metrics.restored];
    const status = await world.restored('first');
    expect(await world.useCases.restorer.status(null, 'filesystem', 'first', {})).toEqual(status);
    expect(world.metrics.restoresEnded.slice(ended)).toEqual(['SUCCESS']);
    expect(world.metrics.restored - restored).toBe(207);
    await expect(world.useCases.restorer.cancel(null, 'filesystem', 'first', {})).rejects.toThrow(
      new ExportError('RESTORE_ALREADY_FINISHED', ['first', 'SUCCESS']),
    );
  });

  it('gives the classes and tenants alone that are asked for', async () => {
    const world = worldOf();
    await world.exported('first');
    expect((await world.restored('first', { include: ['article'] })).classes).toEqual(['Article']);
    const { classes, progress } = await world.restored('first', {
      exclude: ['Article', 'Bare'],
      tenants: ['cold'],
    });
    expect(classes).toEqual(['Doc']);
    expect(progress['Doc']).toMatchObject({ status: 'SUCCESS', objectsRestored: 7, objectsTotal: 7 });
    expect([...world.target.classes.get('Doc')!.tenants.keys()]).toEqual(['cold']);
  });

  it('that is Weaviate’s own comes back where its classes are there or given', async () => {
    const world = worldOf();
    await world.exported('first', { config: { layout: 'weaviate' } });
    const file = (name: string) => world.backend.files.get(`filesystem://first/${name}.parquet`)!;
    const put = (name: string, bytes: Uint8Array) =>
      world.backend.files.set(`filesystem://theirs/${name}`, bytes);
    put('Article_s0_0000.parquet', file('Article'));
    put('Doc_hot_0000.parquet', file('Doc/tenant=hot'));
    // Shards without objects have no file.
    const shardStatus = {
      Article: { s0: { status: 'SUCCESS' }, s1: { status: 'SKIPPED', skipReason: 'no data' } },
      Doc: {
        hot: { status: 'SUCCESS' },
        idle: { status: 'SKIPPED', skipReason: 'no data' },
        away: { status: 'SKIPPED', skipReason: 'tenant status is FROZEN' },
      },
      Bare: { s2: { status: 'SKIPPED', skipReason: 'no data' } },
    };
    const metadata = { id: 'theirs', status: 'SUCCESS', classes: ['Article', 'Doc', 'Bare'], shardStatus };
    put('export_metadata.json', Buffer.from(JSON.stringify(metadata)));
    await expect(world.start('theirs')).rejects.toThrow(new ExportError('DEFINITION_MISSING', ['Article']));
    const definitions = SOURCE.map(({ definition }) => definition);
    expect(await world.restored('theirs', { definitions })).toMatchObject({
      status: 'SUCCESS',
      progress: {
        ...{ Article: { objectsRestored: 150 }, Doc: { objectsRestored: 50 } },
        Bare: { objectsRestored: 0 },
      },
    });
    expect(world.held('Article')).toEqual(world.expected('Article'));
    expect([...world.target.classes.get('Doc')!.tenants.keys()]).toEqual(['hot', 'idle']);
    expect(world.target.classes.get('Bare')!.tenants.size).toBe(0);
  });
});

describe('a class that is there', () => {
  it('is 409 before anything is written, unless what becomes of its objects is said', async () => {
    const world = worldOf();
    await world.exported('first');
    await world.restored('first', { include: ['Article'] });
    world.target.before = (step) => {
      throw new Error(`${step} is not to be asked for`);
    };
    const conflict = world.start('first', { include: ['Article', 'Doc'] });
    await expect(conflict).rejects.toThrow(/class "Article" already exists: give it a new name with rename/);
    await expect(conflict).rejects.toMatchObject({ httpStatus: 409 });
    const renamed = world.start('first', {
      include: ['Doc'],
      rename: { Doc: 'ARTICLE' },
      onConflict: 'replace',
    });
    await expect(renamed).rejects.toThrow(
      /class "ARTICLE" already exists: as Article, from which it differs/,
    );
    const tenancy = world.start('first', {
      include: ['Doc'],
      rename: { Doc: 'Article' },
      onConflict: 'skip',
    });
    await expect(tenancy).rejects.toThrow(/it has no tenants, and the exported one has/);
  });

  it('keeps its objects or has them replaced, and gets those that it lacks', async () => {
    const world = worldOf();
    await world.exported('first', { include: ['Article'] });
    await world.restored('first');
    const { objects: held } = world.target.classes.get('Article')!;
    const changed = { ...objects(1)[0]!, properties: '{"changed":true}' };
    held.clear();
    held.set(`/${objectId(0)}`, changed);
    expect(await world.restored('first', { onConflict: 'skip' })).toMatchObject({
      status: 'SUCCESS',
      progress: { Article: { objectsRestored: 149, objectsSkipped: 1, objectsTotal: 150 } },
    });
    expect(held.get(`/${objectId(0)}`)).toBe(changed);
    await world.restored('first', { onConflict: 'replace' });
    expect(world.held('Article')).toEqual(world.expected('Article'));
  });

  it('tells by their ids what a restore that failed has left in it', async () => {
    const world = worldOf();
    await world.exported('first', { include: ['Article'] });
    await world.restored('first');
    let writes = 0;
    world.target.before = (step) => {
      if (step === 'write' && ++writes === 2) throw new ExportError('BACKEND_FULL', ['disk', 'there']);
    };
    const status = await world.restored('first', { onConflict: 'replace' });
    expect(status).toMatchObject({
      status: 'FAILED',
      error: 'backend disk has no space left for there',
      progress: { Article: { status: 'FAILED', error: 'backend disk has no space left for there' } },
    });
    const [{ lowestId, highestId } = { lowestId: '', highestId: '' }] = status.progress['Article']!.written!;
    expect(lowestId).toBe(objectId(0));
    expect(highestId >= objectId(79)).toBe(true);
    expect(world.target.classes.has('Article')).toBe(true);
  });
});

describe('a restore is refused', () => {
  it.each([
    ['include with exclude', { include: ['A'], exclude: ['B'] }, /include and exclude are both set/],
    ['an unknown class', { include: ['Nix'] }, /class "Nix" in include is not in the export/],
    ['a new name for no class', { rename: { Nix: 'X' } }, /class "Nix" in rename is not in the export/],
    ['a name that is none', { rename: { Article: 'a-b' } }, /invalid rename.Article "a-b"/],
    ['one name for two', { rename: { Article: 'X', Doc: 'x' } }, /two classes cannot have one name/],
    ['a name that another has', { rename: { Article: 'Doc' } }, /two classes of the restore would have/],
    ['an unknown tenant', { tenants: ['nobody'] }, /invalid tenants "nobody"/],
    [
      'an unknown rule',
      { onConflict: 'merge' },
      /invalid onConflict "merge": allowed are fail, skip, replace/,
    ],
    [
      'too many errors',
      { maxErrors: 1_001 },
      /invalid maxErrors 1001: allowed are whole numbers from 0 to 1000/,
    ],
    [
      'a name for a time that is none',
      { timesAs: { update: 'a-b' } },
      /invalid timesAs.update "a-b": its name must/,
    ],
    ['a name for a time that objects have', { timesAs: { creation: 'id' } }, /its name is reserved/],
    ['one name for two times', { timesAs: { creation: 'at', update: 'At' } }, /each time needs a property/],
    [
      'a name for a time that is a property',
      { timesAs: { creation: 'created', update: 'N' } },
      /invalid timesAs.update "n": class Article has a property n already/,
    ],
    ['nothing left', { exclude: ['Article', 'Doc', 'Bare'] }, /no restorable classes/],
  ])('for %s', async (_what, request, message) => {
    const world = worldOf();
    await world.exported('first');
    const refused = world.start('first', request);
    await expect(refused).rejects.toThrow(message);
    await expect(refused).rejects.toMatchObject({ httpStatus: 422 });
    await expect(world.useCases.restorer.status(null, 'filesystem', 'other', {})).rejects.toThrow(
      new ExportError('RESTORE_NOT_FOUND', ['other', 'filesystem']),
    );
  });

  it('of an export that is not there, or no SUCCESS', async () => {
    const world = worldOf();
    await expect(world.start('first')).rejects.toThrow(
      new ExportError('EXPORT_NOT_FOUND', ['first', 'filesystem']),
    );
    world.backend.before = (operation, key) => {
      if (operation === 'close' && key.endsWith('.parquet')) throw new Error('made to fail');
    };
    const { scheduler } = world.useCases;
    await scheduler.export(null, 'filesystem', { id: 'first' });
    await scheduler.finished(null, 'filesystem', 'first', {}, AbortSignal.timeout(100_000));
    await expect(world.start('first')).rejects.toThrow(
      /no whole export lies at filesystem:\/\/first: it is FAILED/,
    );
  });

  it.each([
    ['is missing', undefined, 'Article.parquet is missing'],
    ['is cut short', 100, 'Article.parquet has 100 bytes, and the manifest says'],
  ])('where a file %s, before anything is written', async (_what, bytes, message) => {
    const world = worldOf();
    await world.exported('first');
    const key = 'filesystem://first/Article.parquet';
    const file = world.backend.files.get(key)!;
    if (bytes === undefined) world.backend.files.delete(key);
    else world.backend.files.set(key, file.subarray(0, bytes));
    await expect(world.start('first')).rejects.toThrow(message);
    expect(world.target.openSessions).toBe(0);
  });

  it('while another one of the export runs, or as many exports and restores as may', async () => {
    const world = worldOf();
    await world.exported('first');
    await world.exported('second');
    const gate = new Gate();
    world.target.before = (step) => (step === 'createClass' ? gate.pass() : undefined);
    await world.start('first');
    await gate.reached;
    await expect(world.start('first')).rejects.toThrow(new ExportError('RESTORE_ALREADY_ACTIVE', ['first']));
    await expect(world.start('second')).rejects.toThrow(new ExportError('EXPORT_ALREADY_ACTIVE', [1]));
    await expect(world.useCases.scheduler.export(null, 'filesystem', { id: 'third' })).rejects.toThrow(
      new ExportError('EXPORT_ALREADY_ACTIVE', [1]),
    );
    gate.open();
    expect((await world.ended('first')).status).toBe('SUCCESS');
    await world.exported('third');
  });
});

describe('the times of objects', () => {
  const timesAs = { creation: 'CreatedAt', update: 'updatedAt' };
  const names = { creation: 'createdAt', update: 'updatedAt' };

  it('are kept as properties where the target sets its own, and there alone', async () => {
    const world = worldOf();
    await world.exported('first', { include: ['Article'] });
    const kept = await world.restored('first', { timesAs });
    expect([kept.timesAreNew, kept.timesAs, world.target.timesAs]).toEqual([undefined, undefined, undefined]);
    world.target.keepsTimes = false;
    const status = await world.restored('first', { timesAs, rename: { Article: 'Copy' } });
    expect(status).toMatchObject({ status: 'SUCCESS', timesAreNew: true, timesAs: names });
    expect(world.target.timesAs).toEqual(names);
    await expect(world.start('first', { timesAs, onConflict: 'skip' })).rejects.toThrow(
      /class Article is there and has no property createdAt of type date: add it/,
    );
    world.target.classes.get('Article')!.definition.properties = ['createdAt', 'updatedAt'].map((name) => ({
      name,
      dataType: ['date'],
    }));
    expect(await world.restored('first', { timesAs, onConflict: 'skip' })).toMatchObject({
      status: 'SUCCESS',
    });
  });
});

describe('a restore that does not succeed', () => {
  it('writes nothing of a file of which a bit has changed, and leaves no class', async () => {
    const world = worldOf();
    await world.exported('first', { include: ['Article'] });
    const file = world.backend.files.get('filesystem://first/Article.parquet')!;
    file[200]! ^= 1;
    let writes = 0;
    world.target.before = (step) => {
      if (step === 'write') writes += 1;
    };
    const { status, error } = await world.restored('first');
    expect({ status, writes }).toEqual({ status: 'FAILED', writes: 0 });
    expect(error).toMatch(/first\/Article.parquet is damaged: its sha256 is/);
    expect(world.target.classes.size).toBe(0);
  });

  it('ends with one refused object more than may be, each of them named', async () => {
    const world = worldOf();
    await world.exported('first', { include: ['Article'] });
    const bad = [objectId(3), objectId(70), objectId(149)];
    world.target.refuses = ({ id }) => (bad.includes(id) ? 'it is bad' : undefined);
    expect(await world.restored('first', { maxErrors: 3 })).toMatchObject({
      status: 'SUCCESS',
      progress: { Article: { objectsRestored: 147, objectsFailed: 3 } },
      errors: bad.map((id) => ({ class: 'Article', id, error: 'it is bad' })),
    });
    world.target.classes.clear();
    const { status, error, errors } = await world.restored('first', { maxErrors: 2 });
    expect({ status, errors: errors?.length }).toEqual({ status: 'FAILED', errors: 3 });
    expect(error).toMatch(/more than 2 objects were refused \(maxErrors\): class "Article", object/);
    expect(world.target.classes.size).toBe(0);
  });

  it.each(['createClass', 'createTenants', 'write'] as const)(
    'since it was canceled at %s leaves no class and gives its slot back',
    async (at) => {
      const world = worldOf();
      await world.exported('first');
      const gate = new Gate();
      world.target.before = (step) => (step === at ? gate.pass() : undefined);
      await world.start('first');
      await gate.reached;
      const canceled = world.useCases.restorer.cancel(null, 'filesystem', 'first', {});
      gate.open();
      await canceled;
      const { status, error } = await world.ended('first');
      expect({ status, error }).toEqual({ status: 'CANCELED', error: 'restore was canceled' });
      expect(world.target.classes.size).toBe(0);
      expect(world.target.openSessions).toBe(0);
      expect((await world.restored('first')).status).toBe('SUCCESS');
    },
  );

  it('comes too late where it is canceled as it is committed', async () => {
    const world = worldOf();
    await world.exported('first');
    const gate = new Gate();
    world.target.before = (step) => (step === 'commit' ? gate.pass() : undefined);
    await world.start('first');
    await gate.reached;
    const canceled = world.useCases.restorer.cancel(null, 'filesystem', 'first', {});
    gate.open();
    await expect(canceled).rejects.toThrow(new ExportError('RESTORE_ALREADY_FINISHED', ['first', 'SUCCESS']));
    expect(world.held('Article')).toEqual(world.expected('Article'));
  });

  it.each([
    ['FAILED where it was not committed', false, 'interrupted by a restart of the server'],
    ['SUCCESS where it was', true, undefined],
  ])('since its server ended is %s', async (_what, isCommitted, error) => {
    const world = worldOf();
    await world.exported('first');
    const status = await world.restored('first');
    const [record] = await world.records.find('filesystem', 'first');
    const { completedAt: _at, tookInMs: _took, ...unfinished } = status;
    await world.records.save({ ...record!, status: { ...unfinished, status: 'TRANSFERRING' } });
    if (isCommitted) world.target.committed.add(record!.restore);
    await world.useCases.restorer.recover();
    const told = await world.useCases.restorer.status(null, 'filesystem', 'first', {});
    expect({ status: told.status, error: told.error }).toEqual({
      status: isCommitted ? 'SUCCESS' : 'FAILED',
      error,
    });
    expect(await world.records.unfinished()).toEqual([]);
  });
});

describe('who may restore', () => {
  it('is asked before anything is looked up, and for the names in the target', async () => {
    const world = worldOf();
    await world.exported('first');
    const asked: unknown[] = [];
    world.authorizer = {
      authorize: async (_principal, verb, resources) => {
        asked.push([verb, ...resources]);
        const isFound = resources.some((one) => 'classes' in one && one.classes?.includes('Secret'));
        if (isFound) throw new ExportError('FORBIDDEN', ['ada', 'restore it']);
      },
      filter: async (_principal, _verb, classes) => classes.filter((name) => name !== 'Doc'),
    };
    expect((await world.restored('first')).classes).toEqual(['Article', 'Bare']);
    expect(asked.slice(0, 2)).toEqual([
      ['create', { type: 'restore', backend: 'filesystem', id: 'first' }],
      ['create', { type: 'restore', backend: 'filesystem', id: 'first', classes: ['Article', 'Bare'] }],
    ]);
    await expect(world.start('first', { rename: { Article: 'Secret' } })).rejects.toThrow(
      /may not restore it/,
    );
    world.authorizer = {
      authorize: async () => {
        throw new ExportError('FORBIDDEN', ['ada', 'restore anything']);
      },
      filter: async () => [],
    };
    const { restorer } = world.useCases;
    for (const id of ['first', 'unknown', 'NOT AN ID']) {
      await expect(world.start(id)).rejects.toMatchObject({ code: 'FORBIDDEN' });
      await expect(restorer.status(null, 'filesystem', id, {})).rejects.toMatchObject({ code: 'FORBIDDEN' });
      await expect(restorer.cancel(null, 'filesystem', id, {})).rejects.toMatchObject({ code: 'FORBIDDEN' });
    }
  });
});
