/** How long a Weaviate is waited for, in milliseconds. */
export interface Timing {
  /** Longest time of one request; one that took longer is asked again, for less. */
  readonly requestMs: number;
  /** A request that is answered later than this counts as one to a server with too much to do. */
  readonly slowMs: number;
  /** How long a server is waited for before an export has begun: what is wrong with its address should be told soon. */
  readonly firstPatienceMs: number;
  /** How long a server that refuses, or is not there, is asked again: long enough for a rolling restart. */
  readonly patienceMs: number;
  /** How long an answer that may be due to a restart of one of its nodes, or to what was asked, is not believed. */
  readonly doubtMs: number;
  /** Longest waits after the first failure and of all. */
  readonly firstWaitMs: number;
  readonly mostWaitMs: number;
}

export const TIMING: Timing = {
  requestMs: 60_000,
  slowMs: 10_000,
  firstPatienceMs: 10_000,
  patienceMs: 300_000,
  doubtMs: 20_000,
  firstWaitMs: 200,
  mostWaitMs: 5_000,
};
