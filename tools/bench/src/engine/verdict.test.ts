import { describe, expect, it } from 'vitest';
import { WRITERS, type Writer } from './contestants.ts';
import { RAW_BYTES } from './data/bench-object.ts';
import type { WriteMeasurement } from './order.ts';
import { reportText } from './report.ts';
import { loadResult, writerResult, type WriterResult } from './results.ts';
import { verdictOf } from './verdict.ts';

const OBJECTS = 1000;
const RAW = OBJECTS * RAW_BYTES;

/** Seconds of three rounds a contestant, the median in the middle. */
const SECONDS: Readonly<Record<string, number>> = {
  'ours-1': 2,
  'ours-2': 1,
  'ours-2-first': 1.5,
  'ours-1-4x': 8,
  'ours-2-4x': 4,
  'ours-typed': 1.25,
  'ours-compact': 2,
  'ours-weaviate': 1,
  'ours-named': 1,
  duckdb: 2.5,
  'duckdb-4x': 10,
  'duckdb-tuned': 2,
  polars: 1.5,
  hyparquet: 5,
  'hyparquet-binary': 0.9,
  'zstd-1': 1,
  'zstd-2': 0.5,
};

function rounds({ name, order }: Writer): WriteMeasurement[] {
  const middle = SECONDS[name]!;
  const raw = order.className === 'Large' ? RAW * 4 : RAW;
  return [middle * 9, middle * 0.9, middle].map((seconds) => ({
    seconds,
    fileBytes: raw * 0.75,
    ...(name.startsWith('ours') && {
      rssAnonMB: { peak: order.className === 'Large' ? 520 : 500, growth: 400 },
      eventLoopMs: { p50: 1, p99: order.className === 'Large' ? 12 : 8, max: 30 },
    }),
  }));
}

const results = WRITERS.map((writer) => writerResult(writer, OBJECTS, rounds(writer)));
const delays = (p99: number) => ({ p50: 1, p99, max: 2 * p99, requests: 500 });
const load = loadResult('get-latency', [{ idleMs: delays(4), duringExportMs: delays(20) }]);

const without = (...names: string[]): WriterResult[] =>
  results.filter(({ contestant }) => !names.includes(contestant));

describe('the verdict', () => {
  const verdict = verdictOf(WRITERS, results, load);

  it('compares medians, by raw bytes a second', () => {
    expect(verdict.ratios).toEqual({
      vsDuckdb: 2.5,
      vsDuckdbTuned: 2,
      vsBestTyped: 1.5,
      ofCeiling: 0.5,
      twoWorkersOverOne: 2,
      ceilingTwoOverOne: 2,
      workersOverCeiling: 1,
      timeFor4xData: 4,
      fileOverRaw: 0.75,
      compactFileOverRaw: 0.75,
      typedFileOverRaw: 0.75,
      namedVectorsOverStandard: 1,
      typedOverStandard: expect.closeTo(0.8) as number,
      compactOverStandard: 0.5,
      rssAnonFor4xData: 1.04,
    });
  });

  it('takes the worse of both sizes for memory and event loop', () => {
    expect(verdict).toMatchObject({ rssAnonMB: 520, eventLoopP99Ms: 12, eventLoopMaxMs: 30 });
  });

  it('has a limit for every goal, and says which are met', () => {
    expect(Object.values(verdict.met)).not.toContain(false);
    expect(Object.keys(verdict.met)).toEqual(Object.keys(verdict.limits));
  });

  it('misses the goal whose figure is beyond its limit, and no other', () => {
    const slower = results.map((result) =>
      result.contestant === 'ours-typed'
        ? { ...result, median: { ...result.median!, mbPerSecond: results[1]!.median!.mbPerSecond * 0.59 } }
        : result,
    );
    const { met } = verdictOf(WRITERS, slower, load);
    expect(Object.keys(met).filter((name) => !met[name])).toEqual(['typedOverStandard']);
  });

  it('lets GET take 25 ms, or three times its idle p99 where that is more', () => {
    const during = (idle: number, exporting: number) =>
      verdictOf(
        WRITERS,
        results,
        loadResult('get-latency', [{ idleMs: delays(idle), duringExportMs: delays(exporting) }]),
      ).met['getP99Ms'];
    expect(during(1, 25)).toBe(true);
    expect(during(1, 26)).toBe(false);
    expect(during(10, 30)).toBe(true);
    expect(during(10, 31)).toBe(false);
  });

  it('leaves open what needs a contestant that did not run: the best peer needs all of them', () => {
    const { ratios, met } = verdictOf(WRITERS, without('polars', 'ours-2-4x', 'zstd-1'), undefined);
    expect(ratios).toMatchObject({
      vsBestTyped: null,
      timeFor4xData: null,
      ceilingTwoOverOne: null,
      workersOverCeiling: null,
      vsDuckdb: 2.5,
    });
    expect(met).toMatchObject({ vsBestTyped: false, timeFor4xData: false, getP99Ms: false, vsDuckdb: true });
  });
});

describe('the report', () => {
  const plain = { width: undefined, heading: (text: string) => text };

  it('has a line a contestant and a goal, and says what is missed', () => {
    const failed = writerResult(WRITERS[5], OBJECTS, [], 'it fell over');
    const some = [...without('ours-typed'), failed];
    const text = reportText(some, load, verdictOf(WRITERS, some, load), plain);
    for (const { title } of WRITERS) expect(text).toContain(title);
    expect(text).toMatch(/^vsDuckdb +2\.50 +at least 2, aim 2\.5 +met$/m);
    expect(text).toMatch(/^typedOverStandard +- +at least 0\.6 +-$/m);
    expect(text).toMatch(/^during an export +500 +1\.0 +20\.0 +40\.0$/m);
    expect(text).toMatch(/^ours-typed failed: it fell over$/m);
  });
});
