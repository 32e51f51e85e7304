import type { ClassName } from './data/bench-object.ts';

/** Orders and results travel between the processes as JSON. */

/** What the data is to be. */
export interface DataOrder {
  /** The folder to make; what is in it is removed first. */
  readonly data: string;
  /** Objects of the classes `Base` and `Named`; `Large` has four times as many. */
  readonly objects: number;
}

export const WARM_UP_OBJECTS = 20_000;

/** What of an export's `config` a contestant may set. */
export interface ExportConfig {
  readonly layout?: string;
  readonly encoding?: string;
  readonly compression?: { readonly codec: string; readonly level?: number };
}

/** One file to be written and measured. */
export interface WriteOrder {
  readonly data: string;
  /** An empty folder of this run's own; the file goes there. */
  readonly output: string;
  readonly className: ClassName;
  readonly threads: number;
  /**
   * Writes before the clock starts: the process is one that has done so for a while. Ours exports a class for each worker,
   * which is most of what it compiles; the others, for whom more changes nothing, write `WARM_UP_OBJECTS`.
   */
  readonly warmUp: boolean;
  /** Ours: `config` of the export. */
  readonly config?: ExportConfig;
  /** hyparquet-writer: type of the column `vector`. */
  readonly vectorType?: 'list' | 'binary';
  /** DuckDB: its own defaults, or the settings with which its COPY was fastest. */
  readonly tuned?: boolean;
}

/** Milliseconds. */
export interface Delays {
  readonly p50: number;
  readonly p99: number;
  readonly max: number;
}

/** What was measured while a file was written. */
export interface WriteMeasurement {
  /** From the call until the file is on the disk. */
  readonly seconds: number;
  readonly fileBytes: number;
  /** The Parquet file; absent where none is written. */
  readonly file?: string;
  /** Ours: highest anonymous resident memory in MB (10^6 bytes), and how much of it came with the export; null without /proc. */
  readonly rssAnonMB?: { readonly peak: number; readonly growth: number } | null;
  /** Ours: how much later than due the event loop got to its timers. */
  readonly eventLoopMs?: Delays;
}

/** Requests to be sent to a server, first while it has nothing else to do, then while it exports. */
export interface LoadOrder {
  readonly url: string;
  /** The raw column of the ids of class `Base`, which are asked for. */
  readonly ids: string;
  /** How long each of the two phases takes; the second goes on until its last export has ended. */
  readonly seconds: number;
}

/** Latencies count from when a request was due, so that a server that stalls is not spared the requests it held up. */
export interface LoadMeasurement {
  readonly idleMs: Delays & { readonly requests: number };
  readonly duringExportMs: Delays & { readonly requests: number };
}
