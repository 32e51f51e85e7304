import type { Metadata, ServerDuplexStream, handleBidiStreamingCall, handleUnaryCall } from '@grpc/grpc-js';
import { ExportError, isExportError } from '@weaviate-export/entities-export';
import type { Logger, Principal } from '@weaviate-export/usecases-export';
import type { ServiceCall } from '@weaviate-export/weaviate-protocol';
import { type CallStatus, statusOf } from './grpc-status.ts';

/**
 * Who calls, by the value of the metadata `authorization`; null is a caller without credentials, where anonymous
 * access is on. Asked before a message is as much as read.
 * @throws ExportError UNAUTHENTICATED
 */
export type AuthenticateCall = (authorization: string | undefined) => Promise<Principal | null>;

/** What every call has. */
export interface CallContext {
  readonly principal: Principal | null;
  /** Aborted when the caller has left, or its deadline has passed. */
  readonly signal: AbortSignal;
}

export type UnaryHandler = (request: Buffer, context: CallContext) => Promise<Uint8Array>;
export type StreamHandler = (
  requests: AsyncIterable<Uint8Array>,
  reply: (message: Uint8Array) => Promise<void>,
  context: CallContext,
) => Promise<void>;

/** A handler of a call's own messages. */
export function coded<Request, Reply>(
  { requestDeserialize, responseSerialize }: ServiceCall<never, Reply, Request, unknown>,
  handle: (request: Request, context: CallContext) => Promise<Reply>,
): UnaryHandler {
  return async (bytes, context) => responseSerialize(await handle(requestDeserialize(bytes), context));
}

export interface CallOptions {
  readonly authenticate: AuthenticateCall;
  readonly logger: Logger;
}

/** Makes handlers of this server handlers of gRPC: authenticated, with errors of the table as status, logged. */
export class CallAdapter {
  readonly #options: CallOptions;

  constructor(options: CallOptions) {
    this.#options = options;
  }

  unary(name: string, handle: UnaryHandler): handleUnaryCall<Buffer, Uint8Array> {
    return (call, callback) => {
      this.#answer(name, call, (context) => handle(call.request, context)).then(
        (reply) => callback(null, reply),
        (status: CallStatus) => callback(status),
      );
    };
  }

  stream(name: string, handle: StreamHandler): handleBidiStreamingCall<Uint8Array, Uint8Array> {
    return (call) => {
      // Left open where the handler has read enough: the status is yet to be sent.
      const requests = call.iterator({ destroyOnReturn: false }) as AsyncIterable<Uint8Array>;
      const reply = (message: Uint8Array) => written(call, message);
      this.#answer(name, call, (context) => handle(requests, reply, context)).then(
        () => call.end(),
        (status: CallStatus) => call.emit('error', status),
      );
    };
  }

  /** @throws CallStatus */
  async #answer<Reply>(
    name: string,
    call: CallEvents,
    handle: (context: CallContext) => Promise<Reply>,
  ): Promise<Reply> {
    const begin = performance.now();
    const left = new AbortController();
    call.on('cancelled', () => left.abort());
    let status: CallStatus | undefined;
    try {
      const [authorization] = call.metadata.get('authorization');
      const principal = await this.#options.authenticate(authorization?.toString());
      return await handle({ principal, signal: left.signal });
    } catch (error) {
      const known = isExportError(error) ? error : new ExportError('INTERNAL', [], { cause: error });
      // Where the caller has left, nobody hears of it, and nothing is wrong with the server.
      if (known.httpStatus >= 500 && !left.signal.aborted) this.#log(known);
      status = statusOf(known);
      throw status; // eslint-disable-line @typescript-eslint/only-throw-error -- what gRPC takes
    } finally {
      const milliseconds = performance.now() - begin;
      this.#options.logger.debug({ call: name, code: status?.code ?? 0, milliseconds }, 'answered');
    }
  }

  #log(error: ExportError): void {
    if (error.code === 'NOT_AVAILABLE') return;
    this.#options.logger.error({ err: error }, error.message);
  }
}

interface CallEvents {
  readonly metadata: Metadata;
  on(event: 'cancelled', listener: () => void): unknown;
}

/** Resolves when there is room for more. */
function written(call: ServerDuplexStream<Uint8Array, Uint8Array>, message: Uint8Array): Promise<void> {
  return new Promise((resolve, reject) => {
    call.write(message, (error: Error | null | undefined) => {
      if (error == null) resolve();
      else reject(error);
    });
  });
}
