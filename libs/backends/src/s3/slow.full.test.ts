import { once } from 'node:events';
import { connect, createServer, type AddressInfo } from 'node:net';
import { expect, it } from 'vitest';
import { NEVER, seededBytes } from '../conformance/index.ts';
import { S3Backend } from './backend.ts';
import { BUCKET, configOf, openS3Fixture } from './s3.fixture.ts';

/**
 * Milliseconds without headway that end a request here, over all its attempts: a fourth of it, for one attempt, is less
 * than a part takes, and more than the system's own buffers hide.
 */
const PATIENCE_MS = 32_000;
const ATTEMPT_MS = PATIENCE_MS / 4;
/** What the slow line takes at a time, and how long it rests then, in milliseconds: about 1.6 MB a second. */
const MOUTHFUL_BYTES = 64 * 1024;
const REST_MS = 40;

/** Stands before a server, and takes in what is sent to it but slowly. */
async function slowLineTo(endpoint: string) {
  const { port } = new URL(endpoint);
  const line = createServer({ highWaterMark: MOUTHFUL_BYTES }, (client) => {
    const server = connect(Number(port), '127.0.0.1');
    client.on('data', (bytes) => {
      client.pause();
      server.write(bytes);
      setTimeout(() => client.resume(), REST_MS);
    });
    client.on('close', () => server.destroy());
    client.on('error', () => server.destroy());
    server.on('error', () => client.destroy());
    server.pipe(client);
  });
  line.listen(0, '127.0.0.1');
  await once(line, 'listening');
  return {
    endpoint: `http://127.0.0.1:${(line.address() as AddressInfo).port}`,
    [Symbol.asyncDispose]: async () => {
      line.close();
      await once(line, 'close');
    },
  };
}

it(
  'a slow server that makes headway is waited for, however long a part takes',
  { timeout: 120_000 },
  async () => {
    await using fixture = await openS3Fixture();
    await using line = await slowLineTo(fixture.server.endpoint);
    const bytes = seededBytes(24 * 1024 * 1024, 1);
    const started = performance.now();
    {
      using backend = new S3Backend(
        { ...configOf(fixture.server), endpoint: line.endpoint },
        { patienceMs: PATIENCE_MS },
      );
      await using sink = await backend.openSink({ bucket: BUCKET, key: 'slow' }, { signal: NEVER });
      await sink.write(bytes);
      await sink.close();
    }
    // Slower than an attempt may be silent, so that a deadline for the whole request would have ended it.
    expect(performance.now() - started).toBeGreaterThan(ATTEMPT_MS);
    expect(fixture.server.requests.filter(({ operation }) => operation === 'UploadPart')).toHaveLength(2);
    expect(fixture.server.object(BUCKET, 'slow')?.body.equals(bytes)).toBe(true);
  },
);
