import { parseArgs } from 'node:util';
import { readConfiguration } from './configuration.ts';
import { explain } from './explain.ts';
import { createLogger } from './logger.ts';
import { startServer } from './server.ts';

const HELP = `Serves Weaviate's objects API from a store of its own, and exports of it. It is configured by the environment, and logs lines
of JSON.

Usage: npm start

Examples
  npm start
  HTTP_PORT=8081 PERSISTENCE_DATA_PATH=/var/lib/weaviate-export npm start
  npm run doctor                    says what a server would meet with this environment

Exit codes: 0 stopped, 1 it could not start or did not stop cleanly, 2 the call was wrong.
docs/operations.md lists the variables; a running server has its API at /v1/docs.
`;

/** How long signals count as one, in milliseconds: npm passes Ctrl-C on to a program that the terminal has told already. */
const ONE_SIGNAL_MS = 1_000;

/** The program `npm start`: configured by the environment, logs JSON lines, stops cleanly on SIGTERM and Ctrl-C. */
async function main(): Promise<void> {
  const configuration = readConfiguration(process.env);
  const logger = createLogger(configuration.logLevel);
  const starting = startServer({ configuration, environment: process.env, logger });
  let signals = 0;
  let lastAt = -Infinity;

  const stop = async (graceSeconds: number): Promise<void> => {
    const count = signals;
    // A start that fails is told of below.
    const server = await starting.catch(() => undefined);
    try {
      await server?.stop(graceSeconds * 1000);
      if (count === signals) logger.info('stopped');
    } catch (error) {
      logger.error({ err: error }, 'the server did not stop cleanly');
      process.exitCode = 1;
    }
  };
  const heed = (signal: NodeJS.Signals): void => {
    const now = performance.now();
    if (now - lastAt < ONE_SIGNAL_MS) return;
    lastAt = now;
    signals += 1;
    // A second signal means that whoever sent it does not want to wait for running exports.
    const graceSeconds = signals === 1 ? configuration.shutdownGraceSeconds : 0;
    logger.info({ signal, graceSeconds }, 'stopping');
    void stop(graceSeconds);
  };
  process.on('SIGTERM', heed);
  process.on('SIGINT', heed);

  const server = await starting;
  try {
    await server.ready;
  } catch (error) {
    await server.stop(0);
    throw error;
  }
}

/** Reads the command line: there is nothing to say but `--help`. True where the server is to start. */
function isStart(): boolean {
  try {
    const { help } = parseArgs({ options: { help: { type: 'boolean', short: 'h' } } }).values;
    if (help) process.stdout.write(HELP);
    return help !== true;
  } catch (error) {
    process.stderr.write(`weaviate-export: ${(error as Error).message}\nTry: npm start -- --help\n`);
    process.exitCode = 2;
    return false;
  }
}

if (isStart())
  main().catch((error: unknown) => {
    for (const line of explain(error)) process.stderr.write(`weaviate-export: ${line}\n`);
    process.exitCode = 1;
  });
