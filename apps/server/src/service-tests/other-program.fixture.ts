import { once } from 'node:events';
import { type AddressInfo, createServer, type Server } from 'node:net';

/** What listens on a port that a server wants. */
export class OtherProgram implements AsyncDisposable {
  readonly #server: Server;

  static async start(): Promise<OtherProgram> {
    const server = createServer().listen(0, '127.0.0.1');
    await once(server, 'listening');
    return new OtherProgram(server);
  }

  private constructor(server: Server) {
    this.#server = server;
  }

  get port(): number {
    return (this.#server.address() as AddressInfo).port;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#server.close();
    await once(this.#server, 'close');
  }
}
