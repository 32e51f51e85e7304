import {
  isFinished,
  isMultiTenant,
  NOTHING_CHANGED,
  NOTHING_SELECTED,
  SHARDS_TOLD,
  type ClassProgress,
  type ExportState,
  type ExportStatus,
  type FinalState,
  type ShardRecord,
} from '@weaviate-export/entities-export';
import type { SelectedClass } from '../selection/selected-classes.ts';
import type { ExportableShard } from '../ports/db-adapter.ts';
import type { Increment } from './increment.ts';
import { deletesFileOf, fileOf } from './planned-file.ts';
import { ShardStates } from './shard-states.ts';
import {
  byName,
  endedStatus,
  shardIn,
  toldShards,
  withShards,
  type ShardEntry,
  type StatusAndShards,
} from './shards-told.ts';

const EMPTY_SHARD = 'shard is empty';

/** What tells an export from others in its status. */
export type ExportIdentity = Pick<ExportStatus, 'id' | 'backend' | 'path'>;

/** How far one export has come: what `GET` answers while it runs. */
export class ExportProgress {
  readonly #classes: readonly SelectedClass[];
  /** Where the export is one over a base. */
  readonly #increment: Increment | undefined;
  /** Shards of which something went, by class. */
  readonly #lessened = new Map<string, Set<string>>();
  /** Classes of which changes alone are exported, at least of some shards. */
  readonly #changing = new Set<string>();
  /** Classes of which a filter lets through nobody knows how many objects. */
  readonly #filtered: ReadonlySet<string>;
  /** All but the shards. */
  #status: ExportStatus;
  readonly #shards: ReadonlyMap<string, ShardStates>;
  /** Objects of each class in the shards counted so far. */
  readonly #counted = new Map<string, number>();
  /** Classes of which some of that is estimated. */
  readonly #estimated = new Set<string>();

  /** Of an export of which nothing is done yet. Lets the thread do other work meanwhile. */
  static async of(
    identity: ExportIdentity,
    classes: readonly SelectedClass[],
    startedAt: number,
    increment?: Increment,
  ): Promise<ExportProgress> {
    const shards = new Map<string, ShardStates>();
    for (const one of classes)
      shards.set(
        one.name,
        await ShardStates.of(increment === undefined ? one.shards : uncounted(one, increment)),
      );
    return new ExportProgress(identity, classes, shards, startedAt, increment);
  }

  private constructor(
    identity: ExportIdentity,
    classes: readonly SelectedClass[],
    shards: ReadonlyMap<string, ShardStates>,
    startedAt: number,
    increment: Increment | undefined,
  ) {
    this.#classes = classes;
    this.#increment = increment;
    this.#shards = shards;
    this.#filtered = new Set(classes.filter(({ where }) => where !== undefined).map(({ name }) => name));
    this.#status = {
      ...identity,
      status: 'STARTED',
      startedAt: new Date(startedAt).toISOString(),
      classes: classes.map(({ name }) => name),
      progress: byName(),
      shardStatus: {},
      ...(increment !== undefined && { base: { id: increment.base.base.id, path: increment.base.address } }),
    };
    for (const [name, { objects }] of shards)
      this.#status.progress[name] = {
        status: 'STARTED',
        objectsExported: 0,
        ...(increment !== undefined && { objectsDeleted: 0 }),
        objectsTotal: this.#filtered.has(name) ? null : objects,
        fileSizeBytes: 0,
      };
  }

  /** True where the record of the export holds all of its shards. */
  get isSmall(): boolean {
    return this.#shards.values().reduce((sum, { size }) => sum + size, 0) <= SHARDS_TOLD;
  }

  /** The state now but for the shards, as a copy. */
  get head(): ExportStatus {
    const progress = byName<ClassProgress>();
    for (const [name, one] of Object.entries(this.#status.progress)) {
      const shards = this.#shards.get(name)!;
      const isCounted = shards.size > SHARDS_TOLD && !isFinished(this.#status.status);
      progress[name] = { ...one, ...(isCounted && { shards: shards.counts }) };
    }
    return { ...this.#status, progress };
  }

  /**
   * The state now, as a copy, and the shards as they stand when they are come to.
   * @param all shards are told of, also of a class with more than SHARDS_TOLD
   */
  told({ all }: { readonly all: boolean }): StatusAndShards {
    return toldShards(this.head, this.#told(all), { all });
  }

  /** The state now with the shards in it, as a copy. Lets the thread do other work meanwhile. */
  status(): Promise<ExportStatus> {
    return withShards(this.told({ all: false }));
  }

  /** What is to be kept of each shard, in an export that stands so. */
  *records(state: ExportState): Generator<ShardRecord> {
    for (const one of this.#classes) {
      for (const { name: shard, skipReason } of one.shards) {
        const file = skipReason === undefined && {
          file: fileOf(one, shard),
          ...(this.#isChanging(one, shard) && { deletes: deletesFileOf(one, shard) }),
        };
        yield { class: one.name, shard, ...file, ...shardIn(state, this.#shards.get(one.name)!.of(shard)) };
      }
    }
  }

  transferring(): void {
    this.#status.status = 'TRANSFERRING';
  }

  /** A shard has been counted; one without objects is skipped. */
  counted(className: string, shard: string, objects: number, isEstimate = false): void {
    if (isEstimate) this.#estimated.add(className);
    this.#counted.set(className, (this.#counted.get(className) ?? 0) + objects);
    if (objects === 0)
      this.#shards.get(className)!.change(shard, { status: 'SKIPPED', skipReason: EMPTY_SHARD });
  }

  /**
   * What changed in a shard has been counted, where that can be; one without changes may have lost objects, and is told of at its
   * end.
   */
  changesCounted(className: string, objects: number | undefined): void {
    this.#changing.add(className);
    if (objects === undefined) this.#estimated.add(className);
    this.#counted.set(className, (this.#counted.get(className) ?? 0) + (objects ?? 0));
  }

  /**
   * All shards of a class have been counted; a class without objects is skipped. An estimate is no total: that of a class is the one that
   * its source has told, or not known until all is written.
   */
  classCounted(className: string): void {
    const progress = this.#class(className);
    const counted = this.#counted.get(className) ?? 0;
    const isKnown = !this.#filtered.has(className) || counted === 0;
    if (isKnown && !this.#estimated.has(className)) progress.objectsTotal = counted;
    progress.status = counted === 0 && !this.#changing.has(className) ? 'SKIPPED' : 'TRANSFERRING';
    const { shards, lacksTenants } = this.#classes.find(({ name }) => name === className)!;
    if (lacksTenants === true && shards.length === 0) progress.skipReason = NOTHING_SELECTED;
  }

  appended(className: string, shard: string, objects: number): void {
    const shards = this.#shards.get(className)!;
    const progress = this.#class(className);
    progress.objectsExported += objects;
    if (progress.objectsTotal !== null)
      progress.objectsTotal = Math.max(progress.objectsTotal, progress.objectsExported);
    shards.change(shard, { objectsExported: shards.of(shard).objectsExported + objects });
  }

  /** So many objects that a shard lost are in a file. */
  deleted(className: string, shard: string, objects: number): void {
    const progress = this.#class(className);
    progress.objectsDeleted = (progress.objectsDeleted ?? 0) + objects;
    const lessened = this.#lessened.get(className) ?? new Set();
    this.#lessened.set(className, lessened.add(shard));
  }

  shardDone(className: string, shard: string): void {
    const shards = this.#shards.get(className)!;
    const isLess = this.#lessened.get(className)?.has(shard) === true;
    if (shards.of(shard).objectsExported > 0 || isLess) shards.change(shard, { status: 'SUCCESS' });
    else {
      const one = this.#classes.find(({ name }) => name === className)!;
      const nothing = this.#filtered.has(className) ? NOTHING_SELECTED : EMPTY_SHARD;
      const skipReason = this.#isChanging(one, shard) ? NOTHING_CHANGED : nothing;
      shards.change(shard, { status: 'SKIPPED', skipReason });
    }
  }

  /** So many more bytes of the class's files. */
  wrote(className: string, bytes: number): void {
    this.#class(className).fileSizeBytes += bytes;
  }

  /** Its total is what was exported: what was counted may have been an estimate. */
  classDone(className: string): void {
    const progress = this.#class(className);
    progress.objectsTotal = progress.objectsExported;
    const isNothing = progress.objectsTotal + (progress.objectsDeleted ?? 0) === 0;
    progress.status = isNothing ? 'SKIPPED' : 'SUCCESS';
    if (isNothing && this.#changing.has(className)) progress.skipReason = NOTHING_CHANGED;
    else if (isNothing && this.#filtered.has(className)) progress.skipReason = NOTHING_SELECTED;
  }

  /** The class at fault, to be told apart from those that end with the export. */
  classFailed(className: string, shard: string, error: string): void {
    Object.assign(this.#class(className), { status: 'FAILED', error });
    this.#shards.get(className)!.change(shard, { status: 'FAILED', error });
  }

  /** Ends the export, once. */
  finish(state: FinalState, now: number, error?: string): void {
    if (!isFinished(this.#status.status)) this.#status = endedStatus(this.head, state, now, error);
  }

  /** The shards that are to be told of, and perhaps others. */
  *#told(all: boolean): Generator<ShardEntry> {
    const { status: state } = this.#status;
    const areAllFailed = isFinished(state) && state !== 'SUCCESS';
    for (const [className, shards] of this.#shards) {
      const told = all || areAllFailed || shards.size <= SHARDS_TOLD ? shards.all() : shards.exceptions();
      for (const [shard, progress] of told) yield [className, shard, shardIn(state, progress)];
    }
  }

  #isChanging({ name, definition }: SelectedClass, shard: string): boolean {
    return this.#increment?.changesOf(name, isMultiTenant(definition) ? shard : undefined) !== undefined;
  }

  #class(className: string): ClassProgress {
    return this.#status.progress[className]!;
  }
}

/** The shards of a class, without the objects of those of which changes alone are exported. */
function uncounted({ name, definition, shards }: SelectedClass, increment: Increment): ExportableShard[] {
  const hasTenants = isMultiTenant(definition);
  return shards.map(({ objects, ...shard }) => ({
    ...shard,
    ...(objects !== undefined &&
      increment.changesOf(name, hasTenants ? shard.name : undefined) === undefined && { objects }),
  }));
}
