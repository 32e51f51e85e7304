import { ExportError, propertyName } from '@weaviate-export/entities-export';
import { type ExactJson } from '../written-json.ts';
import { parseClassName } from '../schema/class-definition.ts';
import { parseTenant } from './object-tenant.ts';
import type { Properties } from './property-check.ts';
import { isObject, isUuid } from './value-rules.ts';
import { type Vector, parseNamedVectors, parseVector } from './vectors.ts';

/** What a request says about one object; undefined is what it leaves out. Other fields do not matter. */
export interface ObjectBody {
  readonly class: string;
  /** In lower case. */
  readonly id: string | undefined;
  readonly tenant: string | undefined;
  readonly properties: Properties | undefined;
  readonly vector: Float32Array | undefined;
  readonly vectors: ReadonlyMap<string, Vector> | undefined;
}

/** Where objects lie. */
export type ObjectPlace = Pick<ObjectBody, 'class' | 'tenant'>;

/** The object that the path of a request names. */
export interface ObjectAddress {
  readonly class: string;
  readonly id: string;
}

/**
 * Reads the body of a request, or one object of a batch.
 * @param address where the path names the object: class and id may then be absent, and must not differ
 * @throws ExportError BODY_INVALID, CLASS_INVALID, FIELD_INVALID, OBJECT_ID_INVALID, PROPERTY_INVALID or VECTOR_INVALID
 */
export function parseObjectBody(body: unknown, address?: ObjectAddress): ObjectBody {
  const fields = body as ExactJson | undefined;
  if (fields === undefined || !isObject(fields)) {
    throw new ExportError('BODY_INVALID', ['an object must be a JSON object with class and properties']);
  }
  const className = parseClassName(fields['class'] ?? address?.class);
  const id = fields['id'] == null ? address?.id : parseObjectId(fields['id']);
  if (address !== undefined && className !== address.class) {
    throw new ExportError('FIELD_INVALID', [
      'class',
      className,
      `it must be ${address.class}, as in the path`,
    ]);
  }
  if (address !== undefined && id !== address.id) {
    throw new ExportError('FIELD_INVALID', ['id', id, `it must be ${address.id}, as in the path`]);
  }
  const { properties, vector, vectors } = fields;
  return {
    class: className,
    id,
    tenant: parseTenant(fields['tenant']),
    properties: properties == null ? undefined : parseProperties(properties, className),
    vector: vector == null ? undefined : parseVector(vector, className, 'vector'),
    vectors: vectors == null ? undefined : parseNamedVectors(vectors, className),
  };
}

/**
 * The id of an object, in lower case.
 * @throws ExportError OBJECT_ID_INVALID
 */
export function parseObjectId(id: unknown): string {
  if (!isUuid(id as ExactJson)) throw new ExportError('OBJECT_ID_INVALID', [id]);
  return (id as string).toLowerCase();
}

function parseProperties(value: ExactJson, className: string): Properties {
  if (!isObject(value)) {
    throw new ExportError('FIELD_INVALID', ['properties', value, 'it must be an object']);
  }
  return namedProperties(Object.entries(value), className);
}

/**
 * The properties of an object by their names as Weaviate keeps them.
 * @throws ExportError PROPERTY_INVALID where two have one name
 */
export function namedProperties(
  members: Iterable<readonly [string, ExactJson]>,
  className: string,
): Properties {
  const properties = new Map<string, ExactJson>();
  for (const [sent, property] of members) {
    const name = propertyName(sent);
    if (properties.has(name)) {
      const allowed = 'it is there twice, as first letters of names are made small';
      throw new ExportError('PROPERTY_INVALID', [className, name, property, allowed]);
    }
    properties.set(name, property);
  }
  return properties;
}
