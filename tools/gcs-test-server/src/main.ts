import { parseArgs } from 'node:util';
import { startGcsTestServer } from './server.ts';

const USAGE = `A Google Cloud Storage server in memory, for tests: the JSON API.

Usage: main.ts [options]

  --port NUMBER  on 127.0.0.1; default 0, any free one
  --bucket NAME  have this bucket; may be given more than once
  --token TOKEN  ask for this bearer token; default: ask for none
  --help         print this and end

Prints what a client needs as lines of an env file, and serves until SIGINT or SIGTERM.
`;

const HIGHEST_PORT = 65_535;

const readFlags = () => {
  const { values } = parseArgs({
    options: {
      port: { type: 'string', default: '0' },
      bucket: { type: 'string', multiple: true, default: [] },
      token: { type: 'string' },
      help: { type: 'boolean', default: false },
    },
  });
  if (!/^\d{1,5}$/.test(values.port) || Number(values.port) > HIGHEST_PORT) {
    throw new Error(`--port is ${values.port}, expected 0 to ${HIGHEST_PORT}.`);
  }
  return values;
};

const serve = async ({ bucket: buckets, port, token }: ReturnType<typeof readFlags>): Promise<void> => {
  const server = await startGcsTestServer({
    buckets,
    port: Number(port),
    ...(token === undefined ? { anonymous: true } : { token }),
  });
  process.once('SIGINT', () => void server.close());
  process.once('SIGTERM', () => void server.close());
  // The token goes under the name that Google's own command line reads.
  const lines = [
    `STORAGE_EMULATOR_HOST=${server.endpoint}`,
    ...(token === undefined ? [] : [`CLOUDSDK_AUTH_ACCESS_TOKEN=${token}`]),
  ];
  process.stdout.write(`${lines.join('\n')}\n`);
};

try {
  const flags = readFlags();
  if (flags.help) process.stdout.write(USAGE);
  else await serve(flags);
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n\n${USAGE}`);
  process.exitCode = 2;
}
