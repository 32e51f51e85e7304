import { once } from 'node:events';
import { type AddressInfo, type Socket, connect } from 'node:net';
import { text } from 'node:stream/consumers';
import { expect, it } from 'vitest';
import { TestServer } from './test-server.fixture.ts';

const START = 'POST /v1/schema HTTP/1.1\r\nhost: a\r\n';
const JSON_OF = 'content-type: application/json\r\n';

async function startImpatient(): Promise<TestServer> {
  const server = await TestServer.start({ HTTP_REQUEST_TIMEOUT_SECONDS: '1' });
  await server.app.listen({ host: '127.0.0.1', port: 0 });
  return server;
}

/** Keeps its side of the connection open until told, whatever the server does with its own. */
async function open({ app }: TestServer): Promise<Socket> {
  const { port } = app.server.address() as AddressInfo;
  const socket = connect({ host: '127.0.0.1', port, allowHalfOpen: true });
  await once(socket, 'connect');
  return socket;
}

it.concurrent.each([
  ['nothing', ''],
  ['half of its headers', START],
  ['half of its body', `${START}${JSON_OF}content-length: 13\r\n\r\n{"class"`],
  ['some chunks of its body', `${START}${JSON_OF}transfer-encoding: chunked\r\n\r\n8\r\n{"class"\r\n`],
])(
  'tells a client that has sent %s in the time for a request, and closes the connection',
  async (_what, sent) => {
    await using server = await startImpatient();
    const before = performance.now();
    const socket = await open(server);
    socket.write(sent);
    const [head = '', body = ''] = (await text(socket)).split('\r\n\r\n');
    expect(performance.now() - before).toBeGreaterThan(1000);
    expect(head).toMatch(/^HTTP\/1.1 408 Request Timeout\r\n/);
    expect(head).toContain('connection: close');
    expect(JSON.parse(body)).toEqual({ error: [{ message: 'the request took too long to arrive' }] });
    socket.destroy();
  },
);

it.concurrent('does not act on a request whose rest comes after that answer', async () => {
  await using server = await startImpatient();
  const accepted = once(server.app.server, 'connection') as Promise<[Socket]>;
  const socket = await open(server);
  const [peer] = await accepted;
  const closed = once(peer, 'close');
  socket.write(`${START}${JSON_OF}content-length: 13\r\n\r\n{"class"`);
  expect(await text(socket)).toContain(' 408 ');
  socket.end(':"A"}');
  await closed;
  expect((await server.call('GET', '/schema')).body).toEqual({ classes: [] });
});

it.concurrent('answers other clients meanwhile, and keeps their connections open', async () => {
  await using server = await startImpatient();
  const [slow, quick] = [await open(server), await open(server)];
  const ask = async (): Promise<string> => {
    quick.write('GET /v1/.well-known/live HTTP/1.1\r\nhost: a\r\n\r\n');
    const [answer] = (await once(quick, 'data')) as [Buffer];
    return answer.toString();
  };
  slow.write(START);
  expect(await ask()).toMatch(/^HTTP\/1.1 200 /);
  expect(await text(slow)).toContain(' 408 ');
  expect(await ask()).toMatch(/^HTTP\/1.1 200 /);
  for (const socket of [slow, quick]) socket.destroy();
});
