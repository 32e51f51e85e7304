import { type AddressInfo, connect } from 'node:net';
import { text } from 'node:stream/consumers';
import { openApiDocument } from '@weaviate-export/adapters-rest';
import { describe, expect, it } from 'vitest';
import { TestServer } from './test-server.fixture.ts';

const KEYS = {
  AUTHENTICATION_APIKEY_ENABLED: 'true',
  AUTHENTICATION_APIKEY_ALLOWED_KEYS: 'k1',
  AUTHENTICATION_APIKEY_USERS: 'jane',
};

describe('/v1/docs', () => {
  it('has the OpenAPI document, without credentials', async () => {
    await using server = await TestServer.start(KEYS);
    const { statusCode, headers, payload } = await server.app.inject('/v1/docs/json');
    expect([statusCode, headers['content-type']]).toEqual([200, 'application/json; charset=utf-8']);
    expect(JSON.parse(payload)).toEqual(openApiDocument);
  });

  it.each(['/v1/docs', '/v1/docs/'])('is a page at %s whose parts all come from this server', async (url) => {
    await using server = await TestServer.start();
    const page = await server.app.inject(url);
    expect(page.statusCode).toBe(200);
    expect(page.headers['content-type']).toMatch(/^text\/html/);
    expect(page.headers['content-security-policy']).toMatch(/^default-src 'self';/);
    const parts = [...page.payload.matchAll(/(?:src|href)="([^"]+)"/g)].map(([, part]) => part!);
    expect(parts.length).toBeGreaterThan(3);
    for (const part of parts) {
      const { pathname, host } = new URL(part, `http://here${url}`);
      expect(host).toBe('here');
      expect((await server.app.inject(pathname)).statusCode, part).toBe(200);
    }
    const initializer = parts.find((part) => part.endsWith('initializer.js'))!;
    const script = await server.app.inject(new URL(initializer, `http://here${url}`).pathname);
    expect(script.payload).toContain('"validatorUrl":null');
  });

  it.each(['../../x', '..', '%2e%2e/x', '%00', 'a\\b'])('has nothing at static/%s', async (path) => {
    await using server = await TestServer.start();
    await server.app.listen({ host: '127.0.0.1', port: 0 });
    const socket = connect((server.app.server.address() as AddressInfo).port, '127.0.0.1');
    socket.write(`GET /v1/docs/static/${path} HTTP/1.1\r\nhost: a\r\nconnection: close\r\n\r\n`);
    const answer = await text(socket);
    expect(answer).toMatch(/^HTTP\/1.1 404 /);
    expect(answer).toContain('was not found');
  });

  it('leaves the other answers as they are', async () => {
    await using server = await TestServer.start();
    expect((await server.app.inject('/v1/docs/nothing')).json()).toEqual({
      error: [{ message: 'path GET /v1/docs/nothing was not found' }],
    });
    const meta = await server.app.inject('/v1/meta');
    expect(meta.headers['content-security-policy']).toBeUndefined();
  });
});
