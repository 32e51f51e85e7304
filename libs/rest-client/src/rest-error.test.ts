import { inspect } from 'node:util';
import { describe, expect, it } from 'vitest';
import { isTransient, RestClient, RestError } from './index.ts';
import { json, serve, type Answer } from './scripted-server.fixture.ts';

const SECRET = 'the-secret-key';

const thrownBy = (call: Promise<unknown>): Promise<unknown> =>
  call.then(
    () => undefined,
    (error: unknown) => error,
  );

/** The error of a call that is answered so. */
async function failureOf(answer: Answer, timeoutMs?: number): Promise<RestError> {
  await using server = await serve(answer);
  const client = new RestClient({ url: server.url, apiKey: SECRET, ...(timeoutMs && { timeoutMs }) });
  const error = await thrownBy(client.status('s3', 'nightly'));
  expect(error).toBeInstanceOf(RestError);
  expect(inspect(error, { depth: null, showHidden: true })).not.toContain(SECRET);
  return error as RestError;
}

describe('an error of the API', () => {
  it.each([
    [400, 'MALFORMED', false],
    [401, 'UNAUTHENTICATED', false],
    [403, 'FORBIDDEN', false],
    [404, 'NOT_FOUND', false],
    [409, 'CONFLICT', false],
    [413, 'TOO_LARGE', false],
    [415, 'NOT_JSON', false],
    [418, 'REFUSED', false],
    [422, 'INVALID', false],
    [429, 'THROTTLED', true],
    [500, 'FAILED', false],
    [501, 'NOT_AVAILABLE', false],
    [503, 'UNAVAILABLE', true],
  ])('%i is %s, with the server’s words', async (status, code, transient) => {
    const error = await failureOf(
      json({ error: [{ message: 'not this' }, { message: 'nor that' }] }, status),
    );
    expect(error).toMatchObject({ code, httpStatus: status, messages: ['not this', 'nor that'] });
    expect(error.message).toBe(`GET /v1/export/s3/nightly answered ${status}: not this; nor that`);
    expect(isTransient(error)).toBe(transient);
  });

  it('is read in Weaviate’s other shape too', async () => {
    const error = await failureOf(json({ code: 401, message: 'anonymous access not enabled' }, 401));
    expect(error).toMatchObject({ code: 'UNAUTHENTICATED', messages: ['anonymous access not enabled'] });
  });

  it.each([
    ['a page of a proxy', '<h1>Bad Gateway</h1>'.padEnd(1000, '.'), '<h1>Bad Gateway</h1>'.padEnd(200, '.')],
    ['JSON of another shape', '{"reason":"down"}', '{"reason":"down"}'],
    ['JSON that is no object', '[null]', '[null]'],
    ['nothing', '', 'Bad Gateway'],
  ])('keeps its status where it has %s', async (_, text, shown) => {
    const error = await failureOf((response) => response.writeHead(502).end(text));
    expect(error).toMatchObject({ code: 'UNAVAILABLE', httpStatus: 502 });
    expect(error.message).toBe(`GET /v1/export/s3/nightly answered 502: ${shown}`);
  });
});

describe('without an answer that can be read', () => {
  it('says where nobody listens', async () => {
    const gone = await serve(json({}));
    await gone[Symbol.asyncDispose]();
    const error = await thrownBy(new RestClient({ url: gone.url }).call('GET', '/meta'));
    expect(error).toMatchObject({ code: 'UNREACHABLE', httpStatus: undefined, messages: [] });
    expect((error as Error).message).toMatch(/^GET \/v1\/meta failed: .*ECONNREFUSED/);
    expect(isTransient(error)).toBe(true);
  });

  it('says that the server went away before it answered', async () => {
    const error = await failureOf((response) => response.destroy());
    expect(error).toMatchObject({ code: 'UNREACHABLE', httpStatus: undefined });
  });

  it.each([200, 500])(
    'says that the server went away in the middle of its answer with %i',
    async (status) => {
      const error = await failureOf((response) => {
        response.writeHead(status, { 'content-length': 100 });
        response.write('{"id":', () => response.destroy());
      });
      expect(error).toMatchObject({ code: 'UNREACHABLE', httpStatus: status });
    },
  );

  it.each([
    ['begins', () => undefined],
    ['ends', (response: Parameters<Answer>[0]) => response.writeHead(200).write('{"id":')],
  ])('does not wait longer than told until it %s', async (_, answer) => {
    const error = await failureOf(answer, 50);
    expect(error).toMatchObject({ code: 'TIMED_OUT' });
    expect(error.message).toBe('GET /v1/export/s3/nightly failed: no answer in time');
    expect(isTransient(error)).toBe(true);
  });

  it.each([
    ['a page', '<html>Welcome</html>'],
    ['nothing', ''],
    ['another object', '{"status":"ok"}'],
    ['no object', 'null'],
  ])('says that no export API is there where %s answers with 200', async (_, text) => {
    const error = await failureOf((response) =>
      response.writeHead(200, { 'content-length': text.length }).end(text),
    );
    expect(error).toMatchObject({ code: 'ANSWER_INVALID', httpStatus: 200 });
  });

  it('follows no redirect, which would make another call of it', async () => {
    let asked = 0;
    const error = await failureOf((response) => {
      asked += 1;
      response.writeHead(301, { location: '/elsewhere' }).end();
    });
    expect(error).toMatchObject({ code: 'ANSWER_INVALID', httpStatus: 301 });
    expect(asked).toBe(1);
  });
});

describe('no credential is in an error', () => {
  const UNSENDABLE = `${SECRET}\n`;
  const shown = (error: unknown) => inspect(error, { depth: null, showHidden: true });

  it.each([
    ['that cannot be sent', { url: 'http://host', apiKey: UNSENDABLE }],
    ['that is there twice', { url: 'http://host', apiKey: SECRET, bearerToken: SECRET }],
    ['that is in the address', { url: `http://user:${SECRET}@host` }],
    ['that is in an address that is none', { url: `http://user:${SECRET}@host:port` }],
    ['that is in the address’s query', { url: `http://host?key=${SECRET}` }],
  ])('one %s', (_, options) => {
    let error: unknown;
    try {
      new RestClient(options);
    } catch (thrown) {
      error = thrown;
    }
    expect(error).toMatchObject({ code: 'FIELD_INVALID' });
    expect(shown(error)).not.toContain(SECRET);
  });

  it('one that a function gives and that cannot be sent', async () => {
    const client = new RestClient({ url: 'http://127.0.0.1:1', bearerToken: () => UNSENDABLE });
    const error = await thrownBy(client.list('s3'));
    expect(error).toMatchObject({ code: 'FIELD_INVALID' });
    expect(shown(error)).not.toContain(SECRET);
  });
});
