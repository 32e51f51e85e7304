import { parseArgs } from 'node:util';
import { startS3TestServer } from './server.ts';

const USAGE = `An S3 server in memory, for tests.

Usage: npm run s3 -- [options]

  --port NUMBER               on 127.0.0.1; default 0, any free one
  --bucket NAME               create this bucket; may be given more than once
  --access-key-id ID          default test-access-key
  --secret-access-key SECRET  default a random one
  --region REGION             default us-east-1
  --help                      print this and end

Prints what a client needs as lines of an env file, and serves until SIGINT or SIGTERM.
Exit codes: 0 ended by a signal, 2 the call was wrong or the port is taken.
`;

const HIGHEST_PORT = 65_535;

const readFlags = () => {
  const { values } = parseArgs({
    options: {
      port: { type: 'string', default: '0' },
      bucket: { type: 'string', multiple: true, default: [] },
      'access-key-id': { type: 'string' },
      'secret-access-key': { type: 'string' },
      region: { type: 'string' },
      help: { type: 'boolean', default: false },
    },
  });
  if (!/^\d{1,5}$/.test(values.port) || Number(values.port) > HIGHEST_PORT) {
    throw new Error(`--port is ${values.port}, expected 0 to ${HIGHEST_PORT}.`);
  }
  return values;
};

const serve = async (flags: ReturnType<typeof readFlags>): Promise<void> => {
  const { bucket: buckets, region } = flags;
  const accessKeyId = flags['access-key-id'];
  const secretAccessKey = flags['secret-access-key'];
  const server = await startS3TestServer({
    buckets,
    port: Number(flags.port),
    ...(accessKeyId === undefined ? {} : { accessKeyId }),
    ...(secretAccessKey === undefined ? {} : { secretAccessKey }),
    ...(region === undefined ? {} : { region }),
  });
  process.once('SIGINT', () => void server.close());
  process.once('SIGTERM', () => void server.close());
  process.stdout.write(
    [
      `AWS_ENDPOINT_URL_S3=${server.endpoint}`,
      `AWS_REGION=${server.region}`,
      `AWS_ACCESS_KEY_ID=${server.accessKeyId}`,
      `AWS_SECRET_ACCESS_KEY=${server.secretAccessKey}`,
      '',
    ].join('\n'),
  );
};

try {
  const flags = readFlags();
  if (flags.help) process.stdout.write(USAGE);
  else await serve(flags);
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n\n${USAGE}`);
  process.exitCode = 2;
}
