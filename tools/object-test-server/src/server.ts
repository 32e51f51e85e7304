import { once } from 'node:events';
import { createServer } from 'node:http';
import { type AddressInfo } from 'node:net';
import { exchange, type Protocol, type RequestRecord } from './exchange.ts';
import { Faults } from './faults.ts';

const HOST = '127.0.0.1';

/** A server in memory that speaks a protocol, on loopback. */
export interface ObjectTestServer<Operation, Refusal> extends AsyncDisposable {
  /** Such as `http://127.0.0.1:41234`. */
  readonly endpoint: string;
  /** Every request so far, in the order of arrival. */
  readonly requests: readonly RequestRecord<Operation>[];
  readonly faults: Pick<Faults<Operation, Refusal>, 'inject' | 'clear'>;
  /** Destroys every socket, so that no client is left waiting. Calling it again does nothing more. */
  close(): Promise<void>;
}

/** @param port on 127.0.0.1; 0 for any free one */
export const startObjectTestServer = async <Operation extends string, Target, Refusal>(
  protocol: Protocol<Operation, Target, Refusal>,
  port: number,
): Promise<ObjectTestServer<Operation, Refusal>> => {
  const faults = new Faults<Operation, Refusal>();
  const requests: RequestRecord<Operation>[] = [];
  const server = createServer((message, response) => {
    exchange(message, response, protocol, faults, requests).catch((error: unknown) => {
      response.destroy(error instanceof Error ? error : new Error(String(error)));
    });
  });
  // A socket that the server closes while idle can meet a client's next request: resets are for `faults` to inject.
  server.keepAliveTimeout = 0;
  server.listen(port, HOST);
  await once(server, 'listening');

  let closed: Promise<void> | undefined;
  const close = (): Promise<void> => {
    closed ??= new Promise((resolve, reject) => {
      server.close((error) => (error === undefined ? resolve() : reject(error)));
      server.closeAllConnections();
    });
    return closed;
  };
  return {
    endpoint: `http://${HOST}:${(server.address() as AddressInfo).port}`,
    requests,
    faults,
    close,
    [Symbol.asyncDispose]: close,
  };
};
