import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { UsageError, wholeNumber } from '../command-line.ts';
import { CONTESTANTS } from './contestants.ts';

/** What one call asks for. */
export interface Call {
  /** Objects of the smaller size; the larger has four times as many. */
  readonly objects: number;
  readonly rounds: number;
  /** How long each phase of the GET latency takes, in seconds. */
  readonly loadSeconds: number;
  /** Names of the contestants to run; all unless given. */
  readonly only: readonly string[];
  /** Where the data is kept from run to run, absolute; undefined: a temporary folder. */
  readonly keep: string | undefined;
  readonly json: boolean;
}

const FULL = { objects: 100_000, rounds: 5, loadSeconds: 10 } as const;
const QUICK = { objects: 50_000, rounds: 2, loadSeconds: 4 } as const;
const MOST_OBJECTS = 10_000_000;
const MOST_ROUNDS = 100;
const MOST_LOAD_SECONDS = 600;

export const HELP = `Measures the export engine beside other writers of Parquet, on the same data in the same run.

Usage: npm run bench -- [options]

Every measurement runs in a process of its own, which writes a little before the clock starts, and all contestants take turns
round by round; the table shows medians.
Objects have 768 float32 dimensions (normalised gaussian) and 500 bytes of JSON.

Options
      --quick             ${QUICK.objects.toLocaleString('en-US')} objects, ${QUICK.rounds} rounds: under three minutes
      --objects N         objects of the smaller size (default ${FULL.objects.toLocaleString('en-US')}); the larger has 4 times as many
      --rounds N          how often each contestant runs (default ${FULL.rounds})
      --load-seconds N    how long GET is asked for, idle and again during exports (default ${FULL.loadSeconds}, --quick ${QUICK.loadSeconds})
      --only A,B          these contestants alone; goals that need others are left open
      --keep FOLDER       keep the data there, and use what an earlier run left
      --json              one line of JSON a contestant with all rounds, then one with the ratios, the limits and what is met
  -h, --help              this text

Contestants
${wrapped(CONTESTANTS)}

Examples
  npm run bench
  npm run bench -- --quick --json | tail -1
  npm run bench -- --only ours-2,duckdb --rounds 9 --keep /tmp/bench-data

Exit codes: 0 measured, whether goals are met or not, 1 a contestant failed, 2 the call was wrong, 130 interrupted.
`;

/**
 * Reads the command line.
 * @param directory where the caller stood; a relative FOLDER is below it
 * @returns 'help' where the caller asked for it
 * @throws UsageError with what was wrong and what is allowed, or what parseArgs throws
 */
export function readCall(args: readonly string[], directory: string): Call | 'help' {
  const values = parse(args);
  if (values.help) return 'help';
  const preset = values.quick ? QUICK : FULL;
  return {
    objects: wholeNumber('--objects', values.objects ?? String(preset.objects), MOST_OBJECTS),
    rounds: wholeNumber('--rounds', values.rounds ?? String(preset.rounds), MOST_ROUNDS),
    loadSeconds: wholeNumber(
      '--load-seconds',
      values['load-seconds'] ?? String(preset.loadSeconds),
      MOST_LOAD_SECONDS,
    ),
    only: values.only === undefined ? CONTESTANTS : names(values.only),
    keep: values.keep === undefined ? undefined : resolve(directory, values.keep),
    json: values.json,
  };
}

function parse(args: readonly string[]) {
  return parseArgs({
    args: [...args],
    options: {
      quick: { type: 'boolean', default: false },
      objects: { type: 'string' },
      rounds: { type: 'string' },
      'load-seconds': { type: 'string' },
      only: { type: 'string' },
      keep: { type: 'string' },
      json: { type: 'boolean', default: false },
      help: { type: 'boolean', short: 'h', default: false },
    },
  }).values;
}

function names(list: string): string[] {
  const given = list.split(',').map((name) => name.trim());
  const unknown = given.find((name) => !CONTESTANTS.includes(name));
  if (unknown === undefined) return given;
  throw new UsageError(`--only names '${unknown}'; contestants are ${CONTESTANTS.join(', ')}`);
}

/** Names as lines of the help. */
function wrapped(all: readonly string[]): string {
  const NAMES_A_LINE = 6;
  const lines = Array.from({ length: Math.ceil(all.length / NAMES_A_LINE) }, (_, line) =>
    all.slice(line * NAMES_A_LINE, (line + 1) * NAMES_A_LINE),
  );
  return lines.map((line) => `  ${line.join(', ')}`).join('\n');
}
