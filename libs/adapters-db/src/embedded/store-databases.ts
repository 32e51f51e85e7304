import { type ExportRecord, type RestoreRecord } from '@weaviate-export/entities-export';
import { type ScheduleRecord } from '@weaviate-export/usecases-export';
import { type Database, open, type RootDatabase } from 'lmdb';
import { type TenantStatus } from './tenant.ts';
import { WriteGate } from './write-gate.ts';

/**
 * Read transactions at a time over all threads; each takes a slot of 64 bytes. An export holds one for every worker
 * and one for the main thread, and LMDB's default of 126 would end with a handful of them.
 */
const MAX_READERS = 1024;

/**
 * What main thread and workers open the databases with. `mapSize` is left to lmdb, which maps more of the file as it
 * grows; earlier maps stay for the readers that still use them.
 */
const OPTIONS = {
  maxReaders: MAX_READERS,
  maxDbs: 32,
  noSubdir: false,
  // With it, lmdb makes promises of its own that nobody can await: a full disk would end the process.
  eventTurnBatching: false,
};

/**
 * Values as they lie in LMDB's own buffer, which the next read overwrites: the caller decodes (and copies) at once.
 * lmdb's `binary` encoding copies every value first, which halves the speed of a scan.
 */
const RAW = { encode: (value: Uint8Array) => value, decode: (value: Uint8Array) => value };

const JSON_VALUES = { encoding: 'json' } as const;
const BYTE_KEYS = { keyEncoding: 'binary' } as const;
const BYTES = { encoding: 'binary', ...BYTE_KEYS } as const;

/** How a read is done in a point in time; absent, at the newest one. */
export type ReadTransaction = ReturnType<RootDatabase['useReadTransaction']>;

/** What changes with a class's objects. */
export interface ClassTally {
  /** In all of its shards. */
  readonly objects: number;
  /** The one length of the vectors of a name, fixed by the first of them; the unnamed vector has the empty name. */
  readonly lengths: Readonly<Record<string, number>>;
}

/** What the store keeps of a shard. In a multi-tenant class a shard is a tenant; elsewhere all are HOT. */
export interface ShardRecord {
  /** Part of the keys of its objects; never used again for another tenant, nor for one of the same name. */
  readonly number: number;
  /** OFFLOADED is what records call FROZEN, since the first version of the store. */
  readonly status: Exclude<TenantStatus, 'FROZEN'> | 'OFFLOADED';
  /** The exact number of its objects. */
  readonly objects: number;
  /**
   * The most bytes that one of its objects has had, as `exportObjectBytes` counts them. Absent where not known of all:
   * servers that knew no such number wrote some of them, and leave it out when they change the record.
   */
  readonly largest?: number;
}

/** The number of a deleted class, or with it that of one of its shards, which was a tenant. */
export type Removal = number | [classNumber: number, shard: number];

/** Databases of a store in one LMDB environment: those that classes and objects are read from, at a point in time or now. */
export class ObjectDatabases implements AsyncDisposable {
  readonly path: string;
  /** The JSON of a class's record, by the class's name in lower case. */
  readonly classes: Database<string, string>;
  /** What changes with a class's objects, by the class's number. */
  readonly tallies: Database<ClassTally, number>;
  /** By the class's number and the shard's name: `shardKey`. */
  readonly shards: Database<ShardRecord, Uint8Array>;
  /** Encoded objects, by `objectKey`. */
  readonly objects: Database<Uint8Array, Uint8Array>;
  /** Readers that are to be disposed of before the databases are closed. */
  readonly readers = new Set<Disposable>();
  protected readonly root: RootDatabase;

  /**
   * Opens the databases in the folder, which is there; those that workers open are `readOnly`. Each takes a tenth of a
   * millisecond to open: a worker opens no others, for every export.
   */
  constructor(path: string, mode: { readonly readOnly: boolean }) {
    this.path = path;
    this.root = open({ path, ...OPTIONS, ...mode });
    this.classes = this.root.openDB({ name: 'classes', encoding: 'string' });
    this.tallies = this.root.openDB({ name: 'tallies', ...JSON_VALUES });
    this.shards = this.root.openDB({ name: 'shards', ...JSON_VALUES, ...BYTE_KEYS });
    const objects = { name: 'objects', encoder: RAW, ...BYTE_KEYS };
    this.objects = this.root.openDB(objects);
  }

  /** Holds the newest state until `done` is called on the result. */
  beginRead(): ReadTransaction {
    this.root.resetReadTxn();
    return this.root.useReadTransaction();
  }

  /** Number of the last committed transaction. */
  lastTransaction(): number {
    return (this.root.getStats() as { lastTxnId: number }).lastTxnId;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const reader of this.readers) reader[Symbol.dispose]();
    await this.root.close();
  }
}

/** All databases of a store: a transaction spans them all. */
export class StoreDatabases extends ObjectDatabases {
  /** Facts about the store as a whole. */
  readonly facts: Database<unknown, string>;
  /** Deleted classes and tenants whose objects are still to be removed. */
  readonly removals: Database<true, Removal>;
  /** The JSON of a `HeldRestore`, by the restore's name: what is not to be seen yet, or is to go. */
  readonly restores: Database<string, string>;
  /** Records of exports, by the hashes of backend and id and of the rest of their places. */
  readonly exports: Database<ExportRecord, Uint8Array>;
  /** What is kept apart from such a record, by the same key. */
  readonly exportDetails: Database<Uint8Array, Uint8Array>;
  /** The same keys behind backend and start, the last started first. */
  readonly exportsByStart: Database<true, Uint8Array>;
  /** Keys of the records whose exports had not finished. */
  readonly exportsUnfinished: Database<true, Uint8Array>;
  /** Records of the last restores of exports, by the same keys as those of the exports. */
  readonly restoreRecords: Database<RestoreRecord, Uint8Array>;
  /** Keys of the records whose restores had not finished. */
  readonly restoresUnfinished: Database<true, Uint8Array>;
  /** By the schedule's name. */
  readonly schedules: Database<ScheduleRecord, string>;
  /** Permissions of roles, by the role's name. */
  readonly roles: Database<unknown, string>;
  /** Names of the roles that a subject has, by `type:id`. */
  readonly assignments: Database<readonly string[], string>;
  readonly gate = new WriteGate();
  readonly #readOnly: boolean;

  /** Opens the databases in the folder, which is there. */
  constructor(path: string, mode: { readonly readOnly: boolean }) {
    super(path, mode);
    this.#readOnly = mode.readOnly;
    this.facts = this.root.openDB({ name: 'facts', ...JSON_VALUES });
    this.removals = this.root.openDB({ name: 'removals', ...JSON_VALUES });
    this.restores = this.root.openDB({ name: 'restores', encoding: 'string' });
    this.exports = this.root.openDB({ name: 'exports', ...JSON_VALUES, ...BYTE_KEYS });
    this.exportDetails = this.root.openDB({ name: 'exportDetails', ...BYTES });
    this.exportsByStart = this.root.openDB({ name: 'exportsByStart', ...JSON_VALUES, ...BYTE_KEYS });
    this.exportsUnfinished = this.root.openDB({ name: 'exportsUnfinished', ...JSON_VALUES, ...BYTE_KEYS });
    this.restoreRecords = this.root.openDB({ name: 'restoreRecords', ...JSON_VALUES, ...BYTE_KEYS });
    const unfinished = { name: 'restoresUnfinished', ...JSON_VALUES, ...BYTE_KEYS };
    this.restoresUnfinished = this.root.openDB(unfinished);
    this.schedules = this.root.openDB({ name: 'schedules', ...JSON_VALUES });
    this.roles = this.root.openDB({ name: 'roles', ...JSON_VALUES });
    this.assignments = this.root.openDB({ name: 'assignments', ...JSON_VALUES });
  }

  /** The names of the databases that are there. */
  names(): string[] {
    return [...this.root.getKeys()].map(String);
  }

  /** The database as it lies in the file, whatever it holds. */
  bytesOf(name: string): Database<Uint8Array, Uint8Array> {
    return this.root.openDB({ name, ...BYTES });
  }

  /**
   * Runs the change in a transaction of its own, all of it or, where it throws, nothing. Resolves when the transaction
   * is committed and flushed to disk: neither `kill -9` nor a loss of power undoes what was acknowledged. Changes that
   * are asked for at a time share one commit and one flush.
   */
  write<Result>(change: () => Result): Promise<Result> {
    return this.gate.pass(async () => {
      try {
        const committed = this.root.childTransaction(change);
        // Asked for now it is the flush of this transaction; later of a newer one, which never ends where that fails.
        const flushed = this.root.flushed.then(nothing, nothing);
        const result = await committed;
        await flushed;
        return result;
      } catch (error) {
        throw await causeOfFailedCommit(error);
      }
    });
  }

  override async [Symbol.asyncDispose](): Promise<void> {
    for (const reader of this.readers) reader[Symbol.dispose]();
    // lmdb waits for the flush of the last commit, which never comes where that failed: an empty one takes its place.
    if (!this.#readOnly) await this.root.transaction(nothing);
    await super[Symbol.asyncDispose]();
  }
}

const nothing = () => undefined;

/** lmdb hides why a commit failed in a promise beside the error; left alone, its rejection would end the process. */
async function causeOfFailedCommit(error: unknown): Promise<unknown> {
  const { commitError } = error as { commitError?: Promise<never> };
  if (commitError === undefined) return error;
  const cause: unknown = await commitError.catch((reason: unknown) => reason);
  return new Error(`the store could not commit: ${String(cause)}`, { cause });
}
