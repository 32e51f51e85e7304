import type { ClassDefinition, ExportObject, TimesAs } from '@weaviate-export/entities-export';
import type { ServiceIdentifier } from 'inversify';

/** A tenant as it is to stand once the restore is committed. */
export interface RestoredTenant {
  readonly name: string;
  /** In Weaviate's words, as the export has it: HOT or COLD. */
  readonly status: string;
}

/** Where objects are to go. */
export interface RestoredShard {
  readonly class: string;
  /** Absent in a class without tenants. */
  readonly tenant?: string;
}

/** An object that the target did not take, and why. */
export interface RefusedObject {
  readonly id: string;
  /** For people; no secret, and not longer than a line or two. */
  readonly reason: string;
}

/** What has become of a batch: each of its objects is in one of the three. */
export interface BatchResult {
  /** Objects that the target holds now as they are in the export. */
  readonly written: number;
  /** Objects that stay as they were, since another has their id (`skip`). */
  readonly skipped: number;
  readonly refused: readonly RefusedObject[];
}

/**
 * What a writer makes of some of its objects. Either it has written them itself, and tells the result; or it has packed
 * them for `RestoreSession.write`, which alone may have the right to write.
 */
export type WriterStep =
  | { readonly result: BatchResult }
  | {
      /** Anything that structured clone takes. */
      readonly batch: unknown;
      /** Of the batch, the memory that goes to the other thread with it. */
      readonly transfer: readonly ArrayBuffer[];
    };

/** Writes objects, or packs them, in a worker thread. */
export interface ObjectWriter {
  /**
   * Takes the objects of one row group, in order of id. It is asked for the next step when the one before has been dealt with,
   * so that it never runs ahead of the target; a writer that waits for a server may have several batches in flight. Done
   * again, after a thread died in the middle, it leaves the same objects. An iteration that is left is over at once.
   * @param objects valid until the next one is taken
   * @throws ExportError where the target fails as a whole; what it refuses is a result
   */
  write(
    shard: RestoredShard,
    objects: Iterable<ExportObject>,
  ): AsyncIterable<WriterStep> | Iterable<WriterStep>;
}

/** How a worker thread opens its writer: a module that exports `openObjectWriter: OpenObjectWriter`, and its options, plain JSON. */
export interface WriterModule {
  readonly moduleUrl: string;
  readonly options: unknown;
}

/** What the module of a WriterModule exports. A write that waits while the writer is disposed of is to end with an error. */
export type OpenObjectWriter = (
  options: unknown,
) => (ObjectWriter & Disposable) | Promise<ObjectWriter & Disposable>;

/** What becomes of an object whose id is there, in a class that was there: it stays, or is replaced. */
export type ConflictRule = 'skip' | 'replace';

export interface RestoreOrder {
  /** Names this restore, and no other one ever: what is left of it after a crash goes by it. */
  readonly restore: string;
  readonly onConflict: ConflictRule;
  /**
   * Keep the times of objects as date properties of these names. Given to a target that sets its own (`keepsTimes`) alone. A class
   * that is made gets the properties; one that was there has them.
   */
  readonly timesAs?: TimesAs;
  /** Aborts what the session does. */
  readonly signal: AbortSignal;
  /**
   * A target that worker threads can write to, or pack for, calls this, once; it resolves when every worker has opened its
   * writer. For a target that never calls it, batches are arrays of ExportObject.
   */
  readonly share: (writer: WriterModule) => Promise<void>;
}

/**
 * Objects on their way into a target. Of classes that it made nothing is seen by others before `commit`, where the target can
 * do so (`RestoreTarget.isAtomic`). Left without a commit, the classes that it made are gone.
 *
 * Every method throws the signal's reason where that is aborted, and ExportErrors of the target.
 */
export interface RestoreSession extends AsyncDisposable {
  /**
   * Makes a class with every setting of its definition.
   * @throws ExportError CLASS_ALREADY_EXISTS, CLASS_INVALID
   */
  createClass(definition: ClassDefinition): Promise<void>;
  /**
   * Makes tenants of a class; those that are there stay as they are. Objects can be written to all of them until the commit,
   * with which a new one has its status.
   * @throws ExportError TENANT_INVALID
   */
  createTenants(className: string, tenants: readonly RestoredTenant[]): Promise<void>;
  /**
   * Writes a batch that a writer packed. Several are written at a time; the same one again leaves the same objects.
   * @throws ExportError where the target fails as a whole; what it refuses is a result
   */
  write(shard: RestoredShard, batch: unknown): Promise<BatchResult>;
  /** Makes all of it durable, and seen by others: all, or nothing where the target is atomic. Nothing can be written then. */
  commit(): Promise<void>;
}

/** Where objects can come back to. It stands beside DBAdapter, since a source need not be a target. */
export interface RestoreTarget {
  /** The objects' creation and update times are kept; else the target sets its own. */
  readonly keepsTimes: boolean;
  /** Nothing is seen of a class that a restore makes before it is whole. */
  readonly isAtomic: boolean;
  /** The definitions of those of the classes that are there, also where the names differ in case alone, if the target counts these as one. */
  findClasses(names: readonly string[]): Promise<readonly ClassDefinition[]>;
  openRestore(order: RestoreOrder): Promise<RestoreSession>;
  /**
   * Removes what a restore of an earlier life of this process left behind, by the classes that it was to make.
   * @returns true where it had been committed: nothing is removed then
   */
  closeUnfinished(restore: string, classes: readonly string[], signal: AbortSignal): Promise<boolean>;
}

export const RestoreTarget = Symbol.for('@weaviate-export/RestoreTarget') as ServiceIdentifier<RestoreTarget>;
