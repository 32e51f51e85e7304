import type { StoredObject } from '@weaviate-export/adapters-db';
import {
  encodeMultiVector,
  encodeVector,
  type Message,
  type MessageInit,
  toInt64,
  VectorType,
} from '@weaviate-export/weaviate-protocol';
import { DEFAULT_VECTOR_NAME } from '../objects/vector-place.ts';

/** What a search tells of an object beside its properties: always its id, and what is asked for. */
export function metadataOf(
  object: StoredObject,
  request: Message<'MetadataRequest'> | null,
): MessageInit<'MetadataResult'> {
  return {
    id: object.id,
    idAsBytes: uuidBytes(object.id),
    ...(request?.creationTimeUnix === true && {
      creationTimeUnix: toInt64(object.creationTime),
      creationTimeUnixPresent: true,
    }),
    ...(request?.lastUpdateTimeUnix === true && {
      lastUpdateTimeUnix: toInt64(object.updateTime),
      lastUpdateTimeUnixPresent: true,
    }),
    ...(request !== null && vectorsOf(object, request)),
  };
}

function vectorsOf(
  object: StoredObject,
  { vector, vectors }: Message<'MetadataRequest'>,
): MessageInit<'MetadataResult'> {
  const named = Object.entries(object.namedVectors ?? {});
  const wanted = vector ? named : named.filter(([name]) => vectors.includes(name));
  const ofDefault: [string, Float32Array][] =
    !vector && object.vector !== null && vectors.includes(DEFAULT_VECTOR_NAME)
      ? [[DEFAULT_VECTOR_NAME, object.vector]]
      : [];
  return {
    ...(vector && object.vector !== null && { vectorBytes: encodeVector(object.vector) }),
    vectors: [...wanted, ...ofDefault].map(([name, value]) => encodeNamed(name, value)),
  };
}

function encodeNamed(name: string, value: Float32Array | readonly Float32Array[]): MessageInit<'Vectors'> {
  return value instanceof Float32Array
    ? { name, type: VectorType.VECTOR_TYPE_SINGLE_FP32, vectorBytes: encodeVector(value) }
    : { name, type: VectorType.VECTOR_TYPE_MULTI_FP32, vectorBytes: encodeMultiVector(value) };
}

export function uuidBytes(id: string): Uint8Array {
  return Buffer.from(id.replaceAll('-', ''), 'hex');
}
