import { once } from 'node:events';
import { createServer } from 'node:http';
import { type AddressInfo } from 'node:net';

export interface Answer {
  readonly status?: number;
  readonly body: unknown;
}

/** What to answer to `POST /v1/schema` and the like, given the body. */
export type Answers = Readonly<Record<string, (body: unknown) => Answer>>;

/** An API that misbehaves as a test wants it, which the real server would not do on demand. */
export async function startApi(answers: Answers): Promise<{ url: string } & AsyncDisposable> {
  const server = createServer((request, response) => {
    let text = '';
    request.setEncoding('utf8');
    request.on('data', (part: string) => (text += part));
    request.on('end', () => {
      const answer = answers[`${request.method} ${request.url}`];
      const { status = 200, body } = answer?.(text && JSON.parse(text)) ?? {
        status: 404,
        body: 'no such route',
      };
      response.writeHead(status, { 'content-type': 'application/json', connection: 'close' });
      response.end(typeof body === 'string' ? body : JSON.stringify(body));
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    [Symbol.asyncDispose]: async () => {
      server.close();
      await once(server, 'close');
    },
  };
}
