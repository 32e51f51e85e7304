import { ExportError } from '@weaviate-export/entities-export';
import type { Principal } from '@weaviate-export/usecases-export';
import Fastify, { type FastifyInstance, type FastifyRequest } from 'fastify';
import { exportRoutes, type ExportRoutesOptions } from './export-routes.ts';
import { InMemoryDoor } from './in-memory-door.fixture.ts';

/** Long enough for the longest request of the tests, short enough to go beyond. */
export const TEST_BODY_LIMIT_BYTES = 2000;

/** A Fastify host with the export routes under /v1. */
export interface TestHost extends AsyncDisposable {
  readonly app: FastifyInstance;
  readonly door: InMemoryDoor;
  /** What the host logged at level warn or above. */
  readonly log: LogEntry[];
}

export interface LogEntry {
  readonly msg: string;
  readonly err?: { readonly message: string; readonly stack: string };
}

export async function testHost(
  options: Partial<ExportRoutesOptions> = {},
  { maxParamLength = 200 } = {},
): Promise<TestHost> {
  const log: LogEntry[] = [];
  const stream = { write: (line: string) => log.push(JSON.parse(line) as LogEntry) };
  const app = Fastify({ logger: { level: 'warn', stream }, routerOptions: { maxParamLength } });
  const door = new InMemoryDoor();
  await app.register(exportRoutes, {
    prefix: '/v1',
    scheduler: door,
    restorer: door.restorer,
    verifier: door,
    principalOf: principalByKey,
    bodyLimitBytes: TEST_BODY_LIMIT_BYTES,
    ...options,
  });
  return { app, door, log, [Symbol.asyncDispose]: () => app.close() };
}

/** Nobody without a header; whoever the key is named after with `Bearer key-of-NAME`; else 401. */
async function principalByKey(request: FastifyRequest): Promise<Principal | null> {
  const { authorization } = request.headers;
  if (authorization === undefined) return null;
  const username = /^Bearer key-of-(\w+)$/.exec(authorization)?.[1];
  if (username === undefined) throw new ExportError('UNAUTHENTICATED', []);
  return { username };
}
