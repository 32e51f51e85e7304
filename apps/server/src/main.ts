import { parseArgs } from 'node:util';
import { explain } from './explain.ts';

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
  try {
    // Here, so that a call that is wrong is told at once, and not when the server has been read.
    const { serve } = await import('./serve.ts');
    await serve(process.env);
  } catch (error) {
    for (const line of explain(error)) process.stderr.write(`weaviate-export: ${line}\n`);
    process.exitCode = 1;
  }
