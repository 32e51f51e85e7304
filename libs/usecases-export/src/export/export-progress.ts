import {
  isFinished,
  type ClassProgress,
  type ExportStatus,
  type FinalState,
  type ShardProgress,
} from '@weaviate-export/entities-export';
import type { ExportableClass, ExportableShard } from '../ports/db-adapter.ts';

const EMPTY_SHARD = 'shard is empty';

/** How far one export has come: what `GET` answers while it runs. */
export class ExportProgress {
  readonly #status: ExportStatus;
  /** Objects of each class in the shards counted so far. */
  readonly #counted = new Map<string, number>();

  constructor(
    { id, backend, path }: { readonly id: string; readonly backend: string; readonly path: string },
    classes: readonly ExportableClass[],
    startedAt: number,
  ) {
    this.#status = {
      id,
      backend,
      path,
      status: 'STARTED',
      startedAt: new Date(startedAt).toISOString(),
      classes: classes.map(({ name }) => name),
      progress: byName(),
      shardStatus: byName(),
    };
    for (const { name, shards } of classes) {
      this.#status.progress[name] = {
        status: 'STARTED',
        objectsExported: 0,
        objectsTotal: knownTotal(shards),
        fileSizeBytes: 0,
      };
      this.#status.shardStatus[name] = byName();
      for (const { name: shard, skipReason } of shards) {
        this.#status.shardStatus[name][shard] =
          skipReason === undefined
            ? { status: 'TRANSFERRING', objectsExported: 0 }
            : { status: 'SKIPPED', objectsExported: 0, skipReason };
      }
    }
  }

  /** The state now, as a copy. */
  get status(): ExportStatus {
    return structuredClone(this.#status);
  }

  transferring(): void {
    this.#status.status = 'TRANSFERRING';
  }

  /** A shard has been counted; one without objects is skipped. */
  counted(className: string, shard: string, objects: number): void {
    this.#counted.set(className, (this.#counted.get(className) ?? 0) + objects);
    if (objects === 0) {
      this.#status.shardStatus[className]![shard] = {
        status: 'SKIPPED',
        objectsExported: 0,
        skipReason: EMPTY_SHARD,
      };
    }
  }

  /** All shards of a class have been counted; a class without objects is skipped. */
  classCounted(className: string): void {
    const progress = this.#class(className);
    progress.objectsTotal = this.#counted.get(className) ?? 0;
    progress.status = progress.objectsTotal === 0 ? 'SKIPPED' : 'TRANSFERRING';
  }

  appended(className: string, shard: string, objects: number): void {
    this.#class(className).objectsExported += objects;
    this.#status.shardStatus[className]![shard]!.objectsExported += objects;
  }

  shardDone(className: string, shard: string): void {
    this.#status.shardStatus[className]![shard]!.status = 'SUCCESS';
  }

  /** So many more bytes of the class's files. */
  wrote(className: string, bytes: number): void {
    this.#class(className).fileSizeBytes += bytes;
  }

  classDone(className: string): void {
    this.#class(className).status = 'SUCCESS';
  }

  /** The class at fault, to be told apart from those that end with the export. */
  classFailed(className: string, shard: string, error: string): void {
    Object.assign(this.#class(className), { status: 'FAILED', error });
    Object.assign(this.#status.shardStatus[className]![shard]!, { status: 'FAILED', error });
  }

  /** Ends the export, once. */
  finish(state: FinalState, now: number, error?: string): void {
    if (!isFinished(this.#status.status)) end(this.#status, state, now, error);
  }

  #class(className: string): ClassProgress {
    return this.#status.progress[className]!;
  }
}

/** The status of an export that ended without its owner telling so. */
export function endedStatus(
  status: ExportStatus,
  state: FinalState,
  at: number,
  error?: string,
): ExportStatus {
  const ended = structuredClone(status);
  end(ended, state, at, error);
  return ended;
}

/** An export that was no SUCCESS takes its files with it: all classes but the skipped ones end the same way. */
function end(status: ExportStatus, state: FinalState, at: number, error?: string): void {
  status.status = state;
  status.completedAt = new Date(at).toISOString();
  status.tookInMs = Math.max(0, at - Date.parse(status.startedAt));
  delete status.error;
  if (error !== undefined) status.error = error;
  for (const progress of Object.values(status.progress)) {
    if (progress.status !== 'SKIPPED') progress.status = state;
  }
  for (const shard of Object.values(status.shardStatus).flatMap(Object.values<ShardProgress>)) {
    if (shard.status !== 'SKIPPED') shard.status = state === 'SUCCESS' ? 'SUCCESS' : 'FAILED';
  }
}

/** What a class's shards hold by their source's own account; null where it keeps none. */
function knownTotal(shards: readonly ExportableShard[]): number | null {
  let total = 0;
  for (const { skipReason, objects } of shards) {
    if (skipReason !== undefined) continue;
    if (objects === undefined) return null;
    total += objects;
  }
  return total;
}

/** A record without inherited names: a tenant may be called `__proto__`. */
function byName<T>(): Record<string, T> {
  return Object.create(null) as Record<string, T>;
}
