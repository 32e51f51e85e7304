/** What a check came to: `warning` can be lived with, `off` was not asked for. */
export type Verdict = 'ok' | 'warning' | 'off' | 'FAILED';

/** One line of the doctor's table. */
export interface Check {
  /** What was looked at. */
  readonly subject: string;
  readonly verdict: Verdict;
  /** What was found; of a failure, what to do about it. */
  readonly detail: string;
}
