import type { MethodDefinition } from '@grpc/proto-loader';
import type { Exact } from './exact.ts';
import type { HealthDefinition } from './generated/grpc/health/v1/Health.gen.ts';
import type { WeaviateDefinition } from './generated/weaviate/v1/Weaviate.gen.ts';
import { messageCodec } from './message-codec.ts';
import { root } from './messages.ts';

/**
 * A call of a service, as @grpc/grpc-js takes it at both ends.
 * @example
 * const { path, requestSerialize, responseDeserialize } = weaviateService.Search;
 * client.makeUnaryRequest(path, requestSerialize, responseDeserialize, { collection: 'Article' }, callback);
 * // Who reads or writes messages by functions of their own puts these in:
 * const search = { ...weaviateService.Search, responseDeserialize: (bytes: Buffer) => readPage(bytes) };
 */
export interface ServiceCall<RequestInit, ReplyInit, Request, Reply> {
  readonly path: string;
  readonly requestStream: boolean;
  readonly responseStream: boolean;
  readonly requestSerialize: (message: RequestInit) => Buffer;
  /** @throws ExportError MESSAGE_MALFORMED */
  readonly requestDeserialize: (bytes: Buffer) => Request;
  readonly responseSerialize: (message: ReplyInit) => Buffer;
  /** @throws ExportError MESSAGE_MALFORMED */
  readonly responseDeserialize: (bytes: Buffer) => Reply;
}

/** The calls of a service by their names: a definition for `Server.addService` and `makeClientConstructor`. */
export type Service<Definition> = {
  readonly [
    Name in keyof Definition as string extends Name ? never : Name
  ]: Definition[Name] extends MethodDefinition<infer RequestInit, infer ReplyInit, infer Request, infer Reply>
    ? ServiceCall<Exact<RequestInit>, Exact<ReplyInit>, Exact<Request>, Exact<Reply>>
    : never;
};

function serviceOf<Definition>(name: string): Service<Definition> {
  const service = root.lookupService(name);
  const calls = service.methodsArray.map((method) => {
    const request = messageCodec(service.lookupType(method.requestType));
    const reply = messageCodec(service.lookupType(method.responseType));
    const call: ServiceCall<unknown, unknown, unknown, unknown> = {
      path: `/${name}/${method.name}`,
      requestStream: method.requestStream === true,
      responseStream: method.responseStream === true,
      requestSerialize: request.encode,
      requestDeserialize: request.decode,
      responseSerialize: reply.encode,
      responseDeserialize: reply.decode,
    };
    return [method.name, call] as const;
  });
  return Object.fromEntries(calls) as Service<Definition>;
}

/** `weaviate.v1.Weaviate`, what Weaviate answers. */
export const weaviateService = serviceOf<WeaviateDefinition>('weaviate.v1.Weaviate');
/** `grpc.health.v1.Health`, the health check of gRPC. */
export const healthService = serviceOf<HealthDefinition>('grpc.health.v1.Health');
