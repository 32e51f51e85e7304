import {
  ExportError,
  FORMAT_VERSION,
  isExportError,
  SCHEMA_FILE,
  type Manifest,
  type ManifestFile,
} from '@weaviate-export/entities-export';
import { toJson, type ExportHome } from './export-home.ts';
import type { ExportProgress } from './export-progress.ts';
import { inOrder } from './in-order.ts';
import type { Codec } from './parquet/codec.ts';
import { FileAssembler } from './parquet/file-assembler.ts';
import { scanPart } from './part/scan-part.ts';
import type { PlannedFile } from './planned-file.ts';
import type { Sink } from './ports/backend.ts';
import type { KeyRange, RangeLimits, Snapshot } from './ports/db-adapter.ts';
import type { EncodedPart, PartWorkers } from './ports/part-executor.ts';
import { TimeSlice } from './time-slice.ts';
import { unlessAborted } from './unless-aborted.ts';
import { within } from './within.ts';

/**
 * Where a row group ends: at 10,000 objects, which readers like, or at 64 MiB, which bounds the memory of a worker,
 * whichever comes first.
 */
export const ROW_GROUP_LIMITS: RangeLimits = { objects: 10_000, bytes: 64 * 1024 * 1024 };

/**
 * An upper bound of a file's size, by which a sink chooses its part size: a fourth over its values for pages' headers,
 * lengths and levels, which weigh most where objects are tiny, and 1 MiB for the footer.
 */
const FILE_BOUND = { factor: 1.25, bytes: 1024 * 1024 };

/** How long a source may take to leave a read that was given up, in milliseconds; it is not waited for longer. */
const READ_END_MS = 1_000;

/** Everything that the transfer of one export needs. */
export interface Transfer {
  readonly home: ExportHome;
  readonly snapshot: Snapshot;
  /** True where the workers read the snapshot for themselves; else it is scanned on the main thread. */
  readonly shared: boolean;
  readonly workers: PartWorkers;
  readonly files: readonly PlannedFile[];
  readonly codec: Codec;
  readonly progress: ExportProgress;
  readonly signal: AbortSignal;
}

interface Part {
  readonly file: PlannedFile;
  readonly shard: string;
  readonly range: KeyRange;
}

interface CutFile {
  readonly file: PlannedFile;
  readonly parts: readonly Part[];
}

/** Moves the objects of one export into its files. */
export class Coordinator {
  readonly #transfer: Transfer;
  readonly #slice = new TimeSlice();
  /** Names of the files that this export has begun, or published: what a clean-up deletes. */
  readonly begun: string[] = [];
  /** Reads of the snapshot on this thread that have not ended. */
  readonly #reads = new Set<Promise<unknown>>();

  constructor(transfer: Transfer) {
    this.#transfer = transfer;
  }

  /**
   * Writes every Parquet file, then schema.json.
   * @returns the files as the manifest lists them
   * @throws ExportError; files that are whole by then lie there still
   */
  async run(): Promise<ManifestFile[]> {
    const cut = await this.#cut();
    const parts = inOrder(
      cut.flatMap(({ parts }) => parts),
      this.#transfer.workers.size + 1,
      (part) => this.#encode(part),
    );
    const files: ManifestFile[] = [];
    const bytes = new Map<string, number>();
    for (const { file, parts: own } of cut) {
      const written = await this.#write(file, own, parts, bytes.get(file.className) ?? 0);
      bytes.set(file.className, (bytes.get(file.className) ?? 0) + written.bytes);
      files.push(written);
      if (cut.findLast(({ file: { className } }) => className === file.className)?.file === file) {
        this.#transfer.progress.classDone(file.className);
      }
    }
    await this.#writeSchema();
    return files;
  }

  /**
   * Resolves once the snapshot may be released, since nothing on this thread reads it any more; a source that does not
   * answer is not waited for. To be called when the signal has aborted.
   */
  async idle(): Promise<void> {
    await within(READ_END_MS, Promise.allSettled(this.#reads), () => undefined);
  }

  /** Cuts all files into parts, so that the totals are known from the start; files without a row drop out. */
  async #cut(): Promise<CutFile[]> {
    const { files, progress, snapshot } = this.#transfer;
    const cut: CutFile[] = [];
    for (const file of files) {
      const parts: Part[] = [];
      for (const shard of file.shards) {
        const ranges = await this.#attribute(file, shard, () => this.#ranges(file.className, shard));
        progress.counted(file.className, shard, objectsOf(ranges));
        for (const range of ranges) parts.push({ file, shard, range });
      }
      if (parts.length > 0) cut.push({ file, parts });
    }
    for (const { name } of snapshot.classes) progress.classCounted(name);
    return cut;
  }

  async #ranges(className: string, shard: string): Promise<KeyRange[]> {
    const { shared, snapshot, workers, signal } = this.#transfer;
    const address = { class: className, shard };
    if (shared) return workers.cut(address, ROW_GROUP_LIMITS);
    return this.#read(async () => {
      const ranges: KeyRange[] = [];
      for await (const range of snapshot.cut(address, ROW_GROUP_LIMITS)) {
        signal.throwIfAborted();
        ranges.push(range);
        await this.#slice.pause();
      }
      return ranges;
    });
  }

  async #encode({ file, shard, range }: Part): Promise<EncodedPart> {
    const { shared, snapshot, workers, codec } = this.#transfer;
    const address = { class: file.className, shard };
    const layout = { className: file.className, vectors: file.vectors };
    if (shared) return workers.run({ shard: address, range, layout, codec });
    const pause = (): Promise<void> | undefined => {
      this.#transfer.signal.throwIfAborted();
      return this.#slice.pause();
    };
    const part = await this.#read(() => scanPart(snapshot, address, range, layout, pause));
    return workers.encode(part, { layout, codec });
  }

  /** Reads the snapshot on this thread; gives up when the signal aborts, since a source may not answer. */
  async #read<T>(start: () => Promise<T>): Promise<T> {
    const { signal } = this.#transfer;
    signal.throwIfAborted();
    const reading = start().finally(() => this.#reads.delete(reading));
    this.#reads.add(reading);
    return unlessAborted(reading, signal);
  }

  async #write(
    file: PlannedFile,
    own: readonly Part[],
    encoded: AsyncGenerator<EncodedPart>,
    classBytes: number,
  ): Promise<ManifestFile> {
    const { home, progress, signal } = this.#transfer;
    const { className } = file;
    this.begun.push(file.name);
    await using sink = await home.backend.openSink(home.file(file.name), {
      maxBytes: fileBound(own),
      signal,
    });
    const assembler = new FileAssembler(file, sink);
    for (const [index, { shard, range }] of own.entries()) {
      await this.#attribute(file, shard, async () => {
        const next = await encoded.next();
        await assembler.append(next.value as EncodedPart, range.objects);
      });
      progress.appended(className, shard, range.objects);
      progress.wrote(className, classBytes + assembler.bytes);
      if (own[index + 1]?.shard !== shard) progress.shardDone(className, shard);
    }
    const { rows, bytes, sha256, lowestId, highestId, rowGroups, schemaFingerprint } = await assembler.finish(
      objectsOf(own.map(({ range }) => range)),
    );
    await this.#publish(sink);
    progress.wrote(className, classBytes + bytes);
    return {
      name: file.name,
      class: className,
      ...(file.tenant !== undefined && { tenant: file.tenant }),
      rows,
      bytes,
      sha256,
      lowestId,
      highestId,
      rowGroups,
      schemaFingerprint,
    };
  }

  async #writeSchema(): Promise<void> {
    const { home, snapshot, signal } = this.#transfer;
    this.begun.push(SCHEMA_FILE);
    await using sink = await home.backend.openSink(home.file(SCHEMA_FILE), { signal });
    await sink.write(toJson({ classes: snapshot.classes.map(({ definition }) => definition) }));
    await this.#publish(sink);
  }

  /** Closes the sink of the file begun last; one that is another's is not this export's to delete. */
  async #publish(sink: Sink): Promise<void> {
    try {
      await sink.close();
    } catch (error) {
      if (isExportError(error, 'FILE_ALREADY_EXISTS')) this.begun.pop();
      throw error;
    }
  }

  /** Does a step for a shard, so that an error in it names class and shard, in the progress as well. */
  async #attribute<T>(file: PlannedFile, shard: string, step: () => Promise<T>): Promise<T> {
    try {
      this.#transfer.signal.throwIfAborted();
      return await step();
    } catch (cause) {
      this.#transfer.signal.throwIfAborted();
      const message = cause instanceof Error ? cause.message : String(cause);
      this.#transfer.progress.classFailed(file.className, shard, message);
      if (isExportError(cause)) throw cause;
      throw new ExportError('PART_FAILED', [file.className, shard, message], { cause });
    }
  }
}

/** What the manifest of an export says. */
export function manifestOf(
  { home, snapshot, progress }: Transfer,
  files: readonly ManifestFile[],
  completedAt: number,
): Manifest {
  const { startedAt } = progress.status;
  return {
    formatVersion: FORMAT_VERSION,
    id: home.id,
    source: { consistency: snapshot.consistency },
    classes: snapshot.classes.map(({ name }) => name),
    files: [...files],
    startedAt,
    completedAt: new Date(completedAt).toISOString(),
  };
}

function fileBound(parts: readonly Part[]): number {
  const bytes = parts.reduce((sum, { range }) => sum + range.bytes, 0);
  return Math.ceil(bytes * FILE_BOUND.factor) + FILE_BOUND.bytes;
}

function objectsOf(ranges: readonly KeyRange[]): number {
  return ranges.reduce((sum, { objects }) => sum + objects, 0);
}
