import type { ExportObject, KeyRange } from '@weaviate-export/entities-export';
import { Container } from 'inversify';
import { describe, expectTypeOf, it } from 'vitest';
import {
  Authorizer,
  BackendProvider,
  Clock,
  DBAdapter,
  ExportRecords,
  Logger,
  Metrics,
  MemoryExportRecords,
  PartExecutor,
  SchedulerOptions,
  silentLogger,
  silentMetrics,
  systemClock,
  type Backend,
  type ExportableClass,
  type ExportRequest,
  type Sink,
  type Snapshot,
  type SnapshotReader,
  type WorkerSource,
} from '../index.ts';

/** The compiler is the test here: what a host binds is held to its port before anything runs. */
const container = new Container();

describe('a host’s own DBAdapter', () => {
  const listClasses = async (): Promise<string[]> => [];
  const reader: SnapshotReader = { cut: () => [], scan: () => [] };
  const snapshot: Snapshot = {
    ...reader,
    consistency: 'live',
    classes: [],
    [Symbol.asyncDispose]: async () => undefined,
  };

  it('lists classes and opens snapshots, whether it shares them with workers or not', () => {
    container.bind(DBAdapter).toConstantValue({ listClasses, openSnapshot: async () => snapshot });
    container.bind(DBAdapter).toConstantValue({
      listClasses,
      openSnapshot: async ({ share }) => {
        await share({ moduleUrl: 'file:///reader.js', options: { path: 'x' } });
        return snapshot;
      },
    });
  });

  it('is refused without openSnapshot', () => {
    // @ts-expect-error openSnapshot is missing
    container.bind(DBAdapter).toConstantValue({ listClasses });
  });

  it('is refused where its snapshot cannot be released', () => {
    const held = { ...reader, consistency: 'live' as const, classes: [] };
    // @ts-expect-error Symbol.asyncDispose is missing
    container.bind(DBAdapter).toConstantValue({ listClasses, openSnapshot: async () => held });
  });

  it('is refused where its snapshot does not say whether it is one point in time', () => {
    const vague = { ...snapshot, consistency: 'mostly' };
    // @ts-expect-error consistency is snapshot or live
    container.bind(DBAdapter).toConstantValue({ listClasses, openSnapshot: async () => vague });
  });

  it('may cut and scan step by step or as a stream', () => {
    expectTypeOf<Iterable<ExportObject>>().toExtend<ReturnType<SnapshotReader['scan']>>();
    expectTypeOf<AsyncIterable<ExportObject>>().toExtend<ReturnType<SnapshotReader['scan']>>();
    expectTypeOf<AsyncIterable<KeyRange>>().toExtend<ReturnType<SnapshotReader['cut']>>();
    expectTypeOf<ExportObject[][]>().not.toExtend<ReturnType<SnapshotReader['scan']>>();
  });

  it('hands over vectors as Float32Arrays, and says where an object has none', () => {
    expectTypeOf<ExportObject['vector']>().toEqualTypeOf<Float32Array | null>();
    expectTypeOf<number[]>().not.toExtend<ExportObject['vector']>();
    expectTypeOf<ExportableClass['dimensions']>().toEqualTypeOf<Readonly<Record<string, number>>>();
  });

  it('names its worker module with both address and options', () => {
    expectTypeOf<{ moduleUrl: string }>().not.toExtend<WorkerSource>();
  });
});

describe('a host’s own BackendProvider', () => {
  it('is refused where a backend does not tell what it can do', () => {
    expectTypeOf<Omit<Backend, 'capabilities'>>().not.toExtend<Backend>();
    // @ts-expect-error a backend is more than a name
    container.bind(BackendProvider).toConstantValue({ backend: async () => ({ name: 'ftp' }) });
  });

  it('gives sinks that are aborted when they are left', () => {
    expectTypeOf<Sink>().toExtend<AsyncDisposable>();
    expectTypeOf<Pick<Sink, 'write' | 'close' | 'abort'>>().not.toExtend<Sink>();
  });
});

describe('a host’s own Authorizer', () => {
  it('answers both questions', () => {
    // @ts-expect-error filter is missing
    container.bind(Authorizer).toConstantValue({ authorize: async () => undefined });
    container.bind(Authorizer).toConstantValue({
      authorize: async (principal, verb, resources) => {
        expectTypeOf(principal?.username).toEqualTypeOf<string | undefined>();
        expectTypeOf(verb).toEqualTypeOf<'create' | 'read' | 'delete'>();
        for (const resource of resources)
          if (resource.type === 'bucket') expectTypeOf(resource.bucket).toBeString();
      },
      filter: async (_principal, _verb, classes) => [...classes],
    });
  });
});

describe('the ports with defaults', () => {
  it('take the defaults themselves', () => {
    container.bind(ExportRecords).toConstantValue(new MemoryExportRecords());
    container.bind(Clock).toConstantValue(systemClock);
    container.bind(Logger).toConstantValue(silentLogger);
    container.bind(Metrics).toConstantValue(silentMetrics);
  });

  it('are held to their shapes', () => {
    // @ts-expect-error remove, find and unfinished are missing
    container.bind(ExportRecords).toConstantValue({ save: async () => undefined });
    // @ts-expect-error sleep is missing
    container.bind(Clock).toConstantValue({ now: () => 0 });
    // @ts-expect-error a snapshot that is counted as open is counted as released by disposal
    container.bind(Metrics).toConstantValue({ ...silentMetrics, snapshotOpened: () => undefined });
    // @ts-expect-error an executor starts workers
    container.bind(PartExecutor).toConstantValue({});
  });

  it('take options in part, each of its type', () => {
    container.bind(SchedulerOptions).toConstantValue({});
    container.bind(SchedulerOptions).toConstantValue({ maxConcurrent: 2, allowedBuckets: ['*'] });
    // @ts-expect-error a number is wanted
    container.bind(SchedulerOptions).toConstantValue({ maxConcurrent: '2' });
  });
});

describe('an ExportRequest', () => {
  it('needs an id, and takes no field that it does not know', () => {
    expectTypeOf<{ id: string }>().toExtend<ExportRequest>();
    expectTypeOf<{ include: string[] }>().not.toExtend<ExportRequest>();
    // @ts-expect-error there is no such field
    void ({ id: 'first', incldue: ['Article'] } satisfies ExportRequest);
  });
});
