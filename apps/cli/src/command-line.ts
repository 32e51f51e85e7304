import { readFileSync } from 'node:fs';
import { Command } from 'commander';
import { cancelCommand } from './commands/cancel.ts';
import { convertCommand } from './commands/convert.ts';
import { exportCommand } from './commands/export.ts';
import { inspectCommand } from './commands/inspect.ts';
import { listCommand } from './commands/list.ts';
import type { Program } from './commands/program.ts';
import { restoreCommand } from './commands/restore.ts';
import { scheduleCommand } from './commands/schedule.ts';
import { doctorCommand, serveCommand } from './commands/serve.ts';
import { showCommand } from './commands/show.ts';
import { verifyCommand } from './commands/verify.ts';
import { watchCommand } from './commands/watch.ts';

const { version } = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8')) as {
  readonly version: string;
};

/** In the order in which the help shows them. */
const COMMANDS = [
  exportCommand,
  convertCommand,
  restoreCommand,
  verifyCommand,
  listCommand,
  showCommand,
  inspectCommand,
  watchCommand,
  cancelCommand,
  scheduleCommand,
  serveCommand,
  doctorCommand,
];

/** The commands with their options; what a command does is loaded when it is called. */
export function commandLine(running: Program): Command {
  const program = new Command('weaviate-export')
    .description('Exports whole collections of a Weaviate as Parquet files, and shows what exports hold.')
    .version(version, '-V, --version')
    .exitOverride()
    .configureOutput({
      writeOut: (text) => running.stdout.write(text),
      writeErr: (text) => running.stderr.write(text),
    })
    .showHelpAfterError('Try: weaviate-export --help')
    .addHelpText('after', EXAMPLES);
  for (const add of COMMANDS) add(program, running);
  return program;
}

const EXAMPLES = `
Examples
  weaviate-export export http://localhost:8080 ./out
  weaviate-export list ./out
  weaviate-export inspect ./out/20261130-204500/Article.parquet
  weaviate-export verify ./out/20261130-204500
  weaviate-export restore ./out/20261130-204500 http://localhost:8080
  weaviate-export export --help

Exit codes: 0 done, 1 failed, 2 wrong arguments, 130 interrupted.`;
