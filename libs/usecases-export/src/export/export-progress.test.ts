import type { ExportStatus } from '@weaviate-export/entities-export';
import { describe, expect, it } from 'vitest';
import { ExportProgress } from './export-progress.ts';
import type { ExportableClass, ExportableShard } from '../ports/db-adapter.ts';

const STARTED_AT = Date.UTC(2026, 0, 2, 3, 4, 5, 6);
const named = (name: string, ...shards: ExportableShard[]): ExportableClass => ({
  name,
  definition: { class: name },
  dimensions: {},
  shards,
});
const progressOf = (...classes: ExportableClass[]): Promise<ExportProgress> =>
  ExportProgress.of({ id: 'first', backend: 's3', path: 's3://b/first' }, classes, STARTED_AT);

describe('the progress of an export', () => {
  it('begins with nothing exported and totals unknown', async () => {
    const progress = await progressOf(
      named('Article', { name: 's0' }, { name: 's1', skipReason: 'tenant status is FROZEN' }),
    );
    expect(await progress.status()).toEqual({
      id: 'first',
      backend: 's3',
      path: 's3://b/first',
      status: 'STARTED',
      startedAt: '2026-01-02T03:04:05.006Z',
      classes: ['Article'],
      progress: { Article: { status: 'STARTED', objectsExported: 0, objectsTotal: null, fileSizeBytes: 0 } },
      shardStatus: {
        Article: {
          s0: { status: 'TRANSFERRING', objectsExported: 0 },
          s1: { status: 'SKIPPED', objectsExported: 0, skipReason: 'tenant status is FROZEN' },
        },
      },
    });
  });

  it('is handed out as copies', async () => {
    const progress = await progressOf(named('Article', { name: 's0' }));
    const before = await progress.status();
    progress.counted('Article', 's0', 3);
    progress.appended('Article', 's0', 3);
    before.progress['Article']!.objectsExported = 99;
    expect(before.shardStatus['Article']!['s0']!.objectsExported).toBe(0);
    expect((await progress.status()).progress['Article']!.objectsExported).toBe(3);
  });

  it('adds up the shards of a class', async () => {
    const progress = await progressOf(named('Article', { name: 's0' }, { name: 's1' }));
    progress.counted('Article', 's0', 3);
    progress.counted('Article', 's1', 4);
    progress.classCounted('Article');
    progress.appended('Article', 's0', 2);
    progress.appended('Article', 's1', 1);
    expect((await progress.status()).progress['Article']).toMatchObject({
      status: 'TRANSFERRING',
      objectsTotal: 7,
      objectsExported: 3,
    });
    expect((await progress.status()).shardStatus['Article']).toMatchObject({
      s0: { objectsExported: 2 },
      s1: { objectsExported: 1 },
    });
  });

  it('skips an empty shard, and a class without objects, with a reason', async () => {
    const progress = await progressOf(
      named('Article', { name: 's0' }),
      named('Gone', { name: 't', skipReason: 'frozen' }),
    );
    progress.counted('Article', 's0', 0);
    progress.classCounted('Article');
    progress.classCounted('Gone');
    const { progress: classes, shardStatus } = await progress.status();
    expect(classes).toMatchObject({
      Article: { status: 'SKIPPED', objectsTotal: 0 },
      Gone: { status: 'SKIPPED', objectsTotal: 0 },
    });
    expect(shardStatus['Article']!['s0']).toEqual({
      status: 'SKIPPED',
      objectsExported: 0,
      skipReason: 'shard is empty',
    });
  });

  it('ends with the time it took', async () => {
    const progress = await progressOf();
    progress.finish('SUCCESS', STARTED_AT + 1234);
    expect(await progress.status()).toMatchObject({
      status: 'SUCCESS',
      completedAt: '2026-01-02T03:04:06.240Z',
      tookInMs: 1234,
    });
    expect(await progress.status()).not.toHaveProperty('error');
  });

  it('never changes its end', async () => {
    const progress = await progressOf();
    progress.finish('FAILED', STARTED_AT + 1, 'disk full');
    progress.finish('SUCCESS', STARTED_AT + 2);
    expect(await progress.status()).toMatchObject({ status: 'FAILED', tookInMs: 1, error: 'disk full' });
  });

  it.each(['FAILED', 'CANCELED'] as const)(
    'keeps its counts after %s, and what was skipped',
    async (state) => {
      const progress = await progressOf(
        named('Done', { name: 's0' }),
        named('Half', { name: 's0' }),
        named('None', { name: 's0' }),
      );
      for (const [name, count] of [
        ['Done', 2],
        ['Half', 4],
        ['None', 0],
      ] as const) {
        progress.counted(name, 's0', count);
        progress.classCounted(name);
      }
      progress.appended('Done', 's0', 2);
      progress.shardDone('Done', 's0');
      progress.classDone('Done');
      progress.appended('Half', 's0', 1);
      progress.wrote('Half', 17);
      progress.finish(state, STARTED_AT + 1, 'why');
      const { progress: classes, shardStatus } = await progress.status();
      expect(classes).toMatchObject({
        Done: { status: state, objectsExported: 2, objectsTotal: 2 },
        Half: { status: state, objectsExported: 1, objectsTotal: 4, fileSizeBytes: 17 },
        None: { status: 'SKIPPED' },
      });
      expect([shardStatus['Done']!['s0']!.status, shardStatus['None']!['s0']!.status]).toEqual([
        'FAILED',
        'SKIPPED',
      ]);
    },
  );

  it('tells the class at fault from those that end with it', async () => {
    const progress = await progressOf(
      named('Good', { name: 's0' }),
      named('Bad', { name: 's0' }, { name: 's1' }),
    );
    progress.classFailed('Bad', 's1', 'disk error');
    progress.finish('FAILED', STARTED_AT + 1, 'class "Bad": disk error');
    const { progress: classes, shardStatus } = await progress.status();
    expect(classes['Bad']).toMatchObject({ status: 'FAILED', error: 'disk error' });
    expect(shardStatus['Bad']!['s1']).toMatchObject({ status: 'FAILED', error: 'disk error' });
    expect(classes['Good']).not.toHaveProperty('error');
    expect(shardStatus['Bad']!['s0']).not.toHaveProperty('error');
  });

  it.each(['__proto__', 'constructor', 'toString', '', 'a/b', '😀'])(
    'takes a shard called %j',
    async (shard) => {
      const progress = await progressOf(named('Article', { name: shard }));
      progress.counted('Article', shard, 2);
      progress.appended('Article', shard, 2);
      progress.shardDone('Article', shard);
      const told = JSON.parse(JSON.stringify(await progress.status())) as ExportStatus;
      expect(Object.entries(told.shardStatus['Article']!)).toEqual([
        [shard, { status: 'SUCCESS', objectsExported: 2 }],
      ]);
    },
  );
});
