import { parseArgs, styleText } from 'node:util';
import type { Verdict } from './check.ts';
import { examine } from './examine.ts';
import { type Paint, table } from './table.ts';

const HELP = `Checks what a server would meet with this environment: its configuration, its store, its ports, and whether
exports can be written to each backend. It changes nothing, and may run beside the server.

Usage: npm run doctor

Examples
  npm run doctor
  EXPORT_DEFAULT_BUCKET=exports AWS_REGION=eu-west-1 npm run doctor
  docker compose exec weaviate-export node apps/server/dist/doctor/main.js

Verdicts
  ok        it works
  warning   it works, or could not be looked at: the line says what to know
  off       a backend that is not configured, or that ENABLE_MODULES leaves out
  FAILED    it does not work: the line says what to do

Exit codes: 0 nothing failed, 1 something did, 2 the call was wrong.
docs/operations.md lists the variables.
`;

const COLORS = { ok: 'green', warning: 'yellow', off: 'dim', FAILED: 'red' } as const satisfies Record<
  Verdict,
  string
>;

/** styleText leaves the text as it is where stdout is no terminal, or NO_COLOR is set. */
const paint: Paint = (verdict, text) => styleText(COLORS[verdict], text, { stream: process.stdout });

async function main(): Promise<number> {
  let help: boolean | undefined;
  try {
    ({ help } = parseArgs({ options: { help: { type: 'boolean', short: 'h' } } }).values);
  } catch (error) {
    process.stderr.write(`doctor: ${(error as Error).message}\nTry: npm run doctor -- --help\n`);
    return 2;
  }
  if (help) {
    process.stdout.write(HELP);
    return 0;
  }
  const checks = await examine(process.env);
  process.stdout.write(`${table(checks, paint)}\n`);
  return checks.some(({ verdict }) => verdict === 'FAILED') ? 1 : 0;
}

process.exitCode = await main();
