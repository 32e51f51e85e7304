import type { Command } from 'commander';
import type { ScheduleOptions } from '../schedule/schedule-options.ts';
import type { ScheduleCall } from '../schedule/schedules-on-server.ts';
import { choosing, reading } from './export.ts';
import { type Program, wholeNumber } from './program.ts';

const SERVER = ['--server <url>', 'the server that keeps the schedules: one of this project'] as const;
/** Most exports, or days, that a retention may name. */
const RETENTION_MAX = 10_000;
/** Longest chain of a whole export and its increments. */
const FULL_EVERY_MAX = 100;

export function scheduleCommand(program: Command, running: Program): void {
  const schedule = program
    .command('schedule')
    .description('lists, makes, removes and runs the schedules of a running server')
    .showHelpAfterError('Try: weaviate-export schedule --help')
    .addHelpText('after', EXAMPLES);
  listCommand(schedule, running);
  addCommand(schedule, running);
  removeCommand(schedule, running);
  runCommand(schedule, running);
}

function listCommand(schedule: Command, running: Program): void {
  schedule
    .command('list')
    .description('shows the schedules of a server: when they run next, and what happened last')
    .requiredOption(...SERVER)
    .option('--json', 'a line of JSON a schedule')
    .addHelpText('after', LIST_EXAMPLES)
    .action(async (options: ScheduleCall) => {
      const { listSchedules } = await import('../schedule/schedules-on-server.ts');
      await listSchedules(options, running);
    });
}

function addCommand(schedule: Command, running: Program): void {
  const kept = wholeNumber(1, RETENTION_MAX, `a whole number from 1 to ${RETENTION_MAX}`);
  const command = schedule
    .command('add')
    .description('has a server make exports by itself')
    .argument('<name>', 'a-z, 0-9, _ and -, at most 64 characters')
    .argument('<target>', 'a place of the server: filesystem/nightly, s3://bucket/path and so on')
    .requiredOption('--cron <expression>', 'five fields from the minute on, or six from the second on')
    .option('--time-zone <zone>', "IANA's name of the zone that the times are of (default: UTC)")
    .option('--id-template <template>', 'ids of the exports: {name}, {date}, {time} and {n} in it')
    .option(
      '--full-every <exports>',
      'increments, with a whole export every so many',
      wholeNumber(1, FULL_EVERY_MAX, `a whole number from 1 to ${FULL_EVERY_MAX}`),
    )
    .option('--keep-last <exports>', 'exports that stay: the last so many that succeeded', kept)
    .option('--keep-days <days>', 'exports that stay: those of the last so many days', kept)
    .option('--disabled', 'make no runs by itself')
    .option('--replace', 'put it in place of the one of this name');
  reading(choosing(command))
    .requiredOption(...SERVER)
    .option('--json', 'one JSON document')
    .addHelpText('after', ADD_EXAMPLES)
    .action(async (name: string, target: string, options: ScheduleOptions) => {
      const { addSchedule } = await import('../schedule/schedules-on-server.ts');
      await addSchedule(name, target, options, running);
    });
}

function removeCommand(schedule: Command, running: Program): void {
  schedule
    .command('remove')
    .description('removes a schedule of a server; its exports stay, and one that runs goes on')
    .argument('<name>', 'name of the schedule')
    .requiredOption(...SERVER)
    .addHelpText('after', REMOVE_EXAMPLES)
    .action(async (name: string, options: ScheduleCall) => {
      const { removeSchedule } = await import('../schedule/schedules-on-server.ts');
      await removeSchedule(name, options, running);
    });
}

function runCommand(schedule: Command, running: Program): void {
  schedule
    .command('run')
    .description('has a server make a run of a schedule now, enabled or not')
    .argument('<name>', 'name of the schedule')
    .requiredOption(...SERVER)
    .option('--json', 'one JSON document')
    .addHelpText('after', RUN_EXAMPLES)
    .action(async (name: string, options: ScheduleCall) => {
      const { runSchedule } = await import('../schedule/schedules-on-server.ts');
      running.ended(await runSchedule(name, options, running));
    });
}

const CREDENTIALS = 'Credentials: WEAVIATE_API_KEY or WEAVIATE_BEARER_TOKEN, in the environment.';

const EXAMPLES = `
Examples
  weaviate-export schedule list --server http://localhost:8080
  weaviate-export schedule add nightly s3 --cron '0 3 * * *' --server http://localhost:8080
  weaviate-export schedule add --help

${CREDENTIALS}`;

const LIST_EXAMPLES = `
Examples
  weaviate-export schedule list --server http://localhost:8080
  weaviate-export schedule list --server http://localhost:8080 --json | jq -r 'select(.lastRun.status == "FAILED") | .name'

Times are UTC. What went wrong with the last run is on standard error. ${CREDENTIALS}`;

const ADD_EXAMPLES = `
Examples
  weaviate-export schedule add nightly filesystem --cron '0 3 * * *' --server http://localhost:8080
  weaviate-export schedule add nightly s3://exports/nightly --cron '30 2 * * 1-5' --time-zone Europe/Berlin \\
    --include Article,Author --keep-last 7 --keep-days 30 --server http://localhost:8080
  weaviate-export schedule add nightly filesystem --cron '0 4 * * *' --replace --server http://localhost:8080

Without --keep-last and --keep-days all exports stay; with both, what either keeps. ${CREDENTIALS}`;

const REMOVE_EXAMPLES = `
Examples
  weaviate-export schedule remove nightly --server http://localhost:8080

${CREDENTIALS}`;

const RUN_EXAMPLES = `
Examples
  weaviate-export schedule run nightly --server http://localhost:8080

It ends once the export has been started, or waits for a place. Exit codes: 0 that, 1 none could be started, 2 wrong
arguments. ${CREDENTIALS}`;
