import { COMMON_FLAGS, parsePort, runProgram } from '@weaviate-export/object-test-server';
import { parseArgs } from 'node:util';
import { startS3TestServer } from './server.ts';
import { REFUSABLE } from './supported-headers.ts';

const USAGE = `An S3 server in memory, for tests.

Usage: npm run s3 -- [options]

  --port NUMBER               on 127.0.0.1; default 0, any free one
  --bucket NAME               create this bucket; may be given more than once
  --access-key-id ID          default test-access-key
  --secret-access-key SECRET  default a random one
  --region REGION             default us-east-1
  --refuse WHAT               refuse it as stores do that do not have it: checksums or if-none-match; may be given twice
  --ignore-conditions         pass over If-None-Match of writes
  --help                      print this and end

Prints what a client needs as lines of an env file, and serves until SIGINT or SIGTERM.
Exit codes: 0 ended by a signal, 2 the call was wrong or the port is taken.
`;

await runProgram(USAGE, async () => {
  const { values } = parseArgs({
    options: {
      ...COMMON_FLAGS,
      'access-key-id': { type: 'string' },
      'secret-access-key': { type: 'string' },
      region: { type: 'string' },
      refuse: { type: 'string', multiple: true, default: [] },
      'ignore-conditions': { type: 'boolean', default: false },
    },
  });
  const port = parsePort(values.port);
  if (values.help) return undefined;
  const unknown = values.refuse.find((what) => !REFUSABLE.some((known) => known === what));
  if (unknown !== undefined) throw new Error(`--refuse is ${unknown}: allowed are ${REFUSABLE.join(', ')}`);
  const {
    bucket: buckets,
    region,
    'access-key-id': accessKeyId,
    'secret-access-key': secretAccessKey,
  } = values;
  const server = await startS3TestServer({
    buckets,
    port,
    refuses: REFUSABLE.filter((what) => values.refuse.includes(what)),
    ignoresConditions: values['ignore-conditions'],
    ...(accessKeyId === undefined ? {} : { accessKeyId }),
    ...(secretAccessKey === undefined ? {} : { secretAccessKey }),
    ...(region === undefined ? {} : { region }),
  });
  return {
    server,
    environment: {
      AWS_ENDPOINT_URL_S3: server.endpoint,
      AWS_REGION: server.region,
      AWS_ACCESS_KEY_ID: server.accessKeyId,
      AWS_SECRET_ACCESS_KEY: server.secretAccessKey,
    },
  };
});
