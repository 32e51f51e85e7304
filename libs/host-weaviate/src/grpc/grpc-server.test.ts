import { once } from 'node:events';
import { status } from '@grpc/grpc-js';
import { type ErrorCode, ERRORS, ExportError } from '@weaviate-export/entities-export';
import { silentLogger } from '@weaviate-export/usecases-export';
import { describe, expect, it } from 'vitest';
import { weaviate } from '@weaviate-export/weaviate-protocol';
import { TestServer } from '../test-server.fixture.ts';
import { failureOf, GrpcClient } from './grpc-host.fixture.ts';
import { GrpcServer, type GrpcServerOptions } from './grpc-server.ts';
import { statusOf } from './grpc-status.ts';

const SEARCH = 'weaviate.v1.Weaviate/Search';
const REQUEST = weaviate.SearchRequest.encode({ collection: 'A' });

async function startGrpc(
  server: TestServer,
  options: Partial<GrpcServerOptions> & { host?: string; port?: number } = {},
): Promise<GrpcServer> {
  const { host = '127.0.0.1', port = 0, ...others } = options;
  return GrpcServer.start({
    configuration: {
      http: { host },
      grpc: { port, maxMessageBytes: 1000 },
    },
    store: server.store,
    intake: server.intake,
    guard: server.access.guard,
    authenticate: async () => null,
    logger: silentLogger,
    isReady: () => true,
    ...others,
  });
}

describe('the gRPC server', () => {
  it('listens on an address of IPv6', async () => {
    await using server = await TestServer.start();
    await using grpc = await startGrpc(server, { host: '::1' });
    using client = new GrpcClient(grpc.port, '[::1]');
    expect((await failureOf(client.bytes(SEARCH, REQUEST))).code).toBe(status.NOT_FOUND);
  });

  it('does not start where something else listens on GRPC_PORT, and names it', async () => {
    await using server = await TestServer.start();
    await using grpc = await startGrpc(server);
    await expect(startGrpc(server, { port: grpc.port })).rejects.toThrow(
      `GRPC_PORT is "${grpc.port}": nothing can listen on 127.0.0.1:${grpc.port}`,
    );
  });

  it('tells the log, and not the caller, what went wrong in it', async () => {
    await using server = await TestServer.start();
    const logged: unknown[] = [];
    const logger = { ...silentLogger, error: ({ err }: { err?: Error }) => logged.push(err?.cause) };
    const cause = new Error('secret of the database');
    await using grpc = await startGrpc(server, {
      logger,
      authenticate: () => Promise.reject(cause),
    });
    using client = new GrpcClient(grpc.port);
    expect(await failureOf(client.bytes(SEARCH, REQUEST))).toEqual({
      code: status.INTERNAL,
      details: 'internal error: the log of the server says more',
    });
    expect(logged).toEqual([cause]);
  });

  it('logs each call with its code and time, for debug', async () => {
    await using server = await TestServer.start();
    const logged: object[] = [];
    const logger = { ...silentLogger, debug: (fields: object) => logged.push(fields) };
    await using grpc = await startGrpc(server, { logger });
    using client = new GrpcClient(grpc.port);
    await failureOf(client.bytes(SEARCH, REQUEST));
    await server.store.createClass({ class: 'A' });
    await client.bytes(SEARCH, REQUEST);
    const milliseconds = expect.any(Number) as number;
    expect(logged).toEqual([
      { call: 'Search', code: status.NOT_FOUND, milliseconds },
      { call: 'Search', code: status.OK, milliseconds },
    ]);
  });

  it('cuts off calls that do not end in time when it stops', async () => {
    await using server = await TestServer.start();
    const grpc = await startGrpc(server, { stopMs: 10 });
    using client = new GrpcClient(grpc.port);
    const stream = client.stream('BatchStream');
    await once(stream, 'data');
    const cut = once(stream, 'error');
    await grpc[Symbol.asyncDispose]();
    expect(await cut).toMatchObject([{ code: status.CANCELLED }]);
  });
});

describe('the status of gRPC', () => {
  it.each<[ErrorCode, status]>([
    ['FIELD_INVALID', status.INVALID_ARGUMENT],
    ['MESSAGE_MALFORMED', status.INVALID_ARGUMENT],
    ['UNAUTHENTICATED', status.UNAUTHENTICATED],
    ['FORBIDDEN', status.PERMISSION_DENIED],
    ['CLASS_NOT_FOUND', status.NOT_FOUND],
    ['EXPORT_ALREADY_EXISTS', status.FAILED_PRECONDITION],
    ['BODY_TOO_LARGE', status.RESOURCE_EXHAUSTED],
    ['NOT_AVAILABLE', status.UNIMPLEMENTED],
    ['SHUTTING_DOWN', status.UNAVAILABLE],
    ['INTERNAL', status.INTERNAL],
    ['BACKEND_FULL', status.INTERNAL],
  ])('of %s is %i', (code, expected) => {
    const error = new ExportError('INTERNAL', []);
    const answered = {
      ...error,
      code,
      httpStatus: ERRORS[code].status,
      message: code,
    } as unknown as ExportError;
    expect(statusOf(answered)).toEqual({ code: expected, details: code });
  });

  it('holds no halves of characters, which a header cannot', () => {
    const error = new ExportError('FIELD_NOT_SUPPORTED', ['a\ud800']);
    expect(statusOf(error).details).toBe('a\ufffd is not supported yet: leave it out');
  });
});
