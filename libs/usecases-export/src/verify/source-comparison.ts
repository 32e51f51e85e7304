import {
  type ClassComparison,
  type ClassDefinition,
  isExportError,
  isMultiTenant,
  type KeyRange,
} from '@weaviate-export/entities-export';
import {
  classLayout,
  type ClassLayout,
  fetchRowGroup,
  LAYOUT_NAMES,
  type LayoutName,
  openStoredFile,
  rowGroupLimits,
} from '@weaviate-export/format';
import type { ObjectDigests } from '@weaviate-export/format/decoder';
import { inOrder, TimeSlice } from '@weaviate-export/waiting';
import type { ExportableClass, ShardAddress, Snapshot } from '../ports/db-adapter.ts';
import type { VerifyWorkers } from '../ports/verify-executor.ts';
import { type RowGroupPlace, runsOf } from '../stored/file-runs.ts';
import type { ReadHome } from '../stored/read-home.ts';
import { scanPart } from '../workers/scan-part.ts';
import { compareIds, type Digest, DigestMerge } from './digest-merge.ts';
import type { ExportOutline, ListedFile } from './export-outline.ts';
import type { Findings } from './findings.ts';

/** Objects of a class that are told one by one, of each kind of difference. */
const TOLD_OF_A_KIND = 100;

/** What the comparison of all classes shares. */
export interface ComparisonParts {
  readonly home: ReadHome;
  readonly outline: ExportOutline;
  readonly snapshot: Snapshot;
  readonly workers: VerifyWorkers;
  readonly findings: Findings;
  readonly signal: AbortSignal;
}

/**
 * Compares a class of an export with its source, object for object, both in order of id: what an object takes here is its id and
 * the half of a sha256.
 * @param counts what is counted on the way
 */
export async function compareClass(
  parts: ComparisonParts,
  name: string,
  counts: ClassComparison,
): Promise<void> {
  const { outline, snapshot, findings } = parts;
  const source = snapshot.classes.find((one) => one.name === name);
  if (source === undefined) findings.add({ class: name, problem: 'is in the export, and not in the source' });
  const files = outline.files.filter((file) => file.class === name);
  const definition = outline.definitions.get(name) ?? source?.definition ?? { class: name };
  if (!isMultiTenant(definition)) {
    const shards = (source?.shards ?? []).filter((shard) => isCompared(parts, name, shard));
    return compareShards(parts, { name, definition, files, shards }, counts);
  }
  const tenants = new Set([
    ...files.map(({ tenant = '' }) => tenant),
    ...(source?.shards ?? []).map((shard) => shard.name),
  ]);
  for (const tenant of tenants) {
    const shards = (source?.shards ?? []).filter((shard) => shard.name === tenant);
    if (!shards.every((shard) => isCompared(parts, name, shard))) continue;
    const own = files.filter((file) => file.tenant === tenant);
    await compareShards(parts, { name, tenant, definition, files: own, shards }, counts);
  }
}

function isCompared(
  { findings }: ComparisonParts,
  name: string,
  shard: ExportableClass['shards'][number],
): boolean {
  if (shard.skipReason === undefined) return true;
  findings.add({
    class: name,
    tenant: shard.name,
    problem: `cannot be compared with the source: ${shard.skipReason}`,
  });
  return false;
}

interface Compared {
  readonly name: string;
  readonly tenant?: string;
  readonly definition: ClassDefinition;
  readonly files: readonly ListedFile[];
  readonly shards: ExportableClass['shards'];
}

async function compareShards(
  parts: ComparisonParts,
  { name, tenant, definition, files, shards }: Compared,
  counts: ClassComparison,
): Promise<void> {
  const { findings, signal, home, outline } = parts;
  const layout = classLayout(layoutOf(outline.layout), definition);
  const place = { class: name, ...(tenant !== undefined && { tenant }) };
  let runs: RowGroupPlace[][];
  try {
    runs = await runsOf(home, files);
  } catch (error) {
    if (!isExportError(error, 'PARQUET_INVALID') && !isExportError(error, 'FILE_NOT_FOUND')) throw error;
    findings.add({ ...place, problem: `cannot be compared with the source: ${error.message}` });
    return;
  }
  const exported = new DigestMerge(runs.map((run) => exportDigests(parts, run, layout)));
  const held = new DigestMerge(
    shards.map((shard) => sourceDigests(parts, { class: name, shard: shard.name }, layout)),
  );
  const teller = new Differences(parts, place, counts);
  const slice = new TimeSlice();
  try {
    await Promise.all([exported.begin(), held.begin()]);
    for (;;) {
      const [ours, theirs] = [exported.peek(), held.peek()];
      if (ours === undefined && theirs === undefined) return;
      const order = ours === undefined ? 1 : theirs === undefined ? -1 : compareIds(ours, theirs);
      teller.tell(order <= 0 ? ours : undefined, order >= 0 ? theirs : undefined);
      const [first, second] = [
        order <= 0 ? exported.next() : undefined,
        order >= 0 ? held.next() : undefined,
      ];
      if (first !== undefined) await first;
      if (second !== undefined) await second;
      const pause = slice.pause();
      if (pause !== undefined) {
        await pause;
        signal.throwIfAborted();
      }
    }
  } catch (error) {
    if (
      !isExportError(error, 'PARQUET_INVALID') &&
      !isExportError(error, 'OBJECT_INVALID') &&
      !isExportError(error, 'PROPERTY_MISFIT')
    )
      throw error;
    findings.add({ ...place, problem: `cannot be compared any further: ${error.message}` });
  } finally {
    await Promise.all([exported.end(), held.end()]);
  }
}

function layoutOf(name: string | undefined): LayoutName {
  return LAYOUT_NAMES.find((one) => one === name) ?? 'standard';
}

/** Counts differences, and tells the first of each kind. */
class Differences {
  readonly #parts: ComparisonParts;
  readonly #place: { readonly class: string; readonly tenant?: string };
  readonly #counts: ClassComparison;

  constructor(
    parts: ComparisonParts,
    place: { readonly class: string; readonly tenant?: string },
    counts: ClassComparison,
  ) {
    this.#parts = parts;
    this.#place = place;
    this.#counts = counts;
  }

  tell(ours: Digest | undefined, theirs: Digest | undefined): void {
    const counts = this.#counts;
    if (ours !== undefined && theirs !== undefined && ours.isSame(theirs)) {
      counts.same += 1;
      return;
    }
    const kind = theirs === undefined ? 'extra' : ours === undefined ? 'missing' : 'different';
    counts[kind] += 1;
    const { startedAt = Infinity } = this.#parts.outline;
    const isSince = theirs !== undefined && theirs.updateTime >= startedAt;
    if (isSince) counts.changedSince += 1;
    const told = counts[kind] <= TOLD_OF_A_KIND;
    const finding = { ...this.#place, objectId: (ours ?? theirs)!.id, ...this.#words(kind, isSince) };
    if (told) this.#parts.findings.add(finding);
    else this.#parts.findings.count();
  }

  #words(
    kind: 'extra' | 'missing' | 'different',
    isSince: boolean,
  ): { problem: string; expected: string; found: string } {
    const isLive = this.#parts.snapshot.consistency === 'live';
    switch (kind) {
      case 'extra':
        return {
          problem: isLive
            ? 'has been deleted from the source since, or was never in it'
            : 'is in the export, and not in the source',
          expected: 'no object',
          found: 'an object',
        };
      case 'missing':
        return {
          problem: isSince ? 'has come into the source since' : 'is in the source, and not in the export',
          expected: 'an object',
          found: 'no object',
        };
      case 'different':
        return {
          problem: isSince ? 'has changed in the source since' : 'differs from that of the source',
          expected: 'the content of the source',
          found: 'another',
        };
    }
  }
}

/** The objects of one run of row groups: the next one is read while one is compared. */
async function* exportDigests(
  { home, workers }: ComparisonParts,
  run: readonly RowGroupPlace[],
  layout: ClassLayout,
): AsyncGenerator<ObjectDigests> {
  yield* inOrder(run, 2, async ({ file, index, window }) => {
    const stored = await openStoredFile(home.access(file.name, file.bytes));
    return workers.digest(await fetchRowGroup(stored, index, { window }), layout);
  });
}

async function* sourceDigests(
  { snapshot, workers, signal }: ComparisonParts,
  shard: ShardAddress,
  layout: ClassLayout,
): AsyncGenerator<ObjectDigests> {
  const limits = rowGroupLimits(layout);
  const digest = (range: KeyRange): ReturnType<VerifyWorkers['digestRange']> =>
    workers.digestRange({ shard, range, layout }, () => {
      const slice = new TimeSlice();
      return scanPart(snapshot, shard, range, layout, async () => {
        await slice.pause();
        signal.throwIfAborted();
      });
    });
  const ranges = await workers.cut(shard, limits, () => Array.fromAsync(snapshot.cut(shard, limits)));
  for await (const { digests, rest } of inOrder(ranges, 2, digest)) {
    yield digests;
    const left = [...rest];
    for (let range = left.shift(); range !== undefined; range = left.shift()) {
      const more = await digest(range);
      yield more.digests;
      left.unshift(...more.rest);
    }
  }
}
