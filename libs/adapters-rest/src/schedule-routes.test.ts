import { ExportError, type ScheduleStatus } from '@weaviate-export/entities-export';
import type { InjectOptions } from 'fastify';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { openApiDocument } from './openapi-document.ts';
import type { ScheduleDoor } from './schedule-handlers.ts';
import { TEST_BODY_LIMIT_BYTES, testHost, type TestHost } from './test-host.fixture.ts';

const SCHEDULE: ScheduleStatus = {
  name: 'nightly',
  cron: '0 3 * * *',
  timeZone: 'Europe/Berlin',
  backend: 's3',
  idTemplate: '{name}-{n}',
  request: { include: ['Article'], config: { bucket: 'b' } },
  incremental: { fullEvery: 7 },
  retention: { keepLast: 7 },
  enabled: true,
  nextRunAt: '2026-12-01T02:00:00.000Z',
  lastRun: { id: 'nightly-1', startedAt: '2026-11-30T02:00:00.000Z', status: 'FAILED', error: 'why' },
};
const { nextRunAt: _next, lastRun: _last, ...REQUEST } = SCHEDULE;

/** Answers every call with the one schedule, and remembers what was asked. */
class OneSchedule implements ScheduleDoor {
  readonly calls: unknown[][] = [];
  failure: Error | undefined;
  readonly create: ScheduleDoor['create'] = (...asked) => this.#answer('create', asked);
  readonly get: ScheduleDoor['get'] = (...asked) => this.#answer('get', asked);
  readonly replace: ScheduleDoor['replace'] = (...asked) => this.#answer('replace', asked);
  readonly run: ScheduleDoor['run'] = (...asked) => this.#answer('run', asked);
  readonly list: ScheduleDoor['list'] = async (...asked) => [await this.#answer('list', asked)];
  readonly remove: ScheduleDoor['remove'] = async (...asked) => void (await this.#answer('remove', asked));

  async #answer(call: string, asked: unknown[]): Promise<ScheduleStatus> {
    this.calls.push([call, ...asked]);
    if (this.failure !== undefined) throw this.failure;
    return SCHEDULE;
  }
}

const door = new OneSchedule();
let host: TestHost;
beforeAll(async () => {
  host = await testHost({ schedules: door });
});
beforeEach(() => {
  door.calls.length = 0;
  door.failure = undefined;
});
afterAll(() => host.app.close());

const ALL = '/v1/export-schedules';
const ONE = `${ALL}/nightly`;
const JSON_TYPE = { 'content-type': 'application/json' };
const ADA = { authorization: 'Bearer key-of-ada' };
const ada = { username: 'ada' };
const sent = (method: 'POST' | 'PUT', url: string, payload: unknown): InjectOptions => ({
  method,
  url,
  headers: { ...JSON_TYPE, ...ADA },
  payload: typeof payload === 'string' ? payload : JSON.stringify(payload),
});

it('schedules are called as whoever sends the request, and answered as they are', async () => {
  const answers = [];
  for (const request of [
    sent('POST', ALL, REQUEST),
    { url: ALL, headers: ADA },
    { url: ONE, headers: ADA },
    sent('PUT', ONE, REQUEST),
    { method: 'POST', url: `${ONE}/run`, headers: ADA },
    { method: 'DELETE', url: ONE, headers: ADA },
  ] satisfies InjectOptions[]) {
    const { statusCode, body } = await host.app.inject(request);
    answers.push([statusCode, body === '' ? undefined : (JSON.parse(body) as unknown)]);
  }
  expect(answers).toEqual([
    [200, SCHEDULE],
    [200, [SCHEDULE]],
    [200, SCHEDULE],
    [200, SCHEDULE],
    [200, SCHEDULE],
    [204, undefined],
  ]);
  expect(door.calls).toEqual([
    ['create', ada, REQUEST],
    ['list', ada],
    ['get', ada, 'nightly'],
    ['replace', ada, 'nightly', REQUEST],
    ['run', ada, 'nightly'],
    ['remove', ada, 'nightly'],
  ]);
});

it.each<[string, object, RegExp]>([
  ['an unknown field', { ...REQUEST, colour: 'red' }, /unknown field "colour"/],
  ['a text for how often', { ...REQUEST, incremental: { fullEvery: '7' } }, /invalid incremental.fullEvery/],
  ['an id in the request', { ...REQUEST, request: { id: 'x' } }, /unknown field "request.id"/],
  ['an unknown backend', { ...REQUEST, backend: 'tape' }, /invalid backend "tape"/],
  ['a name that cannot be', { ...REQUEST, name: 'Every Night' }, /invalid name/],
  ['a number as a text', { ...REQUEST, retention: { keepLast: '7' } }, /invalid retention.keepLast/],
  ['no cron expression', { name: 'nightly', backend: 's3' }, /cron/],
])('a schedule with %s is refused with 422', async (_what, body, message) => {
  for (const request of [sent('POST', ALL, body), sent('PUT', ONE, body)]) {
    const response = await host.app.inject(request);
    expect(response.statusCode).toBe(422);
    expect(response.body).toMatch(new RegExp(message.source.replaceAll('"', String.raw`\\"`)));
  }
  expect(door.calls).toEqual([]);
});

it('a host without schedules has none of their paths', async () => {
  await using without = await testHost();
  for (const request of [{ url: ALL }, { url: ONE }, sent('POST', ALL, REQUEST)] satisfies InjectOptions[])
    expect((await without.app.inject(request)).statusCode).toBe(404);
});

describe('every status of the document is reached', () => {
  const failing = (error: ExportError, request: InjectOptions) => () => {
    door.failure = error;
    return host.app.inject(request);
  };
  const plain = (request: InjectOptions) => () => host.app.inject(request);
  const tooLong = 'x'.repeat(TEST_BODY_LIMIT_BYTES + 1);
  const forbidden = new ExportError('FORBIDDEN', ['ada', 'read schedule nightly']);
  const missing = new ExportError('SCHEDULE_NOT_FOUND', ['nightly']);
  const internal = new ExportError('INTERNAL', []);

  /** What each operation with a request as it should be may be answered, beside its success. */
  const failures = (request: InjectOptions, wrong: InjectOptions) => ({
    401: plain({ ...request, headers: { authorization: 'Bearer wrong' } }),
    403: failing(forbidden, request),
    404: failing(missing, request),
    422: plain(wrong),
    500: failing(internal, request),
  });
  const ofBodies = (request: InjectOptions) => ({
    400: plain({ ...request, headers: JSON_TYPE, payload: '{' }),
    413: plain({ ...request, headers: JSON_TYPE, payload: tooLong }),
    415: plain({ ...request, headers: { 'content-type': 'text/xml' }, payload: '<a/>' }),
  });
  const stopping = new ExportError('SHUTTING_DOWN', []);
  const badName = `${ALL}/Nightly`;
  const list: InjectOptions = { url: ALL };
  const get: InjectOptions = { url: ONE };
  const remove: InjectOptions = { method: 'DELETE', url: ONE };
  const run: InjectOptions = { method: 'POST', url: `${ONE}/run` };
  const [create, replace] = [sent('POST', ALL, REQUEST), sent('PUT', ONE, REQUEST)] as const;
  const { 404: _missing, ...ofCreate } = failures(create, sent('POST', ALL, {}));
  const { 403: _forbidden, 404: _none, 422: _invalid, ...ofList } = failures(list, list);
  const scenarios = {
    exportSchedulesList: { 200: plain(list), ...ofList },
    exportSchedulesCreate: {
      200: plain(create),
      ...ofCreate,
      ...ofBodies(create),
      409: failing(new ExportError('SCHEDULE_ALREADY_EXISTS', ['nightly']), create),
      503: failing(stopping, create),
    },
    exportSchedulesGet: { 200: plain(get), ...failures(get, { url: badName }) },
    exportSchedulesReplace: {
      200: plain(replace),
      ...failures(replace, sent('PUT', ONE, {})),
      ...ofBodies(replace),
      503: failing(stopping, replace),
    },
    exportSchedulesDelete: {
      204: plain(remove),
      ...failures(remove, { ...remove, url: badName }),
      ...ofBodies(remove),
    },
    exportSchedulesRun: {
      200: plain(run),
      ...failures(run, { ...run, url: `${badName}/run` }),
      ...ofBodies(run),
      409: failing(new ExportError('SCHEDULE_RUNNING', ['nightly', 'nightly-1']), run),
    },
  };
  const named = Object.entries(scenarios).flatMap(([operation, answers]) =>
    Object.entries(answers).map(([status, answer]) => [`${operation} ${status}`, answer] as const),
  );

  it.each(named)('%s', async (name, answer) => {
    expect((await answer()).statusCode).toBe(Number(name.split(' ')[1]));
  });

  it('and no other one is documented', () => {
    interface Operation {
      readonly operationId?: string;
      readonly responses?: Record<string, unknown>;
    }
    const documented = Object.values(openApiDocument.paths)
      .flatMap((path) => Object.values(path as Record<string, Operation>))
      .flatMap(({ operationId = '', responses = {} }) =>
        Object.keys(responses).map((status) => `${operationId} ${status}`),
      )
      .filter((name) => name.startsWith('exportSchedules'));
    expect(documented.sort()).toEqual(named.map(([name]) => name).sort());
  });
});
