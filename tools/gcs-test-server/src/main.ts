import { COMMON_FLAGS, parsePort, runProgram } from '@weaviate-export/object-test-server';
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

await runProgram(USAGE, async () => {
  const { values } = parseArgs({ options: { ...COMMON_FLAGS, token: { type: 'string' } } });
  const port = parsePort(values.port);
  if (values.help) return undefined;
  const { bucket: buckets, token } = values;
  const access = token === undefined ? { anonymous: true } : { token };
  const server = await startGcsTestServer({ buckets, port, ...access });
  return {
    server,
    environment: {
      STORAGE_EMULATOR_HOST: server.endpoint,
      // Under the name that Google's own command line reads.
      ...(token === undefined ? {} : { CLOUDSDK_AUTH_ACCESS_TOKEN: token }),
    },
  };
});
