import type { ClassName } from './data/bench-object.ts';
import type { WriteOrder } from './order.ts';

/** A writer of a file, and how it is to write it. */
export interface Writer {
  readonly name: string;
  /** What the table calls it. */
  readonly title: string;
  /** Program of the child process, below this folder. */
  readonly program: string;
  readonly order: Omit<WriteOrder, 'data' | 'output'>;
  /** It writes vectors as lists of floats: what `vsBestTyped` compares with. */
  readonly isTypedPeer?: boolean;
  /** It runs in the first round alone: slow, and no figure needs it. */
  readonly isOnce?: boolean;
}

interface WriterFacts extends Partial<Omit<WriteOrder, 'data' | 'output'>> {
  readonly isTypedPeer?: boolean;
  readonly isOnce?: boolean;
}

function writer(
  name: string,
  title: string,
  program: string,
  { isTypedPeer = false, isOnce = false, ...order }: WriterFacts = {},
): Writer {
  const className: ClassName = 'Base';
  return {
    name,
    title,
    program: `./programs/${program}.ts`,
    order: { className, threads: 2, warmUp: true, ...order },
    isTypedPeer,
    isOnce,
  };
}

export const WRITERS = [
  writer('ours-1', 'ours, 1 worker', 'ours', { threads: 1 }),
  writer('ours-2', 'ours, 2 workers', 'ours'),
  writer('ours-2-first', 'ours, 2 workers, first export', 'ours', { warmUp: false }),
  writer('ours-1-4x', 'ours, 1 worker, 4x data', 'ours', { threads: 1, className: 'Large' }),
  writer('ours-2-4x', 'ours, 2 workers, 4x data', 'ours', { className: 'Large' }),
  writer('ours-typed', 'ours, 2 workers, layout typed', 'ours', { config: { layout: 'typed' } }),
  writer('ours-compact', 'ours, 2 workers, encoding compact', 'ours', { config: { encoding: 'compact' } }),
  writer('ours-weaviate', 'ours, 2 workers, layout weaviate', 'ours', { config: { layout: 'weaviate' } }),
  writer('ours-named', 'ours, 2 workers, named vectors', 'ours', { className: 'Named' }),
  writer('duckdb', 'DuckDB COPY', 'duckdb', { isTypedPeer: true }),
  writer('duckdb-4x', 'DuckDB COPY, 4x data', 'duckdb', { className: 'Large', isOnce: true }),
  writer('duckdb-tuned', 'DuckDB COPY, its best settings', 'duckdb', { tuned: true, isTypedPeer: true }),
  writer('polars', 'nodejs-polars', 'polars', { isTypedPeer: true }),
  writer('hyparquet', 'hyparquet-writer, list<float>', 'hyparquet', {
    threads: 1,
    vectorType: 'list',
    isTypedPeer: true,
  }),
  writer('hyparquet-binary', 'hyparquet-writer, binary', 'hyparquet', { threads: 1, vectorType: 'binary' }),
  writer('zstd-1', 'ceiling: zstd alone', 'zstd', { threads: 1 }),
  writer('zstd-2', 'ceiling: zstd alone', 'zstd'),
] as const satisfies readonly Writer[];

/** GET /v1/objects/{class}/{id} of the server, idle and during an export. */
export const GET_LATENCY = 'get-latency';

export const CONTESTANTS: readonly string[] = [...WRITERS.map(({ name }) => name), GET_LATENCY];
