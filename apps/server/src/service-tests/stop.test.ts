import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { connect, createServer, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client, credentials } from '@grpc/grpc-js';
import { pino } from 'pino';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startHost, startS3 } from './host.fixture.ts';
import { OtherProgram } from './other-program.fixture.ts';
import { Program } from './program.fixture.ts';

const BUCKET = 'exports';

describe('the program', () => {
  let dataPath: string;
  beforeAll(async () => {
    dataPath = await mkdtemp(join(tmpdir(), 'weaviate-export-'));
  });
  afterAll(() => rm(dataPath, { recursive: true, force: true }));

  const call = async (url: string, method: string, path: string, body?: unknown, id?: string) =>
    fetch(`${url}/v1${path}`, {
      method,
      headers: {
        ...(body !== undefined && { 'content-type': 'application/json' }),
        ...(id !== undefined && { 'x-request-id': id }),
      },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });

  it(
    'takes no new exports once it is told to stop, gives the running one its grace, then cancels and cleans it',
    { tags: 'long' },
    async () => {
      await using store = await startS3(BUCKET);
      await using program = new Program({
        ...store.environment,
        PERSISTENCE_DATA_PATH: dataPath,
        EXPORT_DEFAULT_BUCKET: BUCKET,
        EXPORT_MAX_CONCURRENT: '2',
      });
      const url = await program.url();
      await program.logged('ready');
      expect((await call(url, 'GET', '/.well-known/ready')).status).toBe(200);
      await call(url, 'POST', '/objects', { class: 'Article', properties: { title: 'kept' } });
      store.s3.faults.inject({ operation: 'PutObject', after: 3, fault: { kind: 'stall' } });
      const started = await call(url, 'POST', '/export/s3', { id: 'stopped' }, 'request-7');
      expect(started.status).toBe(200);
      expect(started.headers.get('x-request-id')).toBe('request-7');
      await expect
        .poll(() => store.s3.requests.filter(({ operation }) => operation === 'PutObject').length)
        .toBeGreaterThan(3);

      program.child.kill('SIGTERM');
      expect(await program.logged('stopping')).toMatchObject({ signal: 'SIGTERM', graceSeconds: 30 });
      expect((await call(url, 'GET', '/.well-known/ready')).status).toBe(503);
      expect((await call(url, 'GET', '/.well-known/live')).status).toBe(200);
      expect((await call(url, 'POST', '/export/s3', { id: 'late' })).status).toBe(503);
      expect(await (await call(url, 'GET', '/export/s3/stopped')).json()).toMatchObject({
        status: 'TRANSFERRING',
      });

      // Of the same moment, as Ctrl-C under npm gives two: they are one.
      program.child.kill('SIGINT');
      expect((await call(url, 'GET', '/.well-known/live')).status).toBe(200);
      const signals = (): number => program.log.filter(({ msg }) => msg === 'stopping').length;
      expect(signals()).toBe(1);
      const another = (): number => {
        // None comes when the program is at its end: Node heeds no signal there, and the system ends it.
        if (signals() === 1) program.child.kill('SIGTERM');
        return signals();
      };
      await expect.poll(another, { interval: 100 }).toBe(2);
      expect(await program.ended()).toBe(0);
      expect(program.errors).toBe('');
      expect(store.s3.keys(BUCKET)).toEqual(['stopped/export_metadata.json']);
      expect(store.s3.openUploads()).toEqual([]);
      const ofTheRequest = program.log.filter(({ reqId }) => reqId === 'request-7');
      expect(ofTheRequest).toEqual([
        expect.objectContaining({
          level: 'info',
          msg: 'answered',
          export: 'stopped',
          backend: 's3',
          status: 200,
        }),
      ]);
      expect(program.log.at(-1)).toMatchObject({ msg: 'stopped' });

      await using next = await startHost({ ...store.environment, PERSISTENCE_DATA_PATH: dataPath });
      expect(await next.client.list('s3')).toMatchObject([{ id: 'stopped', status: 'CANCELED' }]);
    },
  );

  it.each(['SIGTERM', 'SIGINT'] as const)('ends with 0 on %s', { tags: 'long' }, async (signal) => {
    await using program = new Program({ PERSISTENCE_DATA_PATH: dataPath });
    await program.logged('ready');
    program.child.kill(signal);
    expect(await program.ended()).toBe(0);
  });

  it('that is told to stop while it starts ends with 0 once it has started', { tags: 'long' }, async () => {
    const issuer = createServer().listen(0, '127.0.0.1');
    await once(issuer, 'listening');
    const { port } = issuer.address() as { port: number };
    await using program = new Program({
      PERSISTENCE_DATA_PATH: dataPath,
      AUTHENTICATION_OIDC_ENABLED: 'true',
      AUTHENTICATION_OIDC_ISSUER: `http://127.0.0.1:${port}`,
      AUTHENTICATION_OIDC_CLIENT_ID: 'client',
      AUTHENTICATION_OIDC_USERNAME_CLAIM: 'sub',
    });
    const [waiting] = (await once(issuer, 'connection')) as [Socket];
    program.child.kill('SIGTERM');
    expect(await program.logged('stopping')).toMatchObject({ signal: 'SIGTERM' });
    waiting.destroy();
    issuer.close();
    expect(await program.ended()).toBe(0);
    expect(program.log.at(-1)).toMatchObject({ msg: 'stopped' });
  });

  it('ends at once with all that is wrong with its environment, a line each', async () => {
    await using program = new Program({
      PERSISTENCE_DATA_PATH: dataPath,
      LOG_LEVEL: 'loud',
      EXPORT_PARALLELISM: 'all',
      AZURE_CONCURRENCY: '0',
      AZURE_STORAGE_ACCOUNT: 'acme',
    });
    expect(await program.ended()).toBe(1);
    expect(program.log).toEqual([]);
    expect(program.errors.trimEnd().split('\n')).toEqual([
      expect.stringMatching(/^weaviate-export: EXPORT_PARALLELISM is "all": allowed are whole numbers/),
      expect.stringMatching(/^weaviate-export: LOG_LEVEL is "loud": allowed are/),
      expect.stringMatching(/^weaviate-export: AZURE_CONCURRENCY is "0": allowed are/),
    ]);
  });
});

describe('a server', () => {
  it.each(['HTTP_PORT', 'GRPC_PORT', 'PROMETHEUS_MONITORING_PORT'])(
    'says what it may do about a taken %s',
    async (variable) => {
      await using other = await OtherProgram.start();
      const { port } = other;
      const start = startHost({
        PROMETHEUS_MONITORING_ENABLED: 'true',
        PROMETHEUS_MONITORING_PORT: '0',
        [variable]: String(port),
      });
      await expect(start).rejects.toThrow(
        `${variable} is "${port}": another program listens there: allowed is a free port, or 0`,
      );
    },
  );

  it('tells all of its ports that are taken, and listens on none', async () => {
    await using http = await OtherProgram.start();
    await using grpc = await OtherProgram.start();
    const log: string[] = [];
    const logger = pino({ level: 'info' }, { write: (line) => void log.push(line) });
    const environment = { HTTP_PORT: String(http.port), GRPC_PORT: String(grpc.port) };
    await expect(startHost(environment, logger)).rejects.toThrow(
      [
        `HTTP_PORT is "${http.port}": another program listens there: allowed is a free port, or 0`,
        `GRPC_PORT is "${grpc.port}": another program listens there: allowed is a free port, or 0`,
      ].join('\n'),
    );
    expect(log.filter((line) => line.includes('listening'))).toEqual([]);
  });

  it.each([
    [
      { HTTP_HOST: '192.0.2.1', AUTHENTICATION_ANONYMOUS_ACCESS_ENABLED: 'true' },
      'HTTP_HOST is "192.0.2.1": allowed is an address of this machine',
    ],
    [{ PERSISTENCE_DATA_PATH: import.meta.filename }, /^PERSISTENCE_DATA_PATH is ".*": allowed is a folder /],
    [
      { PERSISTENCE_DATA_PATH: '/proc/nope' },
      /^PERSISTENCE_DATA_PATH is "\/proc\/nope": allowed is a folder .* \(E[A-Z]+: .*, mkdir .*\)$/,
    ],
  ])('says what is wrong with %o', async (environment, message) => {
    await expect(startHost(environment)).rejects.toThrow(message);
  });

  it('refuses more connections than it is told to hold', async () => {
    await using host = await startHost({ HTTP_MAX_CONNECTIONS: '2' });
    const { port, hostname } = new URL(host.server.url);
    const open = () => connect(Number(port), hostname);
    const held = [open(), open()];
    await Promise.all(held.map((socket) => once(socket, 'connect')));
    const third = open();
    third.resume();
    await once(third, 'close');
    for (const socket of held) {
      socket.write('GET /v1/.well-known/live HTTP/1.1\r\nhost: a\r\n\r\n');
      const [answer] = (await once(socket, 'data')) as [Buffer];
      expect(answer.toString()).toMatch(/^HTTP\/1\.1 200 /);
      socket.destroy();
    }
  });

  it('ends HTTP while a batch stream of gRPC still has time to end, not only afterwards', async () => {
    await using host = await startHost();
    const client = new Client(`127.0.0.1:${host.server.grpcPort}`, credentials.createInsecure());
    const asTheyAre = (bytes: Buffer) => bytes;
    const stream = client.makeBidiStreamRequest('/weaviate.v1.Weaviate/BatchStream', asTheyAre, asTheyAre);
    await once(stream, 'data');
    const ended = once(stream.resume(), 'end');
    const stopped = host.server.stop(0);
    const ask = (): Promise<string> =>
      fetch(host.server.url).then(
        () => 'answered',
        () => 'refused',
      );
    await expect.poll(ask).toBe('refused');
    expect(stream.readableEnded).toBe(false);
    stream.end();
    await Promise.all([ended, stopped]);
    client.close();
  });
});
