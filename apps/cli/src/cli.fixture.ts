import { spawn } from 'node:child_process';
import { join } from 'node:path';

/** What any run needs, and where Node keeps what it has compiled. */
const NEEDED = { PATH: process.env['PATH'], NODE_COMPILE_CACHE: process.env['NODE_COMPILE_CACHE'] };

/** The program as a terminal's user starts it: the command, then its arguments. */
export const PROGRAM = [
  process.execPath,
  '--conditions=@weaviate-export/source',
  join(import.meta.dirname, 'main.ts'),
];

/** How a run of the program ended. */
export interface Ended {
  readonly exitCode: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** A run of the program, in pipes. */
export interface Run {
  readonly ended: Promise<Ended>;
  /** Resolves when it has written the text. */
  told(text: string): Promise<void>;
  /** The first whole line of standard output with the text in it. */
  line(text: string): Promise<string>;
  /** As Ctrl-C in a terminal. */
  interrupt(): void;
}

/** @param environment beside what a program needs to run at all */
export function startCli(
  args: readonly string[],
  folder: string,
  environment: Record<string, string> = {},
): Run {
  return start([...PROGRAM, ...args], folder, environment);
}

/** Starts a command that runs the program, as `startCli` does. */
export function start(
  [command, ...args]: readonly string[],
  folder: string,
  environment: Record<string, string>,
): Run {
  const child = spawn(command!, args, {
    cwd: folder,
    env: { ...NEEDED, HOME: folder, ...environment },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const output = { stdout: '', stderr: '' };
  const heard = new Set<() => void>();
  for (const name of ['stdout', 'stderr'] as const)
    child[name].setEncoding('utf8').on('data', (text: string) => {
      output[name] += text;
      for (const look of heard) look();
    });
  const ended = new Promise<Ended>((resolve, reject) => {
    child.on('error', reject).on('close', (exitCode) => resolve({ exitCode, ...output }));
  });
  const until = (isThere: () => boolean, text: string): Promise<void> => {
    const heardIt = new Promise<void>((resolve) => {
      const look = (): void => {
        if (isThere()) resolve();
      };
      heard.add(look);
      look();
    });
    const endedFirst = ended.then(({ stderr }) => {
      if (!isThere()) throw new Error(`it ended without writing ${text}: ${stderr}`);
    });
    return Promise.race([heardIt, endedFirst]);
  };
  const told = (text: string): Promise<void> =>
    until(() => output.stdout.includes(text) || output.stderr.includes(text), text);
  return {
    ended,
    interrupt: () => child.kill('SIGINT'),
    told,
    line: async (text) => {
      const lines = (): string[] => output.stdout.split('\n').slice(0, -1);
      await until(() => lines().some((line) => line.includes(text)), text);
      return lines().find((line) => line.includes(text))!;
    },
  };
}

export const runCli = (...given: Parameters<typeof startCli>): Promise<Ended> => startCli(...given).ended;
