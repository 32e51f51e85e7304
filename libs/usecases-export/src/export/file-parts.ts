import type { KeyRange } from '@weaviate-export/entities-export';
import { type FileAssembler, rowGroupLimits } from '@weaviate-export/format';
import { inOrder } from '@weaviate-export/waiting';
import type { Snapshot } from '../ports/db-adapter.ts';
import type { Metrics } from '../ports/metrics.ts';
import type { LentPart, PartWorkers, SelectedPart } from '../ports/part-executor.ts';
import type { ExportProgress } from './export-progress.ts';
import { PartsAhead } from './parts-ahead.ts';
import type { PartsInFlight } from './parts-in-flight.ts';
import type { PlannedFile } from './planned-file.ts';
import { RowGroupCutter, type SelectedRowGroup } from './row-group-cutter.ts';
import { ShardsLeft } from './shards-left.ts';
import type { Part, SnapshotParts } from './snapshot-parts.ts';

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
  /** Appends what they hold, in their order; returns how many rows that should be. */
  appendTo(assembler: FileAssembler): Promise<number>;
}

/** Each part is a row group; one in which nothing was found is none. */
export function scannedParts(file: PlannedFile, own: readonly Part[], work: PartsWork): FileParts {
  const { signal, progress, queue } = work;
  const parts = new PartsAhead<Part, LentPart>(own, work.inFlight, {
    start: (part) => work.parts.encode(part),
    restOf,
    drop: (part) => part[Symbol.dispose](),
  });
  return fileParts(parts, async (assembler) => {
    const shards = new ShardsLeft(own);
    let expected = 0;
    for (let started; (started = await parts.take(signal)) !== undefined;) {
      const { part, result } = started;
      const { shard, range } = part;
      expected += await work.attribute(file, shard, async () => {
        using encoded = await result;
        const rows = range.isEstimate === true ? encoded.scanned : range.objects;
        await append(assembler, part, encoded, rows, work);
        queue(encoded.rest.length - 1);
        if (shards.took(part, encoded.rest.length)) progress.shardDone(file.className, shard);
        return rows;
      });
    }
    return expected;
  });
}

/** What the filter of the file lets through of its parts, in row groups as full as others. */
export function selectedParts(file: PlannedFile, own: readonly Part[], work: PartsWork): FileParts {
  const { workers, snapshot, progress } = work;
  const parts = new PartsAhead<Part, SelectedPart>(own, work.inFlight, {
    start: (part) => work.parts.select(part),
    restOf,
  });
  return fileParts(parts, async (assembler) => {
    const encoded = inOrder(rowGroups(file, own, parts, work), workers.size, async (group) => {
      if (!('pieces' in group)) return group;
      const part = await work.attribute(file, group.shard, () => work.parts.encodeSelected(group));
      return { ...group, part };
    });
    let expected = 0;
    for await (const group of encoded) {
      const { shard } = group;
      if (!('part' in group)) {
        progress.shardDone(file.className, shard);
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
  parts: PartsAhead<Part, SelectedPart>,
  { signal, attribute, queue }: PartsWork,
): AsyncGenerator<SelectedRowGroup | { readonly shard: string }> {
  const cutter = new RowGroupCutter(file, rowGroupLimits(file.layout));
  const shards = new ShardsLeft(own);
  for (let started; (started = await parts.take(signal)) !== undefined;) {
    const { part, result } = started;
    const { shard } = part;
    const { pieces, rest } = await attribute(file, shard, () => result);
    for (const piece of pieces) yield* cutter.add(shard, piece);
    queue(rest.length - 1);
    if (!shards.took(part, rest.length)) continue;
    yield* cutter.end(shard);
    yield { shard };
  }
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
