/** Orders and results travel between the processes as JSON. */

/** One class to be read from the server that the environment names, and written as Parquet. */
export interface ReadOrder {
  readonly className: string;
  /** An empty folder of this run's own; the file goes there. */
  readonly output: string;
  /** Objects after which it stops. */
  readonly objects: number;
  /** Objects that are asked for at a time, by who can be told. */
  readonly page: number;
}

/** What a program measured of itself, from the first request until the file is whole. */
export interface ReadMeasurement {
  readonly objects: number;
  readonly seconds: number;
  /** CPU time of all its threads. */
  readonly cpuSeconds: number;
  /** Highest resident memory of the process, in MB (10^6 bytes), of its start and modules too. */
  readonly peakMB: number;
}
