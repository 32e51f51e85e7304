import { isExportError, type KeyRange } from '@weaviate-export/entities-export';
import {
  type ClassLayout,
  isSchemaWanted,
  learnSchema,
  type PageFormat,
  rowGroupLimits,
} from '@weaviate-export/format';
import { scanPart } from '../workers/scan-part.ts';
import { selectPart } from '../workers/select-part.ts';
import type { PlannedFile } from './planned-file.ts';
import type { Snapshot } from '../ports/db-adapter.ts';
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

  constructor(options: SnapshotPartsOptions) {
    this.#options = options;
  }

  /** The parts of a shard in order of id. */
  async cut(file: PlannedFile, shard: string): Promise<Part[]> {
    const { snapshot, workers, signal } = this.#options;
    const address = { class: file.className, shard };
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
    return ranges.map((range) => ({ file, shard, range }));
  }

  async encode({ file, shard, range }: Part): Promise<LentPart> {
    const { snapshot, workers, pages, metrics } = this.#options;
    const address = { class: file.className, shard };
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
    const { layout, definition, where } = file;
    const job = { shard: { class: file.className, shard }, range, layout, definition, where: where! };
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
