import type { MessageTypeDefinition } from '@grpc/proto-loader';
import protobuf from 'protobufjs';
import type { Exact } from './exact.ts';
import { descriptor } from './generated/descriptor.gen.ts';
import type { ProtoGrpcType as HealthTypes } from './generated/health.gen.ts';
import type { ProtoGrpcType as WeaviateTypes } from './generated/service.gen.ts';
import { type MessageCodec, messageCodec } from './message-codec.ts';

/** What the .proto files define. */
export const root = protobuf.Root.fromJSON(descriptor as protobuf.INamespace);

/** A codec for each message of a package, by its name. */
type Codecs<Package> = {
  readonly [
    Name in keyof Package as Package[Name] extends MessageTypeDefinition<never, unknown> ? Name : never
  ]: Package[Name] extends MessageTypeDefinition<infer Init, infer Message>
    ? MessageCodec<Exact<Init>, Exact<Message>>
    : never;
};

function codecsOf<Package>(name: string): Codecs<Package> {
  const types = (root.lookup(name) as protobuf.Namespace).nestedArray.filter(
    (nested) => nested instanceof protobuf.Type,
  );
  return Object.fromEntries(types.map((type) => [type.name, messageCodec(type)])) as Codecs<Package>;
}

/** The messages of `weaviate.v1`, such as `weaviate.SearchRequest`. */
export const weaviate = codecsOf<WeaviateTypes['weaviate']['v1']>('weaviate.v1');
/** The messages of `grpc.health.v1`. */
export const health = codecsOf<HealthTypes['grpc']['health']['v1']>('grpc.health.v1');

type WeaviateCodecs = typeof weaviate;

/** A message of `weaviate.v1` as it is read, such as `Message<'SearchRequest'>`. */
export type Message<Name extends keyof WeaviateCodecs> = ReturnType<WeaviateCodecs[Name]['decode']>;
/** A message of `weaviate.v1` as it is written: all of it may be left out. */
export type MessageInit<Name extends keyof WeaviateCodecs> = Parameters<WeaviateCodecs[Name]['encode']>[0];
