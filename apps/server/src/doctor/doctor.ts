import { styleText } from 'node:util';
import type { Verdict } from './check.ts';
import { examine } from './examine.ts';
import { type Paint, table } from './table.ts';

const COLORS = { ok: 'green', warning: 'yellow', off: 'dim', FAILED: 'red' } as const satisfies Record<
  Verdict,
  string
>;

/**
 * Says on standard output what a server would meet with this environment.
 * @returns false where something does not work
 */
export async function doctor(environment: NodeJS.ProcessEnv): Promise<boolean> {
  const { stdout } = process;
  // It leaves the text as it is where stdout is no terminal, or NO_COLOR is set.
  const paint: Paint = (verdict, text) => styleText(COLORS[verdict], text, { stream: stdout });
  const checks = await examine(environment);
  stdout.write(`${table(checks, paint)}\n`);
  return checks.every(({ verdict }) => verdict !== 'FAILED');
}
