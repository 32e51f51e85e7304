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
import { DeletesFile } from './deletes-file.ts';
import { partsOf, type FileParts, type PartsWork } from './file-parts.ts';
import type { Increment } from './increment.ts';
import { LazySink } from './lazy-sink.ts';
import { PARTS_BESIDE_WORKERS, type PartWorkers } from '../ports/part-executor.ts';
import { PartsInFlight } from './parts-in-flight.ts';
import { schemaJson } from './schema-json.ts';
import { deletesOf, type PlannedFile } from './planned-file.ts';
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
  /** Where the export is one over a base. */
  readonly increment?: Increment;
  readonly progress: ExportProgress;
  readonly signal: AbortSignal;
  readonly logger: Logger;
  readonly metrics: Metrics;
}

/** A file in the making, of which there is nothing unless it is finished. */
interface OpenFile extends AsyncDisposable {
  readonly planned: PlannedFile;
  readonly assembler: FileAssembler;
  /** The file as the manifest lists it; nothing where it has no rows. */
  finish(rows: number, kind?: 'deletes'): Promise<ManifestFile[]>;
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

  /** Cuts all files into parts, so that the totals are known from the start; files without a row drop out, bar those of changes. */
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
      if (file.changes === undefined) {
        const isEstimate = parts.some(({ range }) => range.isEstimate === true);
        progress.counted(file.className, shard, objectsOf(parts), isEstimate);
      } else
        progress.changesCounted(file.className, file.changes.by === 'source' ? objectsOf(parts) : undefined);
      this.#queue(parts.length);
      const known = cut.get(file);
      // What is there no more has no parts.
      if (parts.length > 0 || file.changes !== undefined) cut.set(file, [...(known ?? []), ...parts]);
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
    const written: ManifestFile[][] = [];
    // Those that are whole are not kept: there may be very many of them.
    const writing = new Set<Promise<void>>();
    const slice = new TimeSlice();
    try {
      let begun = 0;
      for (const [file, own] of files) {
        const index = begun++;
        const parts = partsOf(file, own, work);
        const whole = this.#write(file, own, parts).then((entries) => {
          written[index] = entries;
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
      return written.flat();
    } catch (error) {
      this.#failure.abort(error);
      await Promise.allSettled(writing);
      throw this.#signal.reason;
    }
  }

  /** Writes a file, and beside one of changes that of what went; those that come to nothing are not there. */
  async #write(file: PlannedFile, own: readonly Part[], parts: FileParts): Promise<ManifestFile[]> {
    using _room = parts;
    const bound = fileBytesBound(file.layout, bytesOf(own));
    // Of what is compared nobody knows how much of it changed.
    await using objects = this.#open(file, file.changes?.by === 'comparison' ? undefined : bound);
    if (file.changes === undefined) {
      const expected = await parts.appendTo(objects.assembler);
      return [...(await objects.finish(expected))];
    }
    await using deletes = this.#open(deletesOf(file));
    const gone = this.#deletesFile(file, deletes);
    const expected = await parts.appendTo(objects.assembler, gone);
    return [...(await objects.finish(expected)), ...(await deletes.finish(gone.rows, 'deletes'))];
  }

  #deletesFile(file: PlannedFile, { assembler, planned }: OpenFile): DeletesFile {
    const { progress, metrics } = this.#transfer;
    return new DeletesFile(planned, {
      deletionsOf: (shard) => this.#parts.deletions(file, shard),
      encode: (deletes, shard, deletions) => this.#parts.encodeDeletes(deletes, shard, deletions),
      append: (part, rows) => assembler.append(part, rows),
      onAppended: (shard, rows) => {
        progress.deleted(file.className, shard, rows);
        metrics.rowGroupWritten(rows);
      },
    });
  }

  #open(planned: PlannedFile, maxBytes?: number): OpenFile {
    const { home, progress, metrics } = this.#transfer;
    const { name, className } = planned;
    const sink = new LazySink(() => {
      this.begun.add(name);
      const options = { ...(maxBytes !== undefined && { maxBytes }), signal: this.#signal };
      return home.backend.openSink(home.file(name), options);
    });
    const assembler = new FileAssembler(planned, sink, (bytes) => {
      progress.wrote(className, bytes);
      metrics.bytesWritten(home.backend.name, bytes);
    });
    return {
      planned,
      assembler,
      // Of estimates, all may turn out to be of nothing, and a filter may let nothing through.
      finish: async (rows, kind) =>
        rows === 0 ? [] : [await this.#finish(planned, assembler, sink, rows, kind)],
      [Symbol.asyncDispose]: () => sink[Symbol.asyncDispose](),
    };
  }

  async #finish(
    { name, className, tenant }: PlannedFile,
    assembler: FileAssembler,
    sink: LazySink,
    rows: number,
    kind: 'deletes' | undefined,
  ): Promise<ManifestFile> {
    const { replacedCharacters, ...assembled } = await assembler.finish(rows);
    await this.#publish(name, sink);
    if (replacedCharacters > 0)
      this.#transfer.logger.warn(
        { class: className, shard: tenant, replacedCharacters },
        'halves of surrogate pairs were written as U+FFFD',
      );
    return {
      name,
      ...(kind !== undefined && { kind }),
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
  async #publish(name: string, sink: Pick<Sink, 'close'>): Promise<void> {
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
  { home, snapshot, layout, pages: { encoding, ...compression }, selection, increment, progress }: Transfer,
  files: readonly ManifestFile[],
  completedAt: number,
): Manifest {
  const { startedAt } = progress.head;
  const replacedCharacters = files.reduce((sum, { replacedCharacters = 0 }) => sum + replacedCharacters, 0);
  return {
    formatVersion: FORMAT_VERSION,
    id: home.id,
    source: {
      consistency: snapshot.consistency,
      ...(snapshot.point !== undefined && { point: snapshot.point }),
    },
    classes: snapshot.classes.map(({ name }) => name),
    layout,
    encoding,
    compression,
    ...(Object.keys(selection).length > 0 && { selection: writableSelection(selection) }),
    files: [...files],
    ...(increment !== undefined && {
      base: increment.base.base,
      anew: increment.anew,
      gone: increment.gone,
    }),
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
