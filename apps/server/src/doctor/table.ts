import type { Check, Verdict } from './check.ts';

/** Makes a verdict stand out; gives it back as it is where the output is no terminal. */
export type Paint = (verdict: Verdict, text: string) => string;

/** The checks, a line each, below each other; details are never cut, since they say what to do. */
export function table(checks: readonly Check[], paint: Paint): string {
  const subjects = Math.max(...checks.map(({ subject }) => subject.length));
  const verdicts = Math.max(...checks.map(({ verdict }) => verdict.length));
  return checks
    .map(({ subject, verdict, detail }) =>
      [subject.padEnd(subjects), paint(verdict, verdict.padEnd(verdicts)), detail].join('  '),
    )
    .join('\n');
}
