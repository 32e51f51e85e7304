import {
  bytesBound,
  ExportError,
  FORMAT_VERSION,
  isExportError,
  SCHEMA_FILE,
  type Json,
  type Manifest,
  type ManifestFile,
  type Selection,
  writableJson,
} from '@weaviate-export/entities-export';
import type { ExportHome } from './export-home.ts';
import type { ExportProgress } from './export-progress.ts';
import { inOrder, TimeSlice, unlessAborted } from '@weaviate-export/waiting';
import { fileBytesBound, FileAssembler, type LayoutName, type PageFormat } from '@weaviate-export/format';
import { scannedParts, selectedParts, type FileParts, type PartsWork } from './file-parts.ts';
import { PARTS_BESIDE_WORKERS, type PartWorkers } from '../ports/part-executor.ts';
import { PartsInFlight } from './parts-in-flight.ts';
import { schemaJson } from './schema-json.ts';
import type { PlannedFile } from './planned-file.ts';
import type { Sink } from '../ports/backend.ts';
import type { Snapshot } from '../ports/db-adapter.ts';
import type { Logger } from '../ports/logger.ts';
import type { Metrics } from '../ports/metrics.ts';
import type { SelectedClass } from '../selection/selected-classes.ts';
import { SnapshotParts, type Part } from './snapshot-parts.ts';

/**
 * Small parts in flight at a time, and their bytes. The files of small tenants are of one part each, and so many of them
 * are written side by side: a file takes a store in the cloud some tens of milliseconds, whatever its size.
 */
const SMALL_PARTS_IN_FLIGHT = { parts: 16, bytes: 32 * 1024 * 1024 };

/** Everything that the transfer of one export needs. */
export interface Transfer {
  readonly home: ExportHome;
  readonly snapshot: Snapshot;
  /** Those of the snapshot, with what is selected of them. */
  readonly classes: readonly SelectedClass[];
  readonly workers: PartWorkers;
  readonly files: Iterable<PlannedFile>;
  readonly layout: LayoutName;
  readonly pages: PageFormat;
  readonly selection: Selection;
  readonly progress: ExportProgress;
  readonly signal: AbortSignal;
  readonly logger: Logger;
  readonly metrics: Metrics;
}

/** The parts of each file, in their order. */
type CutFiles = ReadonlyMap<PlannedFile, readonly Part[]>;

/** Moves the objects of one export into its files. */
export class Coordinator {
  /** Names of the files that this export has begun, or published: what a clean-up deletes. */
  readonly begun = new Set<string>();
  readonly #transfer: Transfer;
  readonly #parts: SnapshotParts;
  /** Aborts what is under way when a file fails, since its export does. */
  readonly #failure = new AbortController();
  readonly #signal: AbortSignal;
  /** Parts that have been cut, and are not in their file. */
  #queued = 0;

  constructor(transfer: Transfer) {
    this.#transfer = transfer;
    this.#signal = AbortSignal.any([transfer.signal, this.#failure.signal]);
    this.#parts = new SnapshotParts({ ...transfer, signal: this.#signal });
  }

  /**
   * Writes every Parquet file.
   * @returns the files as the manifest lists them
   * @throws ExportError; no sink is open by then, and files that were whole lie there still
   */
  async writeFiles(): Promise<ManifestFile[]> {
    using end = new DisposableStack();
    end.defer(() => this.#queue(-this.#queued));
    return await this.#writeAll(await this.#cut());
  }

  /** Resolves once the snapshot may be released. To be called when the signal has aborted. */
  idle(): Promise<void> {
    return this.#parts.idle();
  }

  /** Cuts all files into parts, so that the totals are known from the start; files without a row drop out. */
  async #cut(): Promise<CutFiles> {
    const { files, progress, classes, workers } = this.#transfer;
    const cut = new Map<PlannedFile, Part[]>();
    // A turn of the event loop takes a thousand answers of a worker, and a worker may be as quick as this thread.
    const slice = new TimeSlice();
    const results = inOrder(shardsOf(files), workers.size + 1, async ({ file, shard }) => ({
      file,
      shard,
      parts: await this.#attribute(file, shard, () => this.#parts.cut(file, shard)),
    }));
    for await (const { file, shard, parts } of results) {
      const isEstimate = parts.some(({ range }) => range.isEstimate === true);
      progress.counted(file.className, shard, objectsOf(parts), isEstimate);
      this.#queue(parts.length);
      if (parts.length > 0) cut.set(file, [...(cut.get(file) ?? []), ...parts]);
      const pause = slice.pause();
      if (pause !== undefined) await pause;
    }
    for (const { name } of classes) progress.classCounted(name);
    return cut;
  }

  /**
   * Writes the files side by side: the next one begins when the parts of the one before have all been started, so that
   * small files share what may be in flight, and large ones meet at their ends alone.
   */
  async #writeAll(files: CutFiles): Promise<ManifestFile[]> {
    const { workers, progress } = this.#transfer;
    const always = workers.size + PARTS_BESIDE_WORKERS;
    const work: PartsWork = {
      ...this.#transfer,
      parts: this.#parts,
      inFlight: new PartsInFlight({ always, ...SMALL_PARTS_IN_FLIGHT }),
      signal: this.#signal,
      attribute: (file, shard, step) => this.#attribute(file, shard, step),
      queue: (change) => this.#queue(change),
    };
    const filesLeft = await filesByClass(files.keys());
    const written: (ManifestFile | undefined)[] = [];
    // Those that are whole are not kept: there may be very many of them.
    const writing = new Set<Promise<void>>();
    const slice = new TimeSlice();
    try {
      let begun = 0;
      for (const [file, own] of files) {
        const index = begun++;
        const parts = (file.where === undefined ? scannedParts : selectedParts)(file, own, work);
        const whole = this.#write(file, own, parts).then((entry) => {
          written[index] = entry;
          const { className } = file;
          const left = filesLeft.get(className)! - 1;
          filesLeft.set(className, left);
          if (left === 0) progress.classDone(className);
        });
        writing.add(whole);
        whole.then(
          () => writing.delete(whole),
          (error: unknown) => this.#failure.abort(error),
        );
        await unlessAborted(parts.allStarted, this.#signal);
        await slice.pause();
      }
      await Promise.all(writing);
      return written.filter((entry) => entry !== undefined);
    } catch (error) {
      this.#failure.abort(error);
      await Promise.allSettled(writing);
      throw this.#signal.reason;
    }
  }

  async #write(file: PlannedFile, own: readonly Part[], parts: FileParts): Promise<ManifestFile | undefined> {
    const { home, progress, metrics } = this.#transfer;
    const { className, name, tenant } = file;
    using _room = parts;
    this.begun.add(name);
    await using sink = await home.backend.openSink(home.file(name), {
      maxBytes: fileBytesBound(file.layout, bytesOf(own)),
      signal: this.#signal,
    });
    const assembler = new FileAssembler(file, sink, (bytes) => {
      progress.wrote(className, bytes);
      metrics.bytesWritten(home.backend.name, bytes);
    });
    const expected = await parts.appendTo(assembler);
    // Of estimates, all may turn out to be of nothing, and a filter may let nothing through.
    if (expected === 0) {
      this.begun.delete(name);
      return undefined;
    }
    const { replacedCharacters, ...assembled } = await assembler.finish(expected);
    await this.#publish(name, sink);
    if (replacedCharacters > 0)
      this.#transfer.logger.warn(
        { class: className, shard: tenant, replacedCharacters },
        'halves of surrogate pairs were written as U+FFFD',
      );
    return {
      name,
      class: className,
      ...(tenant !== undefined && { tenant }),
      ...assembled,
      ...(replacedCharacters > 0 && { replacedCharacters }),
    };
  }

  /** Writes schema.json. @throws ExportError; its sink is not open by then */
  async writeSchema(): Promise<void> {
    const { home, classes, metrics } = this.#transfer;
    this.begun.add(SCHEMA_FILE);
    await using sink = await home.backend.openSink(home.file(SCHEMA_FILE), { signal: this.#signal });
    for await (const piece of schemaJson(classes)) {
      await sink.write(piece);
      metrics.bytesWritten(home.backend.name, piece.length);
    }
    await this.#publish(SCHEMA_FILE, sink);
  }

  /** Closes the sink of a file; one that is another's is not this export's to delete. */
  async #publish(name: string, sink: Sink): Promise<void> {
    try {
      await sink.close();
    } catch (error) {
      if (isExportError(error, 'FILE_ALREADY_EXISTS')) this.begun.delete(name);
      throw error;
    }
  }

  #queue(change: number): void {
    this.#queued += change;
    this.#transfer.metrics.partsQueued(change);
  }

  /** Does a step for a shard, so that an error in it names class and shard, in the progress as well. */
  async #attribute<T>(file: PlannedFile, shard: string, step: () => Promise<T>): Promise<T> {
    try {
      this.#signal.throwIfAborted();
      return await step();
    } catch (cause) {
      this.#signal.throwIfAborted();
      const message = cause instanceof Error ? cause.message : String(cause);
      this.#transfer.progress.classFailed(file.className, shard, message);
      if (isExportError(cause)) throw cause;
      throw new ExportError('PART_FAILED', [file.className, shard, message], { cause });
    }
  }
}

/** What the manifest of an export says. */
export function manifestOf(
  { home, snapshot, layout, pages: { encoding, ...compression }, selection, progress }: Transfer,
  files: readonly ManifestFile[],
  completedAt: number,
): Manifest {
  const { startedAt } = progress.head;
  const replacedCharacters = files.reduce((sum, { replacedCharacters = 0 }) => sum + replacedCharacters, 0);
  return {
    formatVersion: FORMAT_VERSION,
    id: home.id,
    source: { consistency: snapshot.consistency },
    classes: snapshot.classes.map(({ name }) => name),
    layout,
    encoding,
    compression,
    ...(Object.keys(selection).length > 0 && { selection: writableSelection(selection) }),
    files: [...files],
    ...(replacedCharacters > 0 && { replacedCharacters }),
    startedAt,
    completedAt: new Date(completedAt).toISOString(),
  };
}

function* shardsOf(
  files: Iterable<PlannedFile>,
): Generator<{ readonly file: PlannedFile; readonly shard: string }> {
  for (const file of files) for (const shard of file.shards) yield { file, shard };
}

/** How many there are of each class. Lets the thread do other work meanwhile. */
async function filesByClass(files: Iterable<PlannedFile>): Promise<Map<string, number>> {
  const counts = new Map<string, number>();
  const slice = new TimeSlice();
  for (const { className } of files) {
    counts.set(className, (counts.get(className) ?? 0) + 1);
    const pause = slice.pause();
    if (pause !== undefined) await pause;
  }
  return counts;
}

function writableSelection(selection: Selection): NonNullable<Manifest['selection']> {
  return writableJson(selection as Json<bigint>) as NonNullable<Manifest['selection']>;
}

function objectsOf(parts: readonly Part[]): number {
  return parts.reduce((sum, { range }) => sum + range.objects, 0);
}

function bytesOf(parts: readonly Part[]): number {
  return parts.reduce((sum, { range }) => sum + bytesBound(range), 0);
}
