import type { InjectOptions } from 'fastify';
import { describe, expect, it } from 'vitest';
import { TestServer } from './test-server.fixture.ts';

const CONSOLE = 'https://console.example';
const EXPORT = '/v1/export/s3';

/** What a browser asks before it lets a page of another origin start an export. */
const preflight = (origin = CONSOLE): InjectOptions => ({
  method: 'OPTIONS',
  url: EXPORT,
  headers: {
    origin,
    'access-control-request-method': 'POST',
    'access-control-request-headers': 'authorization,content-type,x-openai-api-key',
  },
});

describe('a page of another origin', () => {
  it('may call by any method and with any header, unless told otherwise', async () => {
    await using server = await TestServer.start();
    const answer = await server.app.inject(preflight());
    expect(answer.statusCode).toBe(204);
    expect(answer.headers).toMatchObject({
      'access-control-allow-origin': '*',
      'access-control-allow-methods': '*',
      'access-control-allow-headers': 'authorization,content-type,x-openai-api-key',
    });
    expect(answer.headers['access-control-allow-credentials']).toBeUndefined();
  });

  it('reads answers and refusals, and the id of its request', async () => {
    await using server = await TestServer.start();
    for (const url of ['/v1/meta', '/v1/nowhere', EXPORT]) {
      const { headers } = await server.app.inject({ url, headers: { origin: CONSOLE } });
      expect(headers).toMatchObject({
        'access-control-allow-origin': '*',
        'access-control-expose-headers': 'x-request-id',
      });
    }
  });

  it('needs no credentials to ask what it may', async () => {
    await using server = await TestServer.start({
      AUTHENTICATION_ANONYMOUS_ACCESS_ENABLED: 'false',
      AUTHENTICATION_APIKEY_ENABLED: 'true',
      AUTHENTICATION_APIKEY_ALLOWED_KEYS: 'secret',
      AUTHENTICATION_APIKEY_USERS: 'ada',
    });
    expect((await server.app.inject(preflight())).statusCode).toBe(204);
    const refused = await server.app.inject({ url: EXPORT, headers: { origin: CONSOLE } });
    expect([refused.statusCode, refused.headers['access-control-allow-origin']]).toEqual([401, '*']);
  });

  it('is one of those named, with the methods and headers named, where they are', async () => {
    await using server = await TestServer.start({
      CORS_ALLOW_ORIGIN: `${CONSOLE}, http://localhost:3000`,
      CORS_ALLOW_METHODS: 'GET,POST',
      CORS_ALLOW_HEADERS: 'Authorization',
    });
    const [named, other] = await Promise.all(
      [CONSOLE, 'https://other.example'].map(
        async (origin) => (await server.app.inject(preflight(origin))).headers,
      ),
    );
    expect(named).toMatchObject({
      'access-control-allow-origin': CONSOLE,
      'access-control-allow-methods': 'GET, POST',
      'access-control-allow-headers': 'Authorization',
    });
    expect(other!['access-control-allow-origin']).toBeUndefined();
  });
});
