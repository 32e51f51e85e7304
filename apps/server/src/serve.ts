import { readConfiguration } from './configuration.ts';
import { createLogger } from './logger.ts';
import { startServer } from './server.ts';

/** How long signals count as one, in milliseconds: npm passes Ctrl-C on to a program that the terminal has told already. */
const ONE_SIGNAL_MS = 1_000;

/**
 * Runs a server that the environment configures, and logs JSON lines: resolves once it is ready. It stops cleanly on
 * SIGTERM and Ctrl-C, after which nothing keeps the process.
 * @throws what keeps it from starting, for `explain`
 */
export async function serve(environment: NodeJS.ProcessEnv): Promise<void> {
  const configuration = readConfiguration(environment);
  const logger = createLogger(configuration.logLevel);
  const starting = startServer({ configuration, environment, logger });
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
