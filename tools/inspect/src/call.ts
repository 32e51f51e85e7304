import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { UsageError } from './failures.ts';

const COMMANDS = ['schema', 'head', 'meta'] as const;
export type Command = (typeof COMMANDS)[number];

/** What one call asks for. */
export interface Call {
  readonly command: Command;
  /** As the caller typed it: what messages show. */
  readonly file: string;
  /** Absolute. */
  readonly path: string;
  /** How many rows `head` prints, from the start of the file. */
  readonly rows: number;
  /** Top-level columns to show, in this order; undefined means all. */
  readonly columns: readonly string[] | undefined;
  readonly json: boolean;
}

export const HELP = `Shows what is in a Parquet file, without Python or Java.

Usage: npm run inspect -- COMMAND FILE [options]

Commands
  schema    the columns as a tree, in Parquet's own notation
  head      the first rows as a table
  meta      size, row groups, and per column: codec, encodings, sizes, statistics

Options
  -n, --rows N       rows that head prints (default 10)
  -c, --columns A,B  only these top-level columns
      --json         for programs: one JSON document (head: one line per row).
                     64-bit integers past 2^53 become strings, binary values base64
  -h, --help         this text

Examples
  npm run inspect -- schema Article.parquet
  npm run inspect -- head -n 3 --columns id,properties Article.parquet
  npm run inspect -- head -n 100 --json Article.parquet | jq .id
  npm run inspect -- meta Article.parquet

Exit codes: 0 shown, 1 the file could not be read, 2 the call was wrong.
`;

/**
 * Reads the command line.
 * @param directory where the caller stood; a relative FILE is below it
 * @returns 'help' where the caller asked for it
 * @throws UsageError with what was wrong and what is allowed
 */
export function readCall(args: readonly string[], directory: string): Call | 'help' {
  const { values, positionals } = parse(args);
  if (values.help) return 'help';
  const [command, file, ...rest] = positionals;
  if (command === undefined) throw new UsageError(`no command given; it is one of: ${COMMANDS.join(', ')}`);
  if (!isCommand(command)) {
    throw new UsageError(`unknown command '${command}'; it is one of: ${COMMANDS.join(', ')}`);
  }
  if (file === undefined) throw new UsageError(`no file given: npm run inspect -- ${command} FILE`);
  if (rest.length > 0) throw new UsageError(`one file at a time: '${rest.join("', '")}' is too much`);
  return {
    command,
    file,
    path: resolve(directory, file),
    rows: rowCount(values.rows),
    columns: values.columns?.split(',').map((name) => name.trim()),
    json: values.json,
  };
}

function parse(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      allowPositionals: true,
      options: {
        rows: { type: 'string', short: 'n', default: '10' },
        columns: { type: 'string', short: 'c' },
        json: { type: 'boolean', default: false },
        help: { type: 'boolean', short: 'h', default: false },
      },
    });
  } catch (cause) {
    throw new UsageError(cause instanceof Error ? cause.message : String(cause), { cause });
  }
}

function isCommand(name: string): name is Command {
  return (COMMANDS as readonly string[]).includes(name);
}

function rowCount(text: string): number {
  const rows = Number(text);
  if (!/^\d+$/.test(text) || !Number.isSafeInteger(rows) || rows === 0) {
    throw new UsageError(`-n is '${text}'; it must be a whole number of rows, 1 or more`);
  }
  return rows;
}
