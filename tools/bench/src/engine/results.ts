import type { Writer } from './contestants.ts';
import { objectsOf, RAW_BYTES } from './data/bench-object.ts';
import type { Delays, LoadMeasurement, WriteMeasurement } from './order.ts';
import { median } from './statistics.ts';

const BYTES_PER_MB = 1e6;

/** Medians over the rounds of one writer; MB are 10^6 bytes. */
export interface WriterMedians {
  readonly seconds: number;
  readonly objectsPerSecond: number;
  /** Raw bytes a second. */
  readonly mbPerSecond: number;
  readonly fileBytes: number;
  readonly fileOverRaw: number;
  /** Null where it was not measured, or there is no /proc. */
  readonly rssAnonMB: number | null;
  readonly rssAnonGrowthMB: number | null;
  readonly eventLoopMs: Delays | null;
}

/** All rounds of one writer. */
export interface WriterResult {
  readonly contestant: string;
  readonly threads: number;
  readonly objects: number;
  readonly rawBytes: number;
  readonly rounds: readonly WriteMeasurement[];
  /** Null where no round ended well. */
  readonly median: WriterMedians | null;
  /** Why it was given up. */
  readonly error?: string;
}

/** All rounds of the requests to the server. */
export interface LoadResult {
  readonly contestant: string;
  readonly rounds: readonly LoadMeasurement[];
  readonly median: LoadMeasurement | null;
  readonly error?: string;
}

export function writerResult(
  { name, order }: Writer,
  baseObjects: number,
  rounds: readonly WriteMeasurement[],
  error?: string,
): WriterResult {
  const objects = objectsOf(order.className, baseObjects);
  const rawBytes = objects * RAW_BYTES;
  return {
    contestant: name,
    threads: order.threads,
    objects,
    rawBytes,
    rounds,
    median: rounds.length === 0 ? null : writerMedians(objects, rawBytes, rounds),
    ...(error !== undefined && { error }),
  };
}

function writerMedians(
  objects: number,
  rawBytes: number,
  rounds: readonly WriteMeasurement[],
): WriterMedians {
  const seconds = median(rounds.map((round) => round.seconds));
  const fileBytes = median(rounds.map((round) => round.fileBytes));
  const memory = rounds.map(({ rssAnonMB }) => rssAnonMB).filter((reading) => reading != null);
  return {
    seconds,
    objectsPerSecond: objects / seconds,
    mbPerSecond: rawBytes / BYTES_PER_MB / seconds,
    fileBytes,
    fileOverRaw: fileBytes / rawBytes,
    rssAnonMB: medianOrNull(memory.map(({ peak }) => peak)),
    rssAnonGrowthMB: medianOrNull(memory.map(({ growth }) => growth)),
    eventLoopMs: medianDelays(
      rounds.map(({ eventLoopMs }) => eventLoopMs).filter((delays) => delays !== undefined),
    ),
  };
}

export function loadResult(
  contestant: string,
  rounds: readonly LoadMeasurement[],
  error?: string,
): LoadResult {
  const phase = (name: keyof LoadMeasurement) => ({
    ...medianDelays(rounds.map((round) => round[name]))!,
    requests: median(rounds.map((round) => round[name].requests)),
  });
  return {
    contestant,
    rounds,
    median: rounds.length === 0 ? null : { idleMs: phase('idleMs'), duringExportMs: phase('duringExportMs') },
    ...(error !== undefined && { error }),
  };
}

function medianDelays(rounds: readonly Delays[]): Delays | null {
  if (rounds.length === 0) return null;
  const of = (name: keyof Delays): number => median(rounds.map((delays) => delays[name]));
  return { p50: of('p50'), p99: of('p99'), max: of('max') };
}

function medianOrNull(values: readonly number[]): number | null {
  return values.length === 0 ? null : median(values);
}
