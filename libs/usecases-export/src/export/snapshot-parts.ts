import { isExportError, type KeyRange } from '@weaviate-export/entities-export';
import {
  type ClassLayout,
  countOf,
  entriesBetween,
  idAt,
  type IdEntries,
  IdEntriesBuilder,
  isSchemaWanted,
  learnSchema,
  mergeEntries,
  type PageFormat,
  rowGroupLimits,
  timeAt,
} from '@weaviate-export/format';
import { ObjectPacker } from '../workers/packed-objects.ts';
import { scanPart } from '../workers/scan-part.ts';
import { entriesOfPart, selectPart } from '../workers/select-part.ts';
import { type ComparedSpan, compareSpan, type IdSpan } from './base-comparison.ts';
import { asRow } from './deletes-file.ts';
import type { Changes } from './increment.ts';
import type { PlannedFile } from './planned-file.ts';
import type { Deletion, ShardAddress, Snapshot } from '../ports/db-adapter.ts';
import { StoredIds } from '../stored/stored-ids.ts';
import type { Logger } from '../ports/logger.ts';
import type { Metrics } from '../ports/metrics.ts';
import type { LentPart, PartWorkers, SelectedPart } from '../ports/part-executor.ts';
import type { SelectedRowGroup } from './row-group-cutter.ts';
import { TimeSlice, unlessAborted, within } from '@weaviate-export/waiting';

/** How often a part is tried: a worker may die for a reason that is not the part's, and a source may falter. */
const PART_ATTEMPTS = 3;

/** How long a source may take to leave a read that was given up, in milliseconds; it is not waited for longer. */
const READ_END_MS = 1_000;

/** One row group of a file, to be made of a range. */
export interface Part {
  readonly file: PlannedFile;
  readonly shard: string;
  readonly range: KeyRange;
  /** Of a file that is compared with a base, the ids of the base that the range stands for. */
  readonly span?: IdSpan;
  /** Of objects that were found to have changed, what is known of the base. */
  readonly found?: FoundChanges;
}

/** What a comparison found of a stretch beside the ids that changed. */
type FoundChanges = Pick<ComparedSpan, 'known' | 'gone'>;

/** What changed in a part, and what is left of it. */
export interface ComparedPart extends SelectedPart {
  readonly restParts: readonly Part[];
}

export interface SnapshotPartsOptions {
  readonly snapshot: Snapshot;
  readonly workers: PartWorkers;
  readonly pages: PageFormat;
  readonly signal: AbortSignal;
  readonly logger: Logger;
  readonly metrics: Metrics;
}

/**
 * The snapshot of one export as parts: cut and encoded by the workers, read by them or, where they cannot, on this
 * thread. What fails and may go better is done again, whole.
 */
export class SnapshotParts {
  readonly #options: SnapshotPartsOptions;
  readonly #slice = new TimeSlice();
  /** Reads of the snapshot on this thread that have not ended. */
  readonly #reads = new Set<Promise<unknown>>();
  readonly #schemasAsked = new WeakSet<ClassLayout>();
  readonly #baseIds: StoredIds;

  constructor(options: SnapshotPartsOptions) {
    this.#options = options;
    this.#baseIds = new StoredIds((rowGroup) => options.workers.entries(rowGroup));
  }

  /** The parts of a shard in order of id. */
  async cut(file: PlannedFile, shard: string): Promise<Part[]> {
    const { snapshot, workers, signal } = this.#options;
    const address = addressOf(file, shard);
    const limits = rowGroupLimits(file.layout);
    const here = (): Promise<KeyRange[]> =>
      this.#read(async () => {
        const ranges: KeyRange[] = [];
        for await (const range of snapshot.cut(address, limits)) {
          signal.throwIfAborted();
          ranges.push(range);
          await this.#slice.pause();
        }
        return ranges;
      });
    const ranges = await this.#insist(file, shard, () => workers.cut(address, limits, here));
    if (file.changes?.by !== 'comparison') return ranges.map((range) => ({ file, shard, range }));
    // Where nothing is there any more, all that the base has is gone.
    const all = ranges.length > 0 ? ranges : [NOTHING];
    return spans(all, { from: LOWEST_ID }).map((part) => ({ file, shard, ...part }));
  }

  /** What the source tells to have been deleted of a shard; nothing, where it keeps no account. */
  async *deletions(file: PlannedFile, shard: string): AsyncGenerator<Deletion> {
    const { snapshot, signal } = this.#options;
    if (file.changes?.by !== 'source') return;
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#reads.add(promise);
    try {
      for await (const deletion of snapshot.deletions!(addressOf(file, shard))) {
        signal.throwIfAborted();
        yield deletion;
      }
    } finally {
      this.#reads.delete(promise);
      resolve();
    }
  }

  /** A row group of a file of deletes. */
  async encodeDeletes(file: PlannedFile, shard: string, deletions: readonly Deletion[]): Promise<LentPart> {
    const { workers, pages } = this.#options;
    return this.#insist(file, shard, () => {
      const packer = new ObjectPacker();
      for (const deletion of deletions) packer.add(asRow(deletion));
      return workers.encode(packer.finish(), { layout: file.layout, pages });
    });
  }

  /** What of a part has changed since the base was made. */
  async compare({ file, shard, range, span, found }: Part): Promise<ComparedPart> {
    if (found !== undefined) return this.#selectChanged({ file, shard, range }, found);
    const { layout, changes } = file;
    const { snapshot, workers } = this.#options;
    const job = { shard: addressOf(file, shard), range, layout };
    const { entries, rest } = await this.#insist(file, shard, () =>
      range === NOTHING
        ? Promise.resolve({ entries: new IdEntriesBuilder().build(), rest: [] })
        : workers.entriesOf(job, () => this.#read(() => entriesOfPart(snapshot, job, this.#pause))),
    );
    const { from, end } = span!;
    const own = rest[0]?.first ?? end;
    const { layers } = changes as Extract<Changes, { by: 'comparison' }>;
    const compared = await this.#insist(file, shard, () =>
      compareSpan(this.#baseIds, layers, { from, ...(own !== undefined && { end: own }) }, entries),
    );
    const restParts = spans(rest, { from: own ?? '', ...(end !== undefined && { end }) });
    const ids = rangeOf(range, compared.changed);
    const changed = await this.#selectChanged({ file, shard, range: ids }, compared);
    return {
      ...changed,
      restParts: [...changed.restParts, ...restParts.map((part) => ({ file, shard, ...part }))],
    };
  }

  /** The objects that were found to have changed; those that the filter does not let through are gone, if the base has them. */
  async #selectChanged(part: Part, { known, gone }: FoundChanges): Promise<ComparedPart> {
    if (part.range.objects === 0) return { ...NOTHING_FOUND, left: gone, restParts: [] };
    const selected = await this.select(part);
    const [rest] = selected.rest;
    const goneNow = rest === undefined ? gone : entriesBetween(gone, LOWEST_ID, rest.first).slice();
    const found = { known, gone: gone.slice(goneNow.length) };
    return {
      ...selected,
      left: mergeEntries(goneNow, entriesOf(selected.left, known)),
      restParts: rest === undefined ? [] : [{ ...part, range: rest, found }],
    };
  }

  async encode({ file, shard, range }: Part): Promise<LentPart> {
    const { snapshot, workers, pages, metrics } = this.#options;
    const address = addressOf(file, shard);
    const { layout } = file;
    const withSchema = this.#asksSchema(layout);
    const encoded = await this.#insist(file, shard, () =>
      workers.run({ shard: address, range, layout, pages, withSchema }, () =>
        this.#read(() => scanPart(snapshot, address, range, layout, this.#pause)),
      ),
    );
    if (encoded.schema !== undefined) learnSchema(layout, encoded.schema);
    metrics.partRead(encoded.bytes);
    return encoded;
  }

  /** What the filter of a file lets through of a part. */
  async select({ file, shard, range }: Part): Promise<SelectedPart> {
    const { snapshot, workers, metrics } = this.#options;
    const { layout, definition, where, changes } = file;
    const job = {
      ...{ shard: addressOf(file, shard), range, layout, definition },
      ...(where !== undefined && { where }),
      ...(changes !== undefined && { tellsLeft: true }),
    };
    const selected = await this.#insist(file, shard, () =>
      workers.select(job, () => this.#read(() => selectPart(snapshot, job, this.#pause))),
    );
    metrics.partRead(selected.bytes);
    return selected;
  }

  /** Where that fails, what is selected is gone with the worker, and found again. */
  async encodeSelected({ file, shard, range, pieces }: SelectedRowGroup): Promise<LentPart> {
    const { workers, pages } = this.#options;
    const { layout } = file;
    const withSchema = this.#asksSchema(layout);
    let left: SelectedRowGroup['pieces'] | undefined = pieces;
    const encoded = await this.#insist(file, shard, async () => {
      const taken = left ?? (await this.select({ file, shard, range })).pieces;
      left = undefined;
      return await workers.encode(taken, { layout, pages, withSchema });
    });
    if (encoded.schema !== undefined) learnSchema(layout, encoded.schema);
    return encoded;
  }

  /** True for the first part in a layout whose schema takes long to tell. */
  #asksSchema(layout: ClassLayout): boolean {
    if (this.#schemasAsked.has(layout) || !isSchemaWanted(layout)) return false;
    this.#schemasAsked.add(layout);
    return true;
  }

  /**
   * Resolves once the snapshot may be released, since nothing on this thread reads it any more; a source that does not
   * answer is not waited for. To be called when the signal has aborted.
   */
  async idle(): Promise<void> {
    await within(READ_END_MS, Promise.allSettled(this.#reads), () => undefined);
  }

  readonly #pause = (): Promise<void> | undefined => {
    this.#options.signal.throwIfAborted();
    return this.#slice.pause();
  };

  /** Reads the snapshot on this thread; gives up when the signal aborts, since a source may not answer. */
  async #read<T>(start: () => Promise<T>): Promise<T> {
    const { signal } = this.#options;
    signal.throwIfAborted();
    const reading = start().finally(() => this.#reads.delete(reading));
    this.#reads.add(reading);
    return unlessAborted(reading, signal);
  }

  async #insist<T>({ className }: PlannedFile, shard: string, step: () => Promise<T>): Promise<T> {
    const { signal, logger } = this.#options;
    for (let attempt = 1; ; attempt++) {
      try {
        return await unlessAborted(step(), signal);
      } catch (error) {
        signal.throwIfAborted();
        if (attempt === PART_ATTEMPTS || !mayGoBetter(error)) throw error;
        logger.warn({ class: className, shard, attempt, err: error }, 'a part failed and is done again');
      }
    }
  }
}

/** False for what the data itself causes, which is told by a code. */
function mayGoBetter(error: unknown): boolean {
  return !isExportError(error) || error.code === 'WORKER_DIED';
}

const LOWEST_ID = '00000000-0000-0000-0000-000000000000';

/** The range of a shard in which nothing is there. */
const NOTHING: KeyRange = { first: LOWEST_ID, last: LOWEST_ID, objects: 0, bytes: 0 };
const NOTHING_FOUND = { scanned: 0, bytes: 0, rest: [], pieces: [] };

function addressOf({ className, changes }: PlannedFile, shard: string): ShardAddress {
  return { class: className, shard, ...(changes?.by === 'source' && { changes: true }) };
}

/** Ranges, each with the ids up to the next one: those of the base that lie between them are gone. */
function spans(ranges: readonly KeyRange[], { from, end }: IdSpan): Pick<Part, 'range' | 'span'>[] {
  return ranges.map((range, index) => {
    const next = ranges[index + 1]?.first ?? end;
    const start = index === 0 ? from : range.first;
    return { range, span: { from: start, ...(next !== undefined && { end: next }) } };
  });
}

/** These objects of a range. */
function rangeOf({ first, last, objects, bytes }: KeyRange, ids: readonly string[]): KeyRange {
  return {
    first: ids[0] ?? first,
    last: ids.at(-1) ?? last,
    objects: ids.length,
    bytes: Math.ceil((bytes * ids.length) / Math.max(1, objects)),
    // An object may change, or go, before it is read.
    isEstimate: true,
    ids,
  };
}

/** Those of the entries whose ids are named. */
function entriesOf(entries: IdEntries, ids: ReadonlySet<string>): IdEntries {
  const builder = new IdEntriesBuilder();
  for (let index = 0; index < countOf(entries); index++) {
    const id = idAt(entries, index);
    if (ids.has(id)) builder.add(id, timeAt(entries, index));
  }
  return builder.build();
}
