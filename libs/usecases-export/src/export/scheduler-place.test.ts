import { ExportError } from '@weaviate-export/entities-export';
import { describe, expect, it } from 'vitest';
import { arrayClass, everyone, keepWorkers, World } from './export-world.fixture.ts';
import { MemoryBackend } from '../ports/memory-backend.fixture.ts';
import type { Authorizer } from '../ports/authorizer.ts';
import type { SchedulerOptions } from '../ports/scheduler-options.ts';

const workers = keepWorkers();
const articles = arrayClass('Article');

describe('permission', () => {
  const nobody: Authorizer = {
    authorize: async (_principal, verb) => {
      throw new ExportError('FORBIDDEN', ['ada', `${verb} exports`]);
    },
    filter: async () => [],
  };

  it('is asked before the look-up: an export that exists, one that does not and an unknown backend look alike', async () => {
    const world = new World(workers(), [articles]);
    await world.run('first');
    const forbidden = new World(workers(), [articles], {
      backend: world.backend,
      ports: { authorizer: nobody },
    });
    const messages = new Set<string>();
    for (const [backend, id] of [
      ['filesystem', 'first'],
      ['filesystem', 'unknown'],
      ['ftp', 'first'],
    ] as const) {
      const refused: unknown = await forbidden.scheduler
        .status({ username: 'ada' }, backend, id, {})
        .catch((e: unknown) => e);
      expect(refused).toMatchObject({ code: 'FORBIDDEN', httpStatus: 403 });
      messages.add((refused as Error).message);
      await expect(forbidden.scheduler.cancel({ username: 'ada' }, backend, id, {})).rejects.toMatchObject({
        code: 'FORBIDDEN',
      });
      await expect(forbidden.scheduler.export({ username: 'ada' }, backend, { id })).rejects.toMatchObject({
        code: 'FORBIDDEN',
      });
    }
    expect(messages.size).toBe(1);
  });

  it('is 401 for a caller without credentials', async () => {
    const authorize = async (): Promise<never> => {
      throw new ExportError('UNAUTHENTICATED', []);
    };
    const world = new World(workers(), [articles], { ports: { authorizer: { ...everyone, authorize } } });
    await expect(world.start('first')).rejects.toMatchObject({ code: 'UNAUTHENTICATED', httpStatus: 401 });
    await expect(world.status('first')).rejects.toMatchObject({ code: 'UNAUTHENTICATED' });
  });

  it('is asked for the bucket that a caller names', async () => {
    const asked: unknown[] = [];
    const authorizer: Authorizer = {
      ...everyone,
      authorize: async (principal, verb, resources) =>
        void asked.push([principal?.username, verb, ...resources]),
    };
    const world = new World(workers(), [articles], {
      backend: new MemoryBackend('s3', true),
      ports: { authorizer },
    });
    const ada = { username: 'ada' };
    await world.scheduler.export(ada, 's3', { id: 'first', config: { bucket: 'b' } });
    await world.ended('first');
    await world.scheduler.status(ada, 's3', 'first', { bucket: 'b' });
    const first = { type: 'export', backend: 's3', id: 'first' };
    const bucket = { type: 'bucket', backend: 's3', bucket: 'b' };
    expect(asked[0]).toEqual(['ada', 'create', first, bucket]);
    expect(asked.at(-2)).toEqual(['ada', 'read', first, bucket]);
  });

  it('is asked for the classes of an export that was found, while it runs and afterwards', async () => {
    const authorizer: Authorizer = {
      ...everyone,
      authorize: async (principal, _verb, [resource]) => {
        const isOthers = resource?.type === 'export' && resource.classes?.includes('Article');
        if (isOthers && principal !== null) throw new ExportError('FORBIDDEN', ['ada', 'see this']);
      },
    };
    const world = new World(workers(), [articles], { ports: { authorizer } });
    const ada = { username: 'ada' };
    const forbidden = { code: 'FORBIDDEN' };
    await world.start('first');
    await expect(world.scheduler.status(ada, world.backend.name, 'first', {})).rejects.toMatchObject(
      forbidden,
    );
    await expect(world.scheduler.cancel(ada, world.backend.name, 'first', {})).rejects.toMatchObject(
      forbidden,
    );
    expect((await world.ended('first')).status).toBe('SUCCESS');
    await expect(world.scheduler.status(ada, world.backend.name, 'first', {})).rejects.toMatchObject(
      forbidden,
    );
    await expect(world.scheduler.cancel(ada, world.backend.name, 'first', {})).rejects.toMatchObject(
      forbidden,
    );
    await expect(world.scheduler.status(ada, world.backend.name, 'second', {})).rejects.toMatchObject({
      code: 'EXPORT_NOT_FOUND',
    });
  });
});

describe('a bucket', () => {
  it.each<[string, Partial<SchedulerOptions>, string | undefined, string]>([
    ['the default one, unnamed', { defaultBucket: 'd' }, undefined, 'd'],
    ['the default one, named', { defaultBucket: 'd' }, 'd', 'd'],
    ['another beside a default', { defaultBucket: 'd' }, 'x', 'BUCKET_NOT_ALLOWED'],
    ['any without a default', {}, 'x', 'x'],
    ['none without a default', {}, undefined, 'BUCKET_MISSING'],
    ['a listed one', { defaultBucket: 'd', allowedBuckets: ['x', 'y'] }, 'y', 'y'],
    ['one that is not listed', { allowedBuckets: ['x'] }, 'y', 'BUCKET_NOT_ALLOWED'],
    ['the default one beside a list', { defaultBucket: 'd', allowedBuckets: ['x'] }, 'd', 'd'],
    ['any where * is listed', { defaultBucket: 'd', allowedBuckets: ['*'] }, 'z', 'z'],
    ['any where the list is empty', { allowedBuckets: [] }, 'x', 'BUCKET_NOT_ALLOWED'],
  ])('%s: %j with %j ends in %s', async (_name, options, bucket, outcome) => {
    const world = new World(workers(), [articles], { backend: new MemoryBackend('s3', true), options });
    const started = world.start('first', bucket === undefined ? {} : { config: { bucket } });
    if (outcome.startsWith('BUCKET_')) {
      await expect(started).rejects.toMatchObject({ code: outcome });
      const status = world.status('first', bucket === undefined ? {} : { bucket });
      await expect(status).rejects.toMatchObject({
        code: bucket === undefined ? 'EXPORT_NOT_FOUND' : outcome,
      });
      return;
    }
    expect((await started).path).toBe(`s3://${outcome}/first`);
    expect((await world.ended('first')).status).toBe('SUCCESS');
  });
});

describe('the place of an export', () => {
  it.each([
    [undefined, 'standard/place/first'],
    ['', 'first'],
    ['/', 'first'],
    ['/mine/', 'mine/first'],
  ])('with the path %j is %s', async (path, home) => {
    const world = new World(workers(), [articles], { options: { defaultPath: 'standard/place' } });
    const started = await world.start('first', path === undefined ? {} : { config: { path } });
    expect(started.path).toBe(`filesystem://${home}`);
    expect((await world.ended('first')).status).toBe('SUCCESS');
    expect(world.fileNames).toContain(`${home}/manifest.json`);
  });
});
