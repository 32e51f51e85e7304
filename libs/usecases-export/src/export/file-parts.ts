import type { KeyRange } from '@weaviate-export/entities-export';
import { type FileAssembler, rowGroupLimits } from '@weaviate-export/format';
import { inOrder } from '@weaviate-export/waiting';
import type { Snapshot } from '../ports/db-adapter.ts';
import type { Metrics } from '../ports/metrics.ts';
import type { LentPart, PartWorkers } from '../ports/part-executor.ts';
import type { DeletesFile } from './deletes-file.ts';
import type { ExportProgress } from './export-progress.ts';
import { PartsAhead } from './parts-ahead.ts';
import type { PartsInFlight } from './parts-in-flight.ts';
import type { PlannedFile } from './planned-file.ts';
import { RowGroupCutter, type SelectedRowGroup } from './row-group-cutter.ts';
import { ShardsLeft } from './shards-left.ts';
import type { ComparedPart, Part, SnapshotParts } from './snapshot-parts.ts';

/** What the parts of an export's files are worked on with. */
export interface PartsWork {
  readonly parts: SnapshotParts;
  readonly inFlight: PartsInFlight;
  readonly snapshot: Pick<Snapshot, 'consistency'>;
  readonly workers: Pick<PartWorkers, 'size'>;
  readonly progress: Pick<ExportProgress, 'appended' | 'shardDone'>;
  readonly metrics: Pick<Metrics, 'rowGroupWritten'>;
  readonly signal: AbortSignal;
  /** Does a step for a shard, whose error names class and shard. */
  readonly attribute: <T>(file: PlannedFile, shard: string, step: () => Promise<T>) => Promise<T>;
  /** So many more parts, or fewer, are not in their file. */
  readonly queue: (change: number) => void;
}

/** The parts of a file, of which the first are under way; disposed of, they give back their room. */
export interface FileParts extends Disposable {
  /** Resolves once the last one has been started. */
  readonly allStarted: Promise<void>;
  /**
   * Appends what they hold, in their order; returns how many rows that should be.
   * @param deletes of a file of changes alone
   */
  appendTo(assembler: FileAssembler, deletes?: DeletesFile): Promise<number>;
}

/** The parts of a file, by how what is to be in it is found. */
export function partsOf(file: PlannedFile, own: readonly Part[], work: PartsWork): FileParts {
  if (file.changes?.by === 'comparison') return comparedParts(file, own, work);
  return file.where === undefined ? scannedParts(file, own, work) : selectedParts(file, own, work);
}

/** Each part is a row group; one in which nothing was found is none. */
function scannedParts(file: PlannedFile, own: readonly Part[], work: PartsWork): FileParts {
  const { signal, queue } = work;
  const parts = new PartsAhead<Part, LentPart>(own, work.inFlight, {
    start: (part) => work.parts.encode(part),
    restOf,
    drop: (part) => part[Symbol.dispose](),
  });
  return fileParts(parts, async (assembler, deletes) => {
    const shards = new ShardsLeft(own);
    await endEmpty(file, own, deletes, work);
    let expected = 0;
    for (let started; (started = await parts.take(signal)) !== undefined;) {
      const { part, result } = started;
      const { shard, range } = part;
      expected += await work.attribute(file, shard, async () => {
        using encoded = await result;
        const rows = range.isEstimate === true ? encoded.scanned : range.objects;
        await append(assembler, part, encoded, rows, work);
        queue(encoded.rest.length - 1);
        if (shards.took(part, encoded.rest.length)) await endShard(file, shard, deletes, work);
        return rows;
      });
    }
    return expected;
  });
}

/** What the filter of the file lets through of its parts, in row groups as full as others. */
function selectedParts(file: PlannedFile, own: readonly Part[], work: PartsWork): FileParts {
  const select = async (part: Part): Promise<ComparedPart> => {
    const selected = await work.parts.select(part);
    return { ...selected, restParts: restOf(part, selected) };
  };
  return packedParts(file, own, work, select);
}

/** What differs from the base, in the same way. */
function comparedParts(file: PlannedFile, own: readonly Part[], work: PartsWork): FileParts {
  return packedParts(file, own, work, (part) => work.parts.compare(part));
}

function packedParts(
  file: PlannedFile,
  own: readonly Part[],
  work: PartsWork,
  start: (part: Part) => Promise<ComparedPart>,
): FileParts {
  const { workers, snapshot } = work;
  const parts = new PartsAhead<Part, ComparedPart>(own, work.inFlight, {
    start,
    restOf: (_part, { restParts }) => restParts,
  });
  return fileParts(parts, async (assembler, deletes) => {
    await endEmpty(file, own, deletes, work);
    const found = rowGroups(file, own, parts, work, deletes);
    const encoded = inOrder(found, workers.size, async (group) => {
      if (!('pieces' in group)) return group;
      const part = await work.attribute(file, group.shard, () => work.parts.encodeSelected(group));
      return { ...group, part };
    });
    let expected = 0;
    for await (const group of encoded) {
      const { shard } = group;
      if (!('part' in group)) {
        await endShard(file, shard, undefined, work);
        continue;
      }
      using part = group.part;
      // Of a live source, what is selected once more may be other objects.
      const rows = snapshot.consistency === 'live' ? part.scanned : group.range.objects;
      await work.attribute(file, shard, () => append(assembler, group, part, rows, work));
      expected += rows;
    }
    return expected;
  });
}

/** The row groups of a file, and behind those of each shard its end. */
async function* rowGroups(
  file: PlannedFile,
  own: readonly Part[],
  parts: PartsAhead<Part, ComparedPart>,
  { signal, attribute, queue }: PartsWork,
  deletes: DeletesFile | undefined,
): AsyncGenerator<SelectedRowGroup | { readonly shard: string }> {
  const cutter = new RowGroupCutter(file, rowGroupLimits(file.layout));
  const shards = new ShardsLeft(own);
  for (let started; (started = await parts.take(signal)) !== undefined;) {
    const { part, result } = started;
    const { shard } = part;
    const { pieces, left, restParts } = await attribute(file, shard, () => result);
    for (const piece of pieces) yield* cutter.add(shard, piece);
    await attribute(file, shard, async () => deletes?.add(shard, left));
    queue(restParts.length - 1);
    if (!shards.took(part, restParts.length)) continue;
    yield* cutter.end(shard);
    await attribute(file, shard, async () => deletes?.end(shard));
    yield { shard };
  }
}

/** Of changes, shards that have none but may have lost objects. */
async function endEmpty(
  file: PlannedFile,
  own: readonly Part[],
  deletes: DeletesFile | undefined,
  work: PartsWork,
): Promise<void> {
  if (deletes === undefined) return;
  const filled = new Set(own.map(({ shard }) => shard));
  for (const shard of file.shards)
    if (!filled.has(shard)) await work.attribute(file, shard, () => endShard(file, shard, deletes, work));
}

async function endShard(
  { className }: PlannedFile,
  shard: string,
  deletes: DeletesFile | undefined,
  { progress }: PartsWork,
): Promise<void> {
  await deletes?.end(shard);
  progress.shardDone(className, shard);
}

async function append(
  assembler: FileAssembler,
  { file, shard }: Pick<Part, 'file' | 'shard'>,
  encoded: LentPart,
  rows: number,
  { progress, metrics }: PartsWork,
): Promise<void> {
  if (rows === 0) return;
  await assembler.append(encoded, rows);
  progress.appended(file.className, shard, rows);
  metrics.rowGroupWritten(rows);
}

function restOf(part: Part, { rest }: { readonly rest: readonly KeyRange[] }): Part[] {
  return rest.map((range) => ({ ...part, range }));
}

function fileParts<Result>(parts: PartsAhead<Part, Result>, appendTo: FileParts['appendTo']): FileParts {
  const { allStarted } = parts;
  return { allStarted, appendTo, [Symbol.dispose]: () => parts[Symbol.dispose]() };
}
