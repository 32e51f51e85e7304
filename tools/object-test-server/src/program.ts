import { type ParseArgsOptionsConfig } from 'node:util';

const HIGHEST_PORT = 65_535;

/** The flags that every server's program has, for `parseArgs`. */
export const COMMON_FLAGS = {
  port: { type: 'string', default: '0' },
  bucket: { type: 'string', multiple: true, default: [] as string[] },
  help: { type: 'boolean', default: false },
} as const satisfies ParseArgsOptionsConfig;

/** Reads `--port`. @throws Error for what is not the number of a port */
export const parsePort = (text: string): number => {
  if (!/^\d{1,5}$/.test(text) || Number(text) > HIGHEST_PORT) {
    throw new Error(`--port is ${text}, expected 0 to ${HIGHEST_PORT}.`);
  }
  return Number(text);
};

/** A server that was started, and what a client needs to use it: variables of its environment. */
export interface Serving {
  readonly server: { close(): Promise<void> };
  readonly environment: Readonly<Record<string, string>>;
}

/**
 * Runs a server's program: prints what a client needs as lines of an env file, and serves until SIGINT or SIGTERM.
 * Where that fails, it complains, shows its usage and ends with status 2.
 *
 * @param start `undefined` where only the usage was asked for
 */
export const runProgram = async (usage: string, start: () => Promise<Serving | undefined>): Promise<void> => {
  try {
    const serving = await start();
    if (serving === undefined) {
      process.stdout.write(usage);
      return;
    }
    const { server, environment } = serving;
    process.once('SIGINT', () => void server.close());
    process.once('SIGTERM', () => void server.close());
    const lines = Object.entries(environment).map(([name, value]) => `${name}=${value}\n`);
    process.stdout.write(lines.join(''));
  } catch (error) {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n\n${usage}`);
    process.exitCode = 2;
  }
};
