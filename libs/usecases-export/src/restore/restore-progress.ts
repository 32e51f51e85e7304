import {
  type ClassRestoreProgress,
  type FinalState,
  isFinished,
  type RestoreFault,
  type RestoreStatus,
  type WrittenIds,
} from '@weaviate-export/entities-export';
import { byName } from '../export/shards-told.ts';
import type { BatchResult } from '../ports/restore-target.ts';
import type { PlannedClass } from './restore-plan.ts';

/** How far one restore has come: what `GET` answers. */
export class RestoreProgress {
  readonly #status: RestoreStatus;
  readonly #there: ReadonlySet<string>;
  /** What has been begun in classes that were there, by class and tenant. */
  readonly #written = new Map<string, Map<string | undefined, WrittenIds>>();

  constructor(
    { id, backend, path }: Pick<RestoreStatus, 'id' | 'backend' | 'path'>,
    classes: readonly PlannedClass[],
    startedAt: number,
    { keepsTimes }: { readonly keepsTimes: boolean },
  ) {
    const progress = byName<ClassRestoreProgress>();
    for (const { name, exportedAs, objects } of classes)
      progress[name] = {
        status: 'STARTED',
        ...(exportedAs !== name && { exportedAs }),
        objectsRestored: 0,
        objectsTotal: objects,
        objectsSkipped: 0,
        objectsFailed: 0,
        bytesRead: 0,
      };
    this.#there = new Set(classes.filter(({ isThere }) => isThere).map(({ name }) => name));
    this.#status = {
      ...{ id, backend, path, status: 'STARTED', startedAt: new Date(startedAt).toISOString() },
      classes: classes.map(({ name }) => name),
      progress,
      ...(!keepsTimes && { timesAreNew: true }),
    };
  }

  /** The state now, as a copy. */
  get status(): RestoreStatus {
    const progress = byName<ClassRestoreProgress>();
    for (const [name, one] of Object.entries(this.#status.progress)) {
      const written = this.#written.get(name);
      const isLeft = this.#status.status !== 'SUCCESS' && written !== undefined;
      progress[name] = { ...one, ...(isLeft && { written: [...written.values()] }) };
    }
    const { errors } = this.#status;
    return { ...this.#status, progress, ...(errors !== undefined && { errors: [...errors] }) };
  }

  get faults(): readonly RestoreFault[] {
    return this.#status.errors ?? [];
  }

  transferring(): void {
    this.#status.status = 'TRANSFERRING';
    for (const one of Object.values(this.#status.progress)) one.status = 'TRANSFERRING';
  }

  /** Objects from the lowest to the highest id may be in the class from now on. */
  begun(className: string, tenant: string | undefined, ids: WrittenIds): void {
    if (!this.#there.has(className)) return;
    const own = this.#written.get(className) ?? new Map<string | undefined, WrittenIds>();
    this.#written.set(className, own);
    const { lowestId, highestId } = own.get(tenant) ?? ids;
    own.set(tenant, {
      ...(tenant !== undefined && { tenant }),
      lowestId: ids.lowestId < lowestId ? ids.lowestId : lowestId,
      highestId: ids.highestId > highestId ? ids.highestId : highestId,
    });
  }

  /** A row group is done. */
  wrote(className: string, { written, skipped, refused }: BatchResult, bytes: number): void {
    const progress = this.#class(className);
    progress.objectsRestored += written;
    progress.objectsSkipped += skipped;
    progress.objectsFailed += refused.length;
    progress.bytesRead += bytes;
  }

  refused(fault: RestoreFault): void {
    (this.#status.errors ??= []).push(fault);
  }

  /** The class at fault, to be told apart from those that end with the restore. */
  classFailed(className: string, error: string): void {
    Object.assign(this.#class(className), { status: 'FAILED', error });
  }

  /** Ends the restore, once. */
  finish(state: FinalState, now: number, error?: string): void {
    const status = this.#status;
    if (isFinished(status.status)) return;
    Object.assign(status, endedRestore(status, state, now, error));
  }

  #class(name: string): ClassRestoreProgress {
    return this.#status.progress[name]!;
  }
}

/** The status of a restore that ended so, whatever its classes were doing. */
export function endedRestore(
  status: RestoreStatus,
  state: FinalState,
  at: number,
  error?: string,
): RestoreStatus {
  const progress = byName<ClassRestoreProgress>();
  for (const [name, one] of Object.entries(status.progress)) {
    const ended = state === 'SUCCESS' && one.objectsTotal === 0 ? 'SKIPPED' : state;
    progress[name] = { ...one, status: ended };
  }
  return {
    ...status,
    status: state,
    completedAt: new Date(at).toISOString(),
    tookInMs: Math.max(0, at - Date.parse(status.startedAt)),
    ...(error !== undefined && { error }),
    progress,
  };
}
