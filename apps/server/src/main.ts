import { readConfiguration } from './configuration.ts';
import { explain } from './explain.ts';
import { createLogger } from './logger.ts';
import { startServer } from './server.ts';

/** The program `npm start`: configured by the environment, logs JSON lines, stops cleanly on SIGTERM and Ctrl-C. */
async function main(): Promise<void> {
  const configuration = readConfiguration(process.env);
  const logger = createLogger(configuration.logLevel);
  const server = await startServer({ configuration, environment: process.env, logger });

  let signals = 0;
  const stop = (signal: NodeJS.Signals): void => {
    const count = (signals += 1);
    // A second signal means that whoever sent it does not want to wait for running exports.
    const graceSeconds = count === 1 ? configuration.shutdownGraceSeconds : 0;
    logger.info({ signal, graceSeconds }, 'stopping');
    server.stop(graceSeconds * 1000).then(
      () => {
        if (count === signals) logger.info('stopped');
      },
      (error: unknown) => {
        logger.error({ err: error }, 'the server did not stop cleanly');
        process.exitCode = 1;
      },
    );
  };
  process.on('SIGTERM', stop);
  process.on('SIGINT', stop);
  try {
    await server.ready;
  } catch (error) {
    await server.stop(0);
    throw error;
  }
}

main().catch((error: unknown) => {
  for (const line of explain(error)) process.stderr.write(`weaviate-export: ${line}\n`);
  process.exitCode = 1;
});
