import { ExportError, type ErrorCode } from '@weaviate-export/entities-export';
import { describe, expect, it } from 'vitest';
import { arrayClass, backendFailure, keepWorkers, World } from './export-world.fixture.ts';
import type { ExportRequest } from './export-request.ts';
import { Gate } from './gate.fixture.ts';
import { MemoryBackend } from '../ports/memory-backend.fixture.ts';
import type { SchedulerOptions } from '../ports/scheduler-options.ts';

const workers = keepWorkers();
const articles = arrayClass('Article');
const failingBackend = (code: ErrorCode, ...args: unknown[]): MemoryBackend => {
  const backend = new MemoryBackend('s3', true);
  backend.before = (operation) => {
    if (operation === 'checkAccess') throw new ExportError(code, args as never);
  };
  return backend;
};

/** Nothing of a start that failed is left: no file, nothing open, the slot and the id free. */
async function expectNothingLeft(world: World, id = 'first'): Promise<void> {
  expect(world.fileNames).toEqual([]);
  world.expectReleased();
  await expect(world.status(id)).rejects.toMatchObject({ code: 'EXPORT_NOT_FOUND' });
  expect(await world.records.unfinished()).toEqual([]);
}

describe('a start that cannot be', () => {
  interface Case {
    readonly request?: Partial<ExportRequest>;
    readonly backendName?: string;
    readonly backend?: MemoryBackend;
    readonly options?: Partial<SchedulerOptions>;
    readonly code: ErrorCode;
    readonly status: number;
    readonly words: readonly string[];
  }
  it.each<[string, Case]>([
    ['no id', { request: { id: '' }, code: 'ID_MISSING', status: 422, words: ['id'] }],
    ['a bad id', { request: { id: 'A' }, code: 'ID_MALFORMED', status: 422, words: ['"A"', 'a-z'] }],
    [
      'an id too long',
      { request: { id: 'x'.repeat(129) }, code: 'ID_TOO_LONG', status: 422, words: ['128'] },
    ],
    [
      'include with exclude',
      {
        request: { include: ['A'], exclude: ['B'] },
        code: 'INCLUDE_WITH_EXCLUDE',
        status: 422,
        words: ['exclude'],
      },
    ],
    [
      'an unknown class',
      { request: { include: ['Nope'] }, code: 'CLASS_UNKNOWN', status: 422, words: ['"Nope"'] },
    ],
    [
      'nothing left after exclude',
      {
        request: { exclude: ['Article'] },
        code: 'NO_EXPORTABLE_CLASSES',
        status: 422,
        words: ['no exportable classes'],
      },
    ],
    [
      'an unknown backend',
      { backendName: 'ftp', code: 'BACKEND_UNKNOWN', status: 422, words: ['"ftp"', 'filesystem'] },
    ],
    [
      'a bucket where there are none',
      {
        request: { config: { bucket: 'b' } },
        code: 'FIELD_INVALID',
        status: 422,
        words: ['config.bucket', '"b"', 'filesystem'],
      },
    ],
    [
      'no bucket',
      {
        backend: new MemoryBackend('s3', true),
        code: 'BUCKET_MISSING',
        status: 422,
        words: ['s3', 'config.bucket'],
      },
    ],
    [
      'a bucket that does not exist',
      {
        backend: failingBackend('BUCKET_NOT_FOUND', 's3', 'nowhere'),
        request: { config: { bucket: 'nowhere' } },
        code: 'BUCKET_NOT_FOUND',
        status: 422,
        words: ['nowhere', 's3'],
      },
    ],
    [
      'wrong credentials for the backend',
      {
        backend: failingBackend('BACKEND_CREDENTIALS', 's3', 's3://b', 'InvalidAccessKeyId'),
        options: { defaultBucket: 'b' },
        code: 'BACKEND_CREDENTIALS',
        status: 422,
        words: ['s3://b', 'InvalidAccessKeyId'],
      },
    ],
    [
      'a backend that cannot be reached',
      {
        backend: failingBackend('BACKEND_UNREACHABLE', 's3', 'localhost:9000', 'ECONNREFUSED'),
        options: { defaultBucket: 'b' },
        code: 'BACKEND_UNREACHABLE',
        status: 500,
        words: ['s3', 'localhost:9000'],
      },
    ],
    [
      'a codec that there is not',
      {
        request: { config: { compression: { codec: 'rar' } } },
        code: 'FIELD_INVALID',
        status: 422,
        words: ['"rar"', 'zstd'],
      },
    ],
    [
      'exports disabled',
      { options: { enabled: false }, code: 'EXPORT_DISABLED', status: 422, words: ['EXPORT_ENABLED=true'] },
    ],
  ])('%s: is refused with its own error, and leaves nothing', async (_name, given) => {
    const { request, backend, options, code, status, words } = given;
    const world = new World(workers(), [articles], {
      ...(backend !== undefined && { backend }),
      ...(options !== undefined && { options }),
    });
    const backendName = given.backendName ?? world.backend.name;
    const refused: unknown = await world.scheduler
      .export(null, backendName, { id: 'first', ...request })
      .catch((error: unknown) => error);
    expect(refused).toMatchObject({ code, httpStatus: status });
    for (const word of words) expect((refused as Error).message).toContain(word);
    expect(world.fileNames).toEqual([]);
    world.expectReleased();
  });

  it('is refused with 422 where the backend is not configured', async () => {
    const notConfigured = new ExportError('BACKEND_NOT_CONFIGURED', [
      'gcs',
      'set GOOGLE_APPLICATION_CREDENTIALS',
    ]);
    const world = new World(workers(), [articles], {
      ports: { backends: { backend: () => Promise.reject(notConfigured) } },
    });
    await expect(world.start('first')).rejects.toBe(notConfigured);
    await expect(world.status('first')).rejects.toBe(notConfigured);
  });

  const steps: [string, (world: World, fail: () => never) => void][] = [
    [
      'the backend refuses access',
      ({ backend }, fail) => {
        backend.before = (operation) => {
          if (operation === 'checkAccess') fail();
        };
      },
    ],
    [
      'the id cannot be claimed',
      ({ backend }, fail) => {
        backend.before = (operation) => {
          if (operation === 'create') fail();
        };
      },
    ],
    [
      'the place cannot be listed',
      ({ backend }, fail) => {
        backend.before = (operation) => {
          if (operation === 'list') fail();
        };
      },
    ],
    [
      'the workers do not start',
      ({ workers }, fail) => {
        workers.before = fail;
      },
    ],
    [
      'the snapshot cannot be opened',
      ({ source }, fail) => {
        source.before = (step) => {
          if (step === 'openSnapshot') fail();
        };
      },
    ],
    [
      'the classes cannot be listed',
      ({ source }, fail) => {
        source.before = (step) => {
          if (step === 'listClasses') fail();
        };
      },
    ],
  ];

  it.each(steps)('%s: is told, and leaves nothing', async (_name, breakStep) => {
    const world = new World(workers(), [articles]);
    const failure = backendFailure('do', 'this');
    const { records } = world;
    const save = records.save.bind(records);
    breakStep(world, () => {
      throw failure;
    });
    await expect(world.start('first')).rejects.toBe(failure);
    Object.assign(world.backend, { before: () => undefined });
    Object.assign(world.source, { before: () => undefined });
    records.save = save;
    world.workers.before = () => undefined;
    await expectNothingLeft(world);
    expect((await world.run('first')).status).toBe('SUCCESS');
  });

  it('would be cleaned by name: its first record there, and the one here, have all files that it is to write', async () => {
    const world = new World(workers(), [articles]);
    const seen: unknown[] = [];
    world.backend.after = async (operation) => {
      if (operation !== 'create' || seen.length > 0) return;
      const [own] = await world.records.unfinished();
      seen.push(world.metadata('first').files, own?.files);
    };
    expect((await world.run('first')).status).toBe('SUCCESS');
    expect(seen).toEqual(Array(2).fill(['Article.parquet', 'schema.json']));
  });

  it('is told for what it is, also where the clean-up fails in its turn', async () => {
    const world = new World(workers(), [articles]);
    const failure = backendFailure('list', 'first/');
    world.backend.before = (operation) => {
      if (operation === 'list') throw failure;
      if (operation === 'delete') throw backendFailure('delete', 'export_metadata.json');
    };
    await expect(world.start('first')).rejects.toBe(failure);
    world.expectReleased();
    world.backend.before = () => undefined;
    expect((await world.run('second')).status).toBe('SUCCESS');
  });

  it('goes on where the own record cannot be saved: an export may be the last way out of a full disk', async () => {
    const world = new World(workers(), [articles]);
    world.records.save = async () => {
      throw new Error('no space left');
    };
    expect((await world.start('first')).status).toBe('STARTED');
    expect((await world.ended('first')).status).toBe('SUCCESS');
  });

  it('is refused within the folder of another export', async () => {
    const world = new World(workers(), [articles]);
    await world.run('base');
    for (const path of ['base', 'base/deeper', 'base/Article.parquet']) {
      await expect(world.start('second', { config: { path } })).rejects.toMatchObject({
        code: 'FIELD_INVALID',
        message: expect.stringContaining('within the export at filesystem://base') as string,
      });
    }
    expect((await world.run('second', { config: { path: 'beside' } })).status).toBe('SUCCESS');
  });

  it('can be canceled while it starts, by a caller who gave up waiting', async () => {
    const world = new World(workers(), [arrayClass('Article', { s0: 4 })]);
    const gate = new Gate();
    world.source.before = (step) => (step === 'openSnapshot' ? gate.pass() : undefined);
    const starting = world.start('first');
    await gate.reached;
    const canceling = world.cancel('first');
    await expect(world.start('first')).rejects.toMatchObject({ httpStatus: 409 });
    gate.open();
    expect((await starting).status).toBe('STARTED');
    await canceling;
    expect((await world.status('first')).status).toBe('CANCELED');
    expect(world.fileNames).toEqual(['first/export_metadata.json']);
  });

  it('does not touch what lies there already, nor mix with it', async () => {
    const world = new World(workers(), [articles]);
    world.backend.files.set('filesystem://first/Old.parquet', Buffer.from('old'));
    await expect(world.start('first')).rejects.toMatchObject({ code: 'HOME_OCCUPIED', httpStatus: 409 });
    expect(world.fileNames).toEqual(['first/Old.parquet']);
    world.expectReleased();
    expect((await world.run('second')).status).toBe('SUCCESS');
  });

  it('is refused where a class went away before the snapshot', async () => {
    const world = new World(workers(), [articles, arrayClass('Brief')]);
    world.source.before = (step) => {
      if (step === 'openSnapshot') world.source.classes.pop();
    };
    await expect(world.start('first', { include: ['Article', 'Brief'] })).rejects.toMatchObject({
      code: 'CLASS_UNKNOWN',
    });
    await expectNothingLeft(world);
  });
});
