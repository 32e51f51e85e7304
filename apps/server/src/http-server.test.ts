import { describe, expect, it } from 'vitest';
import { TestServer, messageOf } from './test-server.fixture.ts';

describe('the server', () => {
  it('says what it is, in a version that has the export API', async () => {
    await using server = await TestServer.start();
    const answer = await server.call('GET', '/meta');
    expect(answer.body).toEqual({
      grpcMaxMessageSize: 104_858_000,
      hostname: 'http://localhost:80',
      modules: {},
      version: expect.stringMatching(/^1\.(3[7-9]|[4-9]\d)\.\d+$/) as unknown,
    });
  });

  it('tells clients the largest message that gRPC takes', async () => {
    await using server = await TestServer.start({ GRPC_MAX_MESSAGE_SIZE: '2000' });
    expect((await server.call('GET', '/meta')).body).toMatchObject({ grpcMaxMessageSize: 2000 });
  });

  it.each([
    ['cut off', '{"class":"A"', 400, /malformed JSON/],
    ['not JSON', 'class=A', 400, /malformed JSON/],
    ['JSON with a comma too many', '{"class":"A",}', 400, /malformed JSON/],
    ['JSON with a long integer, cut off', '{"a":12345678901234567890', 400, /malformed JSON/],
    ['not UTF-8', Buffer.from('{"class":"A","properties":{"t":"\xff"}}', 'latin1'), 400, /malformed JSON/],
    [
      'UTF-8 cut off in a letter',
      Buffer.from('{"class":"A","x":"ä"}').subarray(0, -3),
      400,
      /malformed JSON/,
    ],
    [
      'over the limit',
      JSON.stringify({ class: 'A', x: 'x'.repeat(2000) }),
      413,
      /larger than the limit of 1000 bytes/,
    ],
  ])('refuses a body that is %s', async (_case, payload, status, message) => {
    await using server = await TestServer.start({ HTTP_BODY_LIMIT_BYTES: '1000' });
    for (const path of ['/objects', '/batch/objects', '/schema']) {
      const answer = await server.call('POST', path, payload);
      expect(messageOf(answer)).toMatch(message);
      expect(answer.status).toBe(status);
    }
    expect((await server.call('GET', '/schema')).body).toEqual({ classes: [] });
  });

  it.each(['text/plain', 'application/x-www-form-urlencoded', 'application/xml', 'nonsense'])(
    'refuses a body of type %s',
    async (type) => {
      await using server = await TestServer.start();
      for (const [method, path] of [
        ['POST', '/objects'],
        ['POST', '/schema'],
        ['PATCH', '/objects/A/a0000000-0000-4000-8000-000000000001'],
      ] as const) {
        const answer = await server.call(method, path, '{"class":"A"}', { 'content-type': type });
        expect(answer.status).toBe(415);
        expect(messageOf(answer)).toContain('application/json');
      }
    },
  );

  it('takes JSON whose type names a charset, and that begins with a byte order mark', async () => {
    await using server = await TestServer.start();
    const headers = { 'content-type': 'application/json; charset=utf-8' };
    const answer = await server.call(
      'POST',
      '/objects',
      '\ufeff{"class":"A","properties":{"t":"ä"}}',
      headers,
    );
    expect(answer).toMatchObject({ status: 200, body: { properties: { t: 'ä' } } });
  });

  it.each([
    ['GET', '/nothing', 404],
    ['POST', '/meta', 404],
    ['GET', '/objects/A', 422],
    ['GET', `/schema/${'A'.repeat(300)}`, 422],
    ['GET', '/schema/%ZZ', 422],
  ] as const)('answers %s %s in the shape of its other errors', async (method, path, status) => {
    await using server = await TestServer.start();
    const answer = await server.call(method, path);
    expect(answer.body).toEqual({ error: [{ message: expect.any(String) as unknown }] });
    expect(answer.status).toBe(status);
  });

  it('answers JSON as JSON', async () => {
    await using server = await TestServer.start();
    await server.call('POST', '/objects', { class: 'A' });
    for (const url of ['/v1/meta', '/v1/schema', '/v1/schema/A', '/v1/objects', '/v1/nothing']) {
      const { headers } = await server.app.inject(url);
      expect(headers['content-type']).toBe('application/json; charset=utf-8');
    }
  });
});
