import {
  isFinished,
  type ExportRecord,
  type ExportStatus,
  type Manifest,
} from '@weaviate-export/entities-export';
import { describe, expect, it } from 'vitest';
import {
  arrayClass,
  backendFailure,
  keepWorkers,
  objectId,
  tenantClass,
  until,
  World,
  twoClasses,
  expectOnlyMetadata,
} from './export-world.fixture.ts';
import { Gate } from './gate.fixture.ts';
import type { MemoryBackend } from '../ports/memory-backend.fixture.ts';
import { WorkerPartExecutor } from '../workers/worker-part-executor.ts';

const workers = keepWorkers();
type Step = Parameters<MemoryBackend['before']>[0];

describe('the progress of a running export', () => {
  it('never goes back, counts only what was appended, and ends exact', async () => {
    const world = twoClasses(workers());
    const seen: ExportStatus[] = [];
    world.backend.before = async (operation, key) => {
      if (operation === 'write' || operation === 'close') seen.push(await world.status('first'));
      // At the first byte of a file nothing of it is appended, whatever was scanned and encoded ahead.
      if (operation === 'openSink' && key.endsWith('Book.parquet'))
        expect((await world.status('first')).progress['Book']).toMatchObject({
          objectsExported: 0,
          fileSizeBytes: 0,
        });
    };
    await world.start('first');
    seen.push(await world.ended('first'));

    for (const [index, later] of seen.slice(1).entries()) {
      const earlier = seen[index]!;
      for (const name of ['Article', 'Book']) {
        const [before, after] = [earlier.progress[name]!, later.progress[name]!];
        expect(after.objectsExported).toBeGreaterThanOrEqual(before.objectsExported);
        expect(after.fileSizeBytes).toBeGreaterThanOrEqual(before.fileSizeBytes);
        expect(before.objectsTotal).toBe(6);
      }
    }
    expect(new Set(seen.map(({ progress }) => progress['Article']!.objectsExported))).toEqual(
      new Set([0, 2, 3, 5, 6]),
    );
    const { files } = world.json('first/manifest.json') as Manifest;
    for (const { class: name, rows, bytes } of files)
      expect(seen.at(-1)!.progress[name]).toEqual({
        status: 'SUCCESS',
        objectsExported: rows,
        objectsTotal: rows,
        fileSizeBytes: bytes,
      });
  });

  it('tells the size of all files of a multi-tenant class', async () => {
    const world = new World(workers(), [tenantClass('Doc', { a: 2, b: 3 })]);
    const { progress } = await world.run('first');
    const { files } = world.json('first/manifest.json') as Manifest;
    expect(progress['Doc']!.fileSizeBytes).toBe(files.reduce((sum, { bytes }) => sum + bytes, 0));
  });

  it('goes from STARTED over TRANSFERRING to SUCCESS, with its times', async () => {
    const world = twoClasses(workers());
    const gate = new Gate();
    world.backend.before = (operation) => (operation === 'write' ? gate.pass() : undefined);
    expect(await world.start('first')).toMatchObject({ status: 'STARTED' });
    await gate.reached;
    const running = await world.status('first');
    expect(running).toMatchObject({ status: 'TRANSFERRING', startedAt: '2026-01-02T03:04:05.000Z' });
    expect(running).not.toHaveProperty('completedAt');
    world.clock.advance(2_500);
    gate.open();
    expect(await world.ended('first')).toMatchObject({
      status: 'SUCCESS',
      completedAt: '2026-01-02T03:04:07.500Z',
      tookInMs: 2_500,
    });
  });
});

describe('the bytes of a running export', () => {
  it('move while a row group is written, however long that takes', async () => {
    const mebibyte = 1024 * 1024;
    const large = {
      ...arrayClass('Large').shards['s0']![0]!,
      properties: JSON.stringify('x'.repeat(10 * mebibyte)),
    };
    const world = new World(workers(), [{ definition: { class: 'Large' }, shards: { s0: [large] } }]);
    const seen: number[] = [];
    world.backend.before = async (operation, key) => {
      if (operation !== 'write' || !key.endsWith('Large.parquet')) return;
      const { fileSizeBytes, objectsExported } = (await world.status('first')).progress['Large']!;
      if (objectsExported === 0) seen.push(fileSizeBytes);
    };
    await world.start('first', { config: { compression: { codec: 'none' } } });
    expect((await world.ended('first')).status).toBe('SUCCESS');
    // The file's magic, then the row group in pieces of 4 MiB, before its one object counts as exported.
    expect(seen.slice(0, 2)).toEqual([0, 4]);
    expect(seen.at(-1)).toBeGreaterThan(8 * mebibyte);
    expect(seen).toEqual([...seen].sort((a, b) => a - b));
  });
});

describe('a backend that fails', () => {
  it.each<[string, Step, string, number]>([
    ['to open the first file', 'openSink', 'Article.parquet', 1],
    ['at the first write', 'write', 'Article.parquet', 1],
    ['in the middle of the second file', 'write', 'Book.parquet', 3],
    ['at the close of the second file', 'close', 'Book.parquet', 1],
    ['at schema.json', 'close', 'schema.json', 1],
    ['at the manifest', 'create', 'manifest.json', 1],
  ])('%s: the export is FAILED with its error, and no file of it remains', async (_when, step, file, nth) => {
    const world = twoClasses(workers());
    let calls = 0;
    world.backend.before = (operation, key) => {
      if (operation === step && key === `first/${file}` && ++calls === nth) {
        world.backend.files.set('filesystem://first/Foreign.parquet', Buffer.from('foreign'));
        world.backend.files.set('filesystem://first-2/Article.parquet', Buffer.from('foreign'));
        throw backendFailure(step, file);
      }
    };
    const status = await world.run('first');
    expect(status).toMatchObject({
      status: 'FAILED',
      error: `backend filesystem failed to ${step} ${file}: made to fail`,
    });
    for (const { status: state } of Object.values(status.progress)) expect(state).toBe('FAILED');
    expect(world.fileNames).toEqual([
      'first-2/Article.parquet',
      'first/Foreign.parquet',
      'first/export_metadata.json',
    ]);
    expect(world.metadata('first').status).toEqual(status);
  });

  it('at the manifest, though it was written: no manifest stands that calls the export whole', async () => {
    const world = twoClasses(workers());
    world.backend.after = (operation, key) => {
      if (operation === 'create' && key.endsWith('manifest.json'))
        throw backendFailure('create', 'manifest.json');
    };
    expect((await world.run('first')).status).toBe('FAILED');
    expectOnlyMetadata(world, 'FAILED');
  });

  it('to write the last state: the manifest tells other servers that the export succeeded', async () => {
    const world = twoClasses(workers());
    world.backend.before = (operation) => {
      if (operation === 'replace' && world.fileNames.includes('first/manifest.json'))
        throw backendFailure('replace', 'export_metadata.json');
    };
    expect((await world.run('first')).status).toBe('SUCCESS');
    expect(world.metadata('first').status.status).toBe('TRANSFERRING');
    const other = new World(workers(), [], { backend: world.backend });
    expect(await other.status('first')).toMatchObject({ status: 'SUCCESS' });
  });

  it('to write the last state of a failure: this server tells it all the same', async () => {
    const world = twoClasses(workers());
    world.backend.before = (operation) => {
      if (operation === 'write' || (operation === 'replace' && world.source.openSnapshots === 0))
        throw backendFailure(operation, 'x');
    };
    expect((await world.run('first')).status).toBe('FAILED');
  });

  it('to delete one file: all others are deleted still, and the failure is told', async () => {
    const world = twoClasses(workers());
    world.backend.before = (operation, key) => {
      if (operation === 'delete' && key.endsWith('Article.parquet')) throw backendFailure('delete', key);
      if (operation === 'close' && key.endsWith('schema.json')) throw backendFailure('close', key);
    };
    const status = await world.run('first');
    expect(status.error).toContain('failed to close first/schema.json');
    expect(world.fileNames).toEqual(['first/Article.parquet', 'first/export_metadata.json']);
  });

  it('at a heartbeat: the export goes on', async () => {
    const world = twoClasses(workers());
    const gate = new Gate();
    world.backend.before = (operation) => (operation === 'write' ? gate.pass() : undefined);
    await world.start('first');
    await gate.reached;
    const failed = new Gate();
    world.backend.before = (operation) => {
      if (operation !== 'replace') return;
      failed.open();
      void failed.pass();
      throw backendFailure('replace', 'x');
    };
    world.clock.advance(10_000);
    await failed.reached;
    world.backend.before = () => undefined;
    gate.open();
    expect((await world.ended('first')).status).toBe('SUCCESS');
  });
});

describe('a source that fails', () => {
  it.each<[string, 'cut' | 'scan', string, string]>([
    ['in the middle of a scan', 'scan', objectId(4), 's1'],
    ['while a shard is cut', 'cut', 's1', 's1'],
  ])('%s: the export is FAILED, naming class and shard', async (_when, step, about, shard) => {
    const world = new World(workers(), [arrayClass('Book'), arrayClass('Article', { s0: 3, s1: 3 })]);
    world.source.objectsPerRange = 2;
    world.source.before = (at, what) => {
      if (at === step && what === about && (at === 'cut' || what === about)) throw new Error('disk error');
    };
    const status = await world.run('first');
    expect(status).toMatchObject({
      status: 'FAILED',
      error: `class "Article", shard "${shard}": disk error`,
      progress: { Article: { status: 'FAILED', error: 'disk error' }, Book: { status: 'FAILED' } },
      shardStatus: { Article: { [shard]: { status: 'FAILED', error: 'disk error' } } },
    });
    expect(status.progress['Book']).not.toHaveProperty('error');
    expectOnlyMetadata(world, 'FAILED');
  });

  it('is read no more when its snapshot is released', async () => {
    const world = new World(workers(), [arrayClass('Article', { s0: 4 })]);
    world.source.objectsPerRange = 2;
    const second = new Gate();
    world.source.before = async (step, about) => {
      if (step !== 'scan') return;
      if (about === objectId(2)) return second.pass();
      await second.reached;
      throw new Error('disk error');
    };
    await world.start('first');
    await until(async () => expect((await world.status('first')).progress['Article']!.status).toBe('FAILED'));
    second.open();
    await world.ended('first');
    expect(world.source.scansAtRelease).toBe(0);
  });

  it('with an object that its class does not allow: class and object are named', async () => {
    const world = new World(workers(), [arrayClass('Article')]);
    world.source.classes[0] = {
      ...world.source.classes[0]!,
      definition: { class: 'Article', vectorConfig: { title: {} } },
    };
    const { error } = await world.run('first');
    expect(error).toBe(
      `class "Article", object "${objectId(0)}": has an unnamed vector, which its class does not define`,
    );
    expectOnlyMetadata(world, 'FAILED');
  });

  it('with a snapshot that cannot be released: the export’s end is told all the same', async () => {
    const world = twoClasses(workers());
    const openSnapshot = world.source.openSnapshot.bind(world.source);
    world.source.openSnapshot = async (request) => {
      const snapshot = await openSnapshot(request);
      return {
        ...snapshot,
        [Symbol.asyncDispose]: async () => {
          await snapshot[Symbol.asyncDispose]();
          throw new Error('still in use');
        },
      };
    };
    expect((await world.run('first')).status).toBe('SUCCESS');
  });
});

describe('an own record that fails', () => {
  it.each(['SUCCESS', 'FAILED'])(
    'to take the last state: %s is told from what lies on the backend',
    async (state) => {
      const world = twoClasses(workers());
      const save = world.records.save.bind(world.records);
      world.records.save = async (record) => {
        if (isFinished(record.status.status)) throw new Error('database is locked');
        await save(record);
      };
      world.backend.before = (operation) => {
        if (state === 'FAILED' && operation === 'write') throw backendFailure('write', 'x');
      };
      expect((await world.run('first')).status).toBe(state);
      expect(world.metadata('first').status.status).toBe(state);
    },
  );
});

describe('the worker threads of an export', () => {
  it.each(['SUCCESS', 'FAILED', 'CANCELED'])('do the next one where it is %s', async (state) => {
    let threads = 0;
    let started = 0;
    const count = (worker: { on(event: 'exit', listener: () => void): void }): void => {
      threads += 1;
      started += 1;
      worker.on('exit', () => (threads -= 1));
    };
    process.on('worker', count);
    try {
      await using executor = new WorkerPartExecutor(2);
      const world = new World(workers(), [arrayClass('Article')], { ports: { executor } });
      const gate = new Gate();
      world.backend.before = (operation) => {
        if (operation !== 'write') return;
        if (state === 'FAILED') throw backendFailure('write', 'x');
        if (state === 'CANCELED') return gate.pass();
      };
      await world.start('first');
      expect(threads).toBe(2);
      if (state === 'CANCELED') {
        await gate.reached;
        await world.cancel('first');
      }
      expect((await world.ended('first')).status).toBe(state);
      world.backend.before = () => undefined;
      expect((await world.run('second')).status).toBe('SUCCESS');
      expect([threads, started]).toEqual([2, 2]);
    } finally {
      process.off('worker', count);
    }
  });
});

describe('the heartbeat', () => {
  it('is renewed every ten seconds, with the progress, beside the files and in the own record', async () => {
    const world = twoClasses(workers());
    const gate = new Gate();
    world.backend.before = (operation, key) =>
      operation === 'write' && key.endsWith('Book.parquet') ? gate.pass() : undefined;
    await world.start('first');
    await gate.reached;
    await until(async () =>
      expect((await world.status('first')).progress['Article']!.objectsExported).toBe(6),
    );
    const began = world.clock.now();
    for (const beat of [1, 2, 3]) {
      await until(() => expect(world.clock.sleepers).toBe(1));
      world.clock.advance(10_000);
      const heartbeatAt = new Date(began + beat * 10_000).toISOString();
      await until(() => expect(world.metadata('first').heartbeatAt).toBe(heartbeatAt));
      const [own] = await world.records.find('filesystem', 'first');
      const expected: Partial<ExportRecord> = { heartbeatAt };
      expect(own).toMatchObject(expected);
      expect(own!.status.progress['Article']!.objectsExported).toBe(6);
    }
    gate.open();
    expect((await world.ended('first')).tookInMs).toBe(30_000);
  });
});

describe('a file of somebody else at a planned name', () => {
  it.each([
    ['a Parquet file', 'Article.parquet', 'close'],
    ['schema.json', 'schema.json', 'close'],
    ['a manifest', 'manifest.json', 'create'],
  ])('that appears while the export runs fails it and is left as it was: %s', async (_what, name, step) => {
    const world = new World(workers(), [arrayClass('Article')]);
    const address = `filesystem://first/${name}`;
    world.backend.before = (operation, key) => {
      if (operation === step && key === `first/${name}`)
        world.backend.files.set(address, Buffer.from('foreign'));
    };
    await world.start('first');
    expect((await world.ended('first')).status).toBe('FAILED');
    expect(Buffer.from(world.backend.files.get(address)!).toString()).toBe('foreign');
    expect(world.fileNames).toEqual([`first/${name}`, 'first/export_metadata.json'].sort());
  });
});
