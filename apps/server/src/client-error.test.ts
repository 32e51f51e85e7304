import { once } from 'node:events';
import { type AddressInfo, connect } from 'node:net';
import { text } from 'node:stream/consumers';
import { expect, it } from 'vitest';
import { TestServer } from './test-server.fixture.ts';

const POST = 'POST /v1/objects HTTP/1.1\r\nhost: a\r\ncontent-type: application/json\r\n';

it.each([
  ['no HTTP', 'GARBAGE\r\n\r\n', 400],
  ['an unknown method', 'FROB /v1/meta HTTP/1.1\r\nhost: a\r\n\r\n', 400],
  ['a chunk without a size', `${POST}transfer-encoding: chunked\r\n\r\nzz\r\n{}\r\n0\r\n\r\n`, 400],
  ['a length beside chunks', `${POST}content-length: 2\r\ntransfer-encoding: chunked\r\n\r\n{}`, 400],
  [
    'headers that are too long',
    `GET /v1/meta HTTP/1.1\r\nhost: a\r\nx: ${'x'.repeat(1_000_000)}\r\n\r\n`,
    431,
  ],
])('answers %s in the shape of its other errors, and closes the connection', async (_what, sent, status) => {
  await using server = await TestServer.start();
  await server.app.listen({ host: '127.0.0.1', port: 0 });
  const socket = connect((server.app.server.address() as AddressInfo).port, '127.0.0.1');
  await once(socket, 'connect');
  socket.write(sent);
  const [head = '', body = '', ...rest] = (await text(socket)).split('\r\n\r\n');
  expect(head).toMatch(new RegExp(`^HTTP/1.1 ${status} `));
  expect(head).toContain('content-type: application/json; charset=utf-8');
  expect(head).toContain(`content-length: ${Buffer.byteLength(body)}`);
  expect(JSON.parse(body)).toEqual({
    error: [{ message: expect.stringMatching(/^malformed HTTP request: ./) as unknown }],
  });
  expect(rest).toEqual([]);
});
