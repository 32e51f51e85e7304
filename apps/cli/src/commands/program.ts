import type { Environment } from '@weaviate-export/configuration';
import { type Command, InvalidArgumentError } from 'commander';
import type { Output } from '../text/paper.ts';

/** What every command runs in. */
export interface Program {
  /** What relative paths are below. */
  readonly folder: string;
  readonly environment: Environment;
  readonly stdout: Output;
  readonly stderr: Output;
  /** Told the exit code of a command that has not thrown. */
  readonly ended: (exitCode: number) => void;
}

/** What --server does for the commands that do without it too. */
export const SERVER_OPTION = [
  '--server <url>',
  'have this running server do it: one of this project, or a Weaviate',
] as const;

/** How an export of a server is named. */
export const SERVER_EXPORT =
  'its place of the server and its id: filesystem/nightly, s3://bucket/path/nightly and so on';

/** Names, joined by commas or by the option being given again. */
export const list = (text: string, before: readonly string[] = []): string[] => [
  ...before,
  ...text.split(',').map((name) => name.trim()),
];

/** Reads a whole number within bounds, as an option takes it. */
export function wholeNumber(lowest: number, highest: number, allowed: string): (text: string) => number {
  return (text) => {
    const number = Number(text);
    if (!/^\d+$/.test(text.trim()) || number < lowest || number > highest)
      throw new InvalidArgumentError(`allowed is ${allowed}`);
    return number;
  };
}

/** Most worker threads that may be asked for. */
const MOST_WORKERS = 1_024;

/** Lets the caller say how many worker threads there are. */
export function withWorkers(command: Command): Command {
  const workers = wholeNumber(0, MOST_WORKERS, `a whole number from 0 to ${MOST_WORKERS}`);
  return command.option('--parallelism <threads>', 'worker threads; 0 is one a core', workers, 0);
}
