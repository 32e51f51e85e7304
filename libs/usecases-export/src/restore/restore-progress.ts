import {
  type ClassRestoreProgress,
  type FinalState,
  isFinished,
  type RestoreFault,
  type RestoreStatus,
  type TimesAs,
  type WrittenIds,
} from '@weaviate-export/entities-export';
import { byName } from '../export/shards-told.ts';
import type { BatchResult } from '../ports/restore-target.ts';
import type { PlannedClass } from './restore-plan.ts';
import { WrittenRanges } from './written-ranges.ts';

/** Of a file whose ids nobody has told. */
const FIRST_ID = '00000000-0000-0000-0000-000000000000';
const LAST_ID = 'ffffffff-ffff-ffff-ffff-ffffffffffff';

/** How far one restore has come: what `GET` answers. */
export class RestoreProgress {
  readonly #status: RestoreStatus;
  /** The classes that were there. */
  readonly #there: ReadonlyMap<string, PlannedClass>;
  /** What has been begun in them, and what is about to be, by class. */
  readonly #written = new Map<string, WrittenRanges>();
  readonly #entered = new Map<string, WrittenRanges>();

  constructor(
    { id, backend, path }: Pick<RestoreStatus, 'id' | 'backend' | 'path'>,
    classes: readonly PlannedClass[],
    startedAt: number,
    { keepsTimes, timesAs = {} }: { readonly keepsTimes: boolean; readonly timesAs?: TimesAs },
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
    this.#there = new Map(classes.filter(({ isThere }) => isThere).map((one) => [one.name, one]));
    this.#status = {
      ...{ id, backend, path, status: 'STARTED', startedAt: new Date(startedAt).toISOString() },
      classes: classes.map(({ name }) => name),
      progress,
      ...(!keepsTimes && { timesAreNew: true }),
      ...(!keepsTimes && Object.keys(timesAs).length > 0 && { timesAs }),
    };
  }

  /** The state now, as a copy. */
  get status(): RestoreStatus {
    return this.#told(this.#written);
  }

  /** What is to be told if the process dies from now on: of classes that have been entered, all that may be in them by then. */
  get recorded(): RestoreStatus {
    return isFinished(this.#status.status) ? this.status : this.#told(this.#entered);
  }

  get faults(): readonly RestoreFault[] {
    return this.#status.errors ?? [];
  }

  transferring(): void {
    this.#status.status = 'TRANSFERRING';
    for (const one of Object.values(this.#status.progress)) one.status = 'TRANSFERRING';
  }

  /**
   * Objects are about to be written to the class.
   * @returns true where that is to be on record first: the class was there, and this is the first time
   */
  entered(className: string): boolean {
    const planned = this.#there.get(className);
    if (planned === undefined || this.#entered.has(className)) return false;
    const ranges = new WrittenRanges();
    for (const { file } of planned.files) {
      const { tenant, lowestId = FIRST_ID, highestId = LAST_ID } = file;
      ranges.add(tenant, { lowestId, highestId });
    }
    this.#entered.set(className, ranges);
    return true;
  }

  /** Objects from the lowest to the highest id may be in the class from now on. */
  begun(className: string, tenant: string | undefined, ids: WrittenIds): void {
    if (!this.#there.has(className)) return;
    const own = this.#written.get(className) ?? new WrittenRanges();
    this.#written.set(className, own);
    own.add(tenant, ids);
  }

  /** A row group is done. */
  wrote(
    className: string,
    { written, skipped, refused, leftOut = 0 }: BatchResult & { readonly leftOut?: number },
    bytes: number,
  ): void {
    const progress = this.#class(className);
    // Of a chain the files hold older versions too, and objects that went: they are known when they are met.
    progress.objectsTotal -= leftOut;
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

  #told(written: ReadonlyMap<string, WrittenRanges>): RestoreStatus {
    const progress = byName<ClassRestoreProgress>();
    for (const [name, one] of Object.entries(this.#status.progress)) {
      const ranges = this.#status.status === 'SUCCESS' ? undefined : written.get(name);
      progress[name] = { ...one, ...(ranges && { written: ranges.all() }) };
    }
    const { errors } = this.#status;
    return { ...this.#status, progress, ...(errors !== undefined && { errors: [...errors] }) };
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
  for (const [name, { written, ...one }] of Object.entries(status.progress)) {
    const ended = state === 'SUCCESS' && one.objectsTotal === 0 ? 'SKIPPED' : state;
    const isLeft = state !== 'SUCCESS' && written !== undefined;
    progress[name] = { ...one, status: ended, ...(isLeft && { written }) };
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
