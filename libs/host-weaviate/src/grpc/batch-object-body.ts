import {
  decodeMultiVector,
  decodeVector,
  type Message,
  vectorOf,
  VectorType,
} from '@weaviate-export/weaviate-protocol';
import { namedProperties, type ObjectBody, parseObjectId } from '../objects/object-body.ts';
import { parseTenant } from '../objects/object-tenant.ts';
import { checkVectorName, labelOf, type Vector } from '../objects/vectors.ts';
import { parseClassName } from '../schema/class-definition.ts';
import { membersOf } from './batch-properties.ts';

/**
 * An object of a batch as the object routes have it.
 * @throws ExportError CLASS_INVALID, OBJECT_ID_INVALID, PROPERTY_INVALID or VECTOR_INVALID
 */
export function readBatchObject(object: Message<'BatchObject'>): ObjectBody {
  const className = parseClassName(object.collection);
  const { properties } = object;
  return {
    class: className,
    tenant: parseTenant(object.tenant),
    id: parseObjectId(object.uuid),
    properties: properties === null ? undefined : namedProperties(membersOf(properties), className),
    vector: readVector(object, className),
    vectors: object.vectors.length === 0 ? undefined : readVectors(object.vectors, className),
  };
}

function readVector(
  { vector, vectorBytes }: Message<'BatchObject'>,
  className: string,
): Float32Array | undefined {
  if (vectorBytes.length > 0) return decodeVector(vectorBytes, className, 'vector');
  return vector.length > 0 ? vectorOf(vector, className, 'vector') : undefined;
}

/** A name that is there many times is a multi-vector: so the client of TypeScript sends its vectors. */
function readVectors(sent: readonly Message<'Vectors'>[], className: string): Map<string, Vector> {
  const vectors = new Map<string, Vector>();
  for (const { name, type, vectorBytes } of sent) {
    checkVectorName(name, className);
    const label = labelOf(name);
    if (type === VectorType.VECTOR_TYPE_MULTI_FP32) {
      vectors.set(name, decodeMultiVector(vectorBytes, className, label));
      continue;
    }
    const vector = decodeVector(vectorBytes, className, label);
    const before = vectors.get(name);
    vectors.set(name, before === undefined ? vector : [before, vector].flat());
  }
  return vectors;
}
