import type { Writer } from './contestants.ts';
import type { LoadResult, WriterMedians, WriterResult } from './results.ts';

/** What the figures are compared with. A missing end is open. */
export interface Limit {
  readonly min?: number;
  readonly max?: number;
  /** What is hoped for beyond the limit. */
  readonly aim?: number;
}

/** Ratios of medians; null where a contestant that it needs has no result. */
export interface Ratios {
  readonly vsDuckdb: number | null;
  readonly vsDuckdbTuned: number | null;
  readonly vsBestTyped: number | null;
  readonly ofCeiling: number | null;
  readonly twoWorkersOverOne: number | null;
  readonly ceilingTwoOverOne: number | null;
  /** What a second worker brings, over what a second thread brings the ceiling. */
  readonly workersOverCeiling: number | null;
  readonly timeFor4xData: number | null;
  readonly fileOverRaw: number | null;
  readonly compactFileOverRaw: number | null;
  readonly typedFileOverRaw: number | null;
  readonly namedVectorsOverStandard: number | null;
  readonly typedOverStandard: number | null;
  readonly compactOverStandard: number | null;
  readonly rssAnonFor4xData: number | null;
}

/** The benchmark's last word. */
export interface Verdict {
  readonly ratios: Ratios;
  /** The higher of both sizes, two workers; MB are 10^6 bytes. */
  readonly rssAnonMB: number | null;
  readonly eventLoopP99Ms: number | null;
  readonly eventLoopMaxMs: number | null;
  readonly getP99Ms: { readonly idle: number; readonly duringExport: number } | null;
  readonly limits: Readonly<Record<string, Limit>>;
  /** A goal whose figure is missing is not met. */
  readonly met: Readonly<Record<string, boolean>>;
}

/** GET may take three times as long as when the server is idle, and 25 ms in any case. */
const GET_TIMES_IDLE = 3;
const GET_FLOOR_MS = 25;

export function verdictOf(
  writers: readonly Writer[],
  results: readonly WriterResult[],
  load: LoadResult | undefined,
): Verdict {
  const mediansOf = (name: string): WriterMedians | null =>
    results.find(({ contestant }) => contestant === name)?.median ?? null;
  const [ours, ours4x] = [mediansOf('ours-2'), mediansOf('ours-2-4x')];
  const speed = (name: string): number | null => mediansOf(name)?.mbPerSecond ?? null;
  const typedPeers = writers.filter(({ isTypedPeer }) => isTypedPeer).map(({ name }) => speed(name));
  // One that did not run might have been the best.
  const bestTyped = typedPeers.includes(null) ? null : highest(typedPeers);
  const bothSizes = (figure: (medians: WriterMedians) => number | null): number | null =>
    highest([ours, ours4x].map((medians) => medians && figure(medians)));

  const twoWorkersOverOne = ratio(speed('ours-2'), speed('ours-1'));
  const ceilingTwoOverOne = ratio(speed('zstd-2'), speed('zstd-1'));
  const ratios: Ratios = {
    vsDuckdb: ratio(speed('ours-2'), speed('duckdb')),
    vsDuckdbTuned: ratio(speed('ours-2'), speed('duckdb-tuned')),
    vsBestTyped: ratio(speed('ours-2'), bestTyped),
    ofCeiling: ratio(speed('ours-2'), speed('zstd-2')),
    twoWorkersOverOne,
    ceilingTwoOverOne,
    workersOverCeiling: ratio(twoWorkersOverOne, ceilingTwoOverOne),
    timeFor4xData: ratio(ours4x?.seconds ?? null, ours?.seconds ?? null),
    fileOverRaw: ours?.fileOverRaw ?? null,
    compactFileOverRaw: mediansOf('ours-compact')?.fileOverRaw ?? null,
    typedFileOverRaw: mediansOf('ours-typed')?.fileOverRaw ?? null,
    namedVectorsOverStandard: ratio(speed('ours-named'), speed('ours-2')),
    typedOverStandard: ratio(speed('ours-typed'), speed('ours-2')),
    compactOverStandard: ratio(speed('ours-compact'), speed('ours-2')),
    rssAnonFor4xData: ratio(ours4x?.rssAnonMB ?? null, ours?.rssAnonMB ?? null),
  };
  const figures = {
    rssAnonMB: bothSizes((medians) => medians.rssAnonMB),
    eventLoopP99Ms: bothSizes((medians) => medians.eventLoopMs?.p99 ?? null),
    eventLoopMaxMs: bothSizes((medians) => medians.eventLoopMs?.max ?? null),
  };
  const get = load?.median;
  const getP99Ms = get ? { idle: get.idleMs.p99, duringExport: get.duringExportMs.p99 } : null;
  const limits = limitsOf(getP99Ms);
  const values: Readonly<Record<string, number | null>> = {
    ...ratios,
    ...figures,
    getP99Ms: getP99Ms?.duringExport ?? null,
  };
  const met = Object.entries(limits).map(
    ([name, limit]) => [name, isWithin(values[name] ?? null, limit)] as const,
  );
  return { ratios, ...figures, getP99Ms, limits, met: Object.fromEntries(met) };
}

function limitsOf(getP99Ms: Verdict['getP99Ms']): Record<string, Limit> {
  return {
    vsDuckdb: { min: 2, aim: 2.5 },
    vsBestTyped: { min: 1 },
    fileOverRaw: { max: 0.91 },
    compactFileOverRaw: { max: 0.77 },
    typedFileOverRaw: { max: 0.91 },
    workersOverCeiling: { min: 0.9 },
    timeFor4xData: { max: 4.2 },
    rssAnonMB: { max: 800 },
    rssAnonFor4xData: { min: 0.9, max: 1.1 },
    eventLoopP99Ms: { max: 20 },
    eventLoopMaxMs: { max: 100 },
    getP99Ms: { max: Math.max(GET_FLOOR_MS, GET_TIMES_IDLE * (getP99Ms?.idle ?? 0)) },
    typedOverStandard: { min: 0.6 },
    namedVectorsOverStandard: { min: 0.8 },
  };
}

function isWithin(value: number | null, { min = -Infinity, max = Infinity }: Limit): boolean {
  return value !== null && value >= min && value <= max;
}

function ratio(above: number | null, below: number | null): number | null {
  return above === null || below === null ? null : above / below;
}

function highest(values: readonly (number | null)[]): number | null {
  const there = values.filter((value) => value !== null);
  return there.length === 0 ? null : Math.max(...there);
}
