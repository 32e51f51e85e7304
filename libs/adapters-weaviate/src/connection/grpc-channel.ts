import { getCACertificates } from 'node:tls';
import { Client, credentials, Metadata, type ServiceError } from '@grpc/grpc-js';
import { Fault, grpcFault } from './fault.ts';
import type { GrpcEndpoint } from './weaviate-endpoints.ts';

/** Largest reply that is taken; servers send none of more than 100 MB unless told otherwise (GRPC_MAX_MESSAGE_SIZE). */
const MOST_REPLY_BYTES = 512 * 1024 * 1024;
/** Bytes that a server may send before it hears back: with HTTP/2's 64 KiB, a page takes a hundred round trips. */
const WINDOW_BYTES = 8 * 1024 * 1024;

const OPTIONS = {
  'grpc.max_receive_message_length': MOST_REPLY_BYTES,
  'grpc-node.flow_control_window': WINDOW_BYTES,
  // A server that restarts is found again soon: after two minutes by default.
  'grpc.initial_reconnect_backoff_ms': 200,
  'grpc.min_reconnect_backoff_ms': 200,
  'grpc.max_reconnect_backoff_ms': 2_000,
  'grpc.enable_retries': 0,
  // A connection of its own, where a thread has several.
  'grpc.use_local_subchannel_pool': 1,
};

/** Whom Node trusts, NODE_EXTRA_CA_CERTS and `--use-system-ca` among them: @grpc/grpc-js by itself knows no authority beside its own list. */
const authorities = (): Buffer => Buffer.from(getCACertificates().join('\n'));

const asTheyAre = (bytes: Buffer): Buffer => bytes;

/** A channel of one thread to a Weaviate's gRPC; it knows nothing but bytes. */
export class GrpcChannel implements Disposable {
  readonly #client: Client;
  readonly #metadata = new Metadata();

  constructor({ address, isSecure }: GrpcEndpoint, token: string | undefined) {
    const security = isSecure ? credentials.createSsl(authorities()) : credentials.createInsecure();
    this.#client = new Client(address, security, OPTIONS);
    if (token !== undefined) this.#metadata.set('authorization', `Bearer ${token}`);
  }

  /**
   * @param path such as `/weaviate.v1.Weaviate/Search`
   * @throws Fault, or the signal's reason where it aborts
   */
  call(path: string, request: Buffer, deadlineMs: number, signal: AbortSignal): Promise<Buffer> {
    return new Promise((resolve, reject) => {
      const settle = (error: ServiceError | null, reply?: Buffer): void => {
        signal.removeEventListener('abort', abort);
        if (error === null && reply !== undefined) resolve(reply);
        else if (signal.aborted) reject(signal.reason as Error);
        else reject(error === null ? new Fault('doubtful', 'it answered nothing') : grpcFault(error));
      };
      const options = { deadline: Date.now() + deadlineMs };
      const call = this.#client.makeUnaryRequest(
        path,
        asTheyAre,
        asTheyAre,
        request,
        this.#metadata,
        options,
        settle,
      );
      const abort = (): void => call.cancel();
      signal.addEventListener('abort', abort);
      if (signal.aborted) abort();
    });
  }

  [Symbol.dispose](): void {
    this.#client.close();
  }
}
