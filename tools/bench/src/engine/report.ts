import { table, type Paper } from '@weaviate-export/cli';
import { WRITERS } from './contestants.ts';
import type { LoadResult, WriterResult } from './results.ts';
import type { Limit, Verdict } from './verdict.ts';

/** The results as text: the writers, the latencies of the server, and the goals. */
export function reportText(
  writers: readonly WriterResult[],
  load: LoadResult | undefined,
  verdict: Verdict,
  paper: Paper,
): string {
  const parts = [writersTable(writers, paper), loadTable(load, paper), goalsTable(verdict, paper)];
  const failures = [...writers, ...(load ? [load] : [])].filter(({ error }) => error !== undefined);
  parts.push(...failures.map(({ contestant, error }) => `${contestant} failed: ${error}`));
  return parts.filter((part) => part !== '').join('\n\n');
}

const right = (name: string) => ({ name, align: 'right' }) as const;

function writersTable(results: readonly WriterResult[], paper: Paper): string {
  const rows = results.map(({ contestant, threads, objects, median }) => [
    WRITERS.find(({ name }) => name === contestant)?.title ?? contestant,
    String(threads),
    objects.toLocaleString('en-US'),
    count(median?.objectsPerSecond),
    count(median?.mbPerSecond),
    fixed(median?.fileOverRaw, 3),
    count(median?.rssAnonMB),
    count(median?.rssAnonGrowthMB),
    fixed(median?.eventLoopMs?.p99, 1),
    fixed(median?.eventLoopMs?.max, 1),
  ]);
  const columns = [
    'threads',
    'objects',
    'objects/s',
    'MB/s',
    'file/raw',
    'RssAnon MB',
    'growth MB',
    'loop p99 ms',
    'max ms',
  ];
  return rows.length === 0 ? '' : table([{ name: 'writer' }, ...columns.map(right)], rows, paper);
}

function loadTable(load: LoadResult | undefined, paper: Paper): string {
  if (!load?.median) return '';
  const { idleMs, duringExportMs } = load.median;
  const rows = [['idle', idleMs] as const, ['during an export', duringExportMs] as const].map(
    ([name, { requests, p50, p99, max }]) => [
      name,
      count(requests),
      fixed(p50, 1),
      fixed(p99, 1),
      fixed(max, 1),
    ],
  );
  const columns = ['requests', 'p50 ms', 'p99 ms', 'max ms'];
  return table([{ name: 'GET /v1/objects/{class}/{id}' }, ...columns.map(right)], rows, paper);
}

function goalsTable(verdict: Verdict, paper: Paper): string {
  const values: Readonly<Record<string, number | null>> = {
    ...verdict.ratios,
    rssAnonMB: verdict.rssAnonMB,
    eventLoopP99Ms: verdict.eventLoopP99Ms,
    eventLoopMaxMs: verdict.eventLoopMaxMs,
    getP99Ms: verdict.getP99Ms?.duringExport ?? null,
  };
  const rows = Object.entries(values).map(([name, value]) => {
    const limit = verdict.limits[name];
    const mark = value === null ? '-' : verdict.met[name] ? 'met' : 'MISSED';
    return [name, fixed(value, 2), limit ? limitText(limit) : '', limit ? mark : ''];
  });
  return table([{ name: 'figure' }, right('value'), { name: 'goal' }, { name: '' }], rows, paper);
}

function limitText({ min, max, aim }: Limit): string {
  const bounds = [
    ...(min !== undefined ? [`at least ${Number(min.toFixed(2))}`] : []),
    ...(max !== undefined ? [`at most ${Number(max.toFixed(2))}`] : []),
    ...(aim !== undefined ? [`aim ${aim}`] : []),
  ];
  return bounds.join(', ');
}

function count(value: number | null | undefined): string {
  return value == null ? '-' : Math.round(value).toLocaleString('en-US');
}

function fixed(value: number | null | undefined, digits: number): string {
  return value == null ? '-' : value.toFixed(digits);
}
