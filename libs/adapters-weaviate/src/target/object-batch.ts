import {
  type ClassDefinition,
  type ExportObject,
  parseBigIntJson,
  type TimesAs,
} from '@weaviate-export/entities-export';
import {
  encodeMultiVector,
  encodeVector,
  type MessageInit,
  VectorType,
  weaviate,
} from '@weaviate-export/weaviate-protocol';
import type { RestoredShard } from '@weaviate-export/usecases-export';
import { type PropertyValues, type Reference, referencesOf, typedProperties } from './typed-properties.ts';

/** Objects of one batch, as the server advises, and the bytes that they may have: no server takes less in a message. */
const MOST_OBJECTS = 1_000;
const MOST_BYTES = 4 * 1024 * 1024;

/** An object as it is sent. */
export interface SentObject {
  readonly id: string;
  /** A BatchObject, encoded, without references. */
  readonly message: Buffer;
  /** Sent once the object is there: servers refuse an object that refers to one that is still to come. */
  readonly references: readonly Reference[];
}

/** Objects in batches, each as large as a message may be. An object is encoded before the next one is taken. */
export function* objectBatches(
  objects: Iterable<ExportObject>,
  encode: (object: ExportObject) => SentObject,
): Generator<SentObject[]> {
  let [batch, bytes]: [SentObject[], number] = [[], 0];
  for (const object of objects) {
    const next = encode(object);
    const { length } = next.message;
    if (batch.length === MOST_OBJECTS || (batch.length > 0 && bytes + length > MOST_BYTES)) {
      yield batch;
      [batch, bytes] = [[], 0];
    }
    batch.push(next);
    bytes += length;
  }
  if (batch.length > 0) yield batch;
}

/** Writes objects of a shard as gRPC's batches have them. */
export function objectEncoder(
  { class: collection, tenant = '' }: RestoredShard,
  definition: ClassDefinition,
  { creation, update }: TimesAs = {},
): (object: ExportObject) => SentObject {
  const properties = definition.properties ?? [];
  return (object) => {
    const values = {
      ...propertiesOf(object),
      ...(creation !== undefined && { [creation]: new Date(object.creationTime).toISOString() }),
      ...(update !== undefined && { [update]: new Date(object.updateTime).toISOString() }),
    };
    const message = weaviate.BatchObject.encode({
      uuid: object.id,
      collection,
      tenant,
      properties: typedProperties(values, properties),
      ...(object.vector !== null && { vectorBytes: encodeVector(object.vector) }),
      vectors: Object.entries(object.namedVectors ?? {}).map(([name, vector]) => namedVector(name, vector)),
    });
    return { id: object.id, message, references: referencesOf(values, properties) };
  };
}

function propertiesOf({ properties }: ExportObject): PropertyValues {
  const text = typeof properties === 'string' ? properties : Buffer.from(properties ?? '{}').toString('utf8');
  return (parseBigIntJson(text) ?? {}) as PropertyValues;
}

function namedVector(name: string, vector: Float32Array | readonly Float32Array[]): MessageInit<'Vectors'> {
  return vector instanceof Float32Array
    ? { name, type: VectorType.VECTOR_TYPE_SINGLE_FP32, vectorBytes: encodeVector(vector) }
    : { name, type: VectorType.VECTOR_TYPE_MULTI_FP32, vectorBytes: encodeMultiVector(vector) };
}
