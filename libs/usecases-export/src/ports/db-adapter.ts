import type {
  ClassDefinition,
  Consistency,
  ConsistencyLevel,
  ExportObject,
  Json,
  KeyRange,
  RangeLimits,
} from '@weaviate-export/entities-export';
import type { Projection } from '@weaviate-export/format';
import type { ServiceIdentifier } from 'inversify';

/** One shard of a class. In a multi-tenant class a shard is a tenant. */
export interface ExportableShard {
  readonly name: string;
  /** Set where the shard is left out of the export, with the reason. */
  readonly skipReason?: string;
  /** Of a tenant, its status in Weaviate's words, with which it is to come back; HOT where absent. */
  readonly tenantStatus?: string;
  /** Its exact number of objects, where the source keeps one: the export's total is known from the start then. */
  readonly objects?: number;
  /**
   * Of a snapshot that was asked for changes: the shard, or its class, was made since that point in time, perhaps in the place
   * of another of its name. Nothing that was there before counts then.
   */
  readonly isAnew?: boolean;
}

/** A class that can be exported. */
export interface ExportableClass {
  readonly name: string;
  readonly definition: ClassDefinition;
  readonly shards: readonly ExportableShard[];
  /**
   * The one length that all vectors of a name have, where the source holds its vectors to one. The class's unnamed
   * vector has the empty name.
   */
  readonly dimensions: Readonly<Record<string, number>>;
}

export interface ShardAddress {
  readonly class: string;
  readonly shard: string;
  /**
   * Of a snapshot that was asked for changes (`SnapshotRequest.since`): the shard as what was created or changed in it since,
   * and is there. All of it where absent, also in such a snapshot.
   */
  readonly changes?: true;
}

/** What of objects is asked for, where it is not all: the rest may be left out, or be there. */
export interface Wanted extends Pick<Projection, 'vectors'> {
  /** None of the properties are asked for. */
  readonly properties?: readonly [];
}

/** An object that is not there any more. */
export interface Deletion {
  /** UUID as lower-case text with dashes. */
  readonly id: string;
  /** Milliseconds since 1970 in UTC. */
  readonly deleteTime: number;
}

/** Reads one point in time (or, from a live source, what is there). */
export interface SnapshotReader {
  /**
   * Cuts a shard into ranges in order of id, each as long as the limits allow, so that the cut depends on the data
   * alone (`cutRanges` does it for a stream of ids and sizes). An empty shard has none. A source that cannot count gives
   * ranges that are estimates (`KeyRange.isEstimate`), which cover all ids that an object may have; what one holds beyond a
   * row group is cut anew (`cutRest`), without asking the source.
   */
  cut(shard: ShardAddress, limits: RangeLimits): Iterable<KeyRange> | AsyncIterable<KeyRange>;
  /**
   * The objects of a range in order of id. Reading a range again gives the same objects, from a source that is held at one
   * point in time. Of an estimate, the iteration may be left before its end.
   * @param wanted what the objects are asked for: a source need not read the vectors that it does not name
   */
  scan(
    shard: ShardAddress,
    range: KeyRange,
    wanted?: Wanted,
  ): Iterable<ExportObject> | AsyncIterable<ExportObject>;
}

/** A source held at one point in time until it is disposed of. */
export interface Snapshot extends SnapshotReader, AsyncDisposable {
  readonly consistency: Consistency;
  /**
   * Where the source keeps account of changes: the point in time, and of which store, in its own terms. Plain JSON, of some
   * hundred bytes: it goes into the manifest of the export, and comes back as the `since` of a later one.
   */
  readonly point?: Json;
  /**
   * What has been deleted of a shard since the point that was asked for, and is not there again, in order of id. There where
   * `point` is; read on the main thread, which it lets do other work.
   */
  deletions?(shard: ShardAddress): Iterable<Deletion> | AsyncIterable<Deletion>;
  /** The classes asked for that exist at this point, with their definitions at this point, in the order asked for. */
  readonly classes: readonly ExportableClass[];
}

/**
 * How a worker thread opens the same point in time for itself: a module that exports
 * `openSnapshotReader: OpenSnapshotReader`, and the options it is called with, plain JSON.
 */
export interface WorkerSource {
  readonly moduleUrl: string;
  readonly options: unknown;
}

/** What the module of a WorkerSource exports. The reader is disposed of with the export: a read that waits then, as for a server, is to end with an error. */
export type OpenSnapshotReader = (
  options: unknown,
) => (SnapshotReader & Disposable) | Promise<SnapshotReader & Disposable>;

/** How the source is to be read. */
export interface Reading {
  /**
   * Tenants that can be read only once they are active are made so, and put back when the snapshot is disposed of. A source
   * that reads them as they are takes no notice.
   */
  readonly activateTenants?: boolean;
  /** How many replicas are to agree, where the source has some. */
  readonly consistencyLevel?: ConsistencyLevel;
}

export interface SnapshotRequest extends Reading {
  readonly classes: readonly string[];
  /** The tenants that are asked for, of classes that have some: no others need be looked at. Absent: all. */
  readonly tenants?: readonly string[];
  readonly signal: AbortSignal;
  /**
   * Changes are asked for beside what is there: `ShardAddress.changes` and `deletions` tell what happened since the point in
   * time of an earlier snapshot. A source whose snapshots have no `point` takes no notice of it.
   */
  readonly since?: Json;
  /**
   * Loads the module of the source to be shared in every worker. Called before `share`, it keeps that short: a module
   * with a database in it takes a while.
   */
  readonly prepare: (moduleUrl: string) => Promise<void>;
  /**
   * A source whose snapshots worker threads can read calls this, once, while it holds its writers still; it resolves
   * when every worker has opened its reader. A source that never calls it is scanned on the main thread.
   */
  readonly share: (source: WorkerSource) => Promise<void>;
}

/**
 * Where objects come from.
 *
 * @example
 * const source: DBAdapter = {
 *   listClasses: async () => ['Book'],
 *   openSnapshot: async () => ({
 *     consistency: 'snapshot',
 *     classes: [{ name: 'Book', definition: { class: 'Book' }, shards: [{ name: 'all' }], dimensions: {} }],
 *     cut: (_shard, limits) => cutRanges(sizes, limits),
 *     scan: (_shard, { first, last }) => books.filter(({ id }) => id >= first && id <= last),
 *     [Symbol.asyncDispose]: async () => undefined,
 *   }),
 * };
 */
export interface DBAdapter {
  /** All classes that exist now, by name. */
  listClasses(): Promise<readonly string[]>;
  /**
   * Opens a point in time over the classes: what was acknowledged before the call is in it, what is sent after it has
   * resolved is not. Writers wait no longer than the call takes.
   * @throws ExportError BASE_UNSUITED where `since` is of another store, or so long ago that not every deletion is known
   */
  openSnapshot(request: SnapshotRequest): Promise<Snapshot>;
}

export const DBAdapter = Symbol.for('@weaviate-export/DBAdapter') as ServiceIdentifier<DBAdapter>;
