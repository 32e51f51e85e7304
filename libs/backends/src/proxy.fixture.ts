import { once } from 'node:events';
import { createServer, request, type IncomingHttpHeaders } from 'node:http';
import { type AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';

/** A request on its way. */
export interface Passing {
  readonly method: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
}

/** Stands before a server: notes what is written to it, and changes it on its way. */
export async function proxyBefore(target: string, change: (passing: Passing) => Passing = (same) => same) {
  const written: Passing[] = [];
  const proxy = createServer((incoming, answer) => {
    const pass = async (): Promise<void> => {
      const sent = { method: incoming.method ?? '', headers: incoming.headers, body: await buffer(incoming) };
      if (['POST', 'PUT'].includes(sent.method)) written.push(sent);
      const { method, headers, body } = change(sent);
      const outgoing = request(`${target}${incoming.url}`, { method, headers }, (response) => {
        answer.writeHead(response.statusCode ?? 500, response.headers);
        response.pipe(answer);
      });
      outgoing.end(body);
    };
    pass().catch(() => answer.destroy());
  });
  proxy.listen(0, '127.0.0.1');
  await once(proxy, 'listening');
  return {
    written,
    endpoint: `http://127.0.0.1:${(proxy.address() as AddressInfo).port}`,
    [Symbol.asyncDispose]: async () => {
      proxy.close();
      proxy.closeAllConnections();
      await once(proxy, 'close');
    },
  };
}
