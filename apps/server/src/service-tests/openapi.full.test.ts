import { once } from 'node:events';
import { Agent, type IncomingMessage, request } from 'node:http';
import { json } from 'node:stream/consumers';
import { openApiDocument } from '@weaviate-export/adapters-rest';
import { Ajv, type ValidateFunction } from 'ajv';
import formats from 'ajv-formats';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type Host, startHost, startS3 } from './host.fixture.ts';
import { operations, resolved, type WireRequest, wireRequests } from './openapi-requests.fixture.ts';

const REQUESTS = 6_000;
/** Any would do; a failure is found again with the same one. */
const SEED = 20_260_304;
const TEST_DEADLINE_MS = 600_000;

const ajv = formats.default(new Ajv({ strict: false, validateFormats: true }));
ajv.addSchema(inJsonSchema(openApiDocument) as object, 'document');

/** Swagger 2.0 says `null` with an extension of vendors. */
function inJsonSchema(part: unknown): unknown {
  const text = JSON.stringify(part).replaceAll('"x-nullable":true', '"nullable":true');
  return JSON.parse(text.replaceAll('"$ref":"#/', '"$ref":"document#/'));
}

/** Whether an answer is what the document says of it, by operation and status. */
const answers = new Map<string, ValidateFunction | null>(
  operations.flatMap(({ operationId, responses }) =>
    Object.entries(responses).map(([status, response]) => {
      const { schema } = resolved(response);
      return [
        `${operationId} ${status}`,
        schema ? ajv.compile(inJsonSchema(schema) as object) : null,
      ] as const;
    }),
  ),
);

let host: Host;
let store: Awaited<ReturnType<typeof startS3>>;
const agent = new Agent({ keepAlive: true });
beforeAll(async () => {
  store = await startS3('exports');
  host = await startHost({ ...store.environment, EXPORT_MAX_CONCURRENT: '2', EXPORT_PARALLELISM: '1' });
  for (const name of ['Article', 'Book'])
    await host.call('POST', '/objects', { class: name, properties: { title: 'one' }, vector: [1, 2] });
});
afterAll(async () => {
  agent.destroy();
  await host[Symbol.asyncDispose]();
  await store[Symbol.asyncDispose]();
});

async function send({ operation, target, headers, body }: WireRequest) {
  const { hostname, port } = new URL(host.server.url);
  const sent = request({ agent, hostname, port, method: operation.method, path: target, headers });
  const answered = once(sent, 'response') as Promise<[IncomingMessage]>;
  sent.end(body);
  const [response] = await answered;
  const status = response.statusCode!;
  const isEmpty = status === 204;
  const answer: unknown = isEmpty ? response.resume() && undefined : await json(response);
  return { status, answer };
}

it(
  'answers whatever is sent to the operations of the document as the document says, and never with a 5xx',
  async () => {
    const met = new Set<string>();
    await fc.assert(
      fc.asyncProperty(wireRequests, async (sent) => {
        const { status, answer } = await send(sent);
        const name = `${sent.operation.operationId} ${status}`;
        met.add(name);
        expect(status, JSON.stringify(answer)).toBeLessThan(500);
        expect([...answers.keys()]).toContain(name);
        const isAsDocumented = answers.get(name);
        if (isAsDocumented) expect(isAsDocumented(answer), ajv.errorsText(isAsDocumented.errors)).toBe(true);
      }),
      { numRuns: REQUESTS, seed: SEED, endOnFailure: true },
    );
    // The requests reach deep: whatever needs no credentials and no timing has been met.
    const reached = [
      'exportsCreate 200',
      'exportsCreate 400',
      'exportsCreate 409',
      'exportsCreate 413',
      'exportsCreate 415',
      'exportsCreate 422',
      'exportsStatus 200',
      'exportsStatus 404',
      'exportsStatus 422',
      'exportsCancel 404',
      'exportsCancel 409',
      'exportsCancel 422',
      'exportsList 200',
      'exportsList 422',
      'exportSchedulesCreate 422',
      'exportSchedulesDelete 404',
      'exportSchedulesGet 404',
      'exportSchedulesGet 422',
      'exportSchedulesList 200',
      'exportSchedulesReplace 422',
      'exportSchedulesRun 404',
      'exportsRestore 404',
      'exportsRestore 422',
      'exportsRestoreStatus 404',
      'exportsRestoreStatus 422',
      'exportsRestoreCancel 404',
      'exportsVerify 404',
      'exportsVerify 422',
      'exportsVerifyStatus 404',
    ];
    expect(reached.filter((name) => !met.has(name))).toEqual([]);
  },
  TEST_DEADLINE_MS,
);
