import { parseArgs } from 'node:util';
import { doctor } from './doctor.ts';

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
  return (await doctor(process.env)) ? 0 : 1;
}

process.exitCode = await main();
