import {
  type ClassDefinition,
  isDataType,
  type Json,
  type PropertyDefinition,
} from '@weaviate-export/entities-export';
import type { FilterType } from './filter-values.ts';

/** An object as filters see it. */
export interface FilteredObject {
  readonly id: string;
  /** Milliseconds since 1970 in UTC. */
  readonly creationTime: number;
  readonly updateTime: number;
  /** Parsed, with integers beyond 2^53 as bigint. Asked for by filters of properties alone. */
  readonly properties: Readonly<Record<string, Json<bigint>>>;
}

/** What the path of a filter leads to. */
export interface FilterTarget {
  /** Undefined: it is there or not, and is compared with nothing. */
  readonly type: FilterType | undefined;
  /** It is a place on earth, which is compared with ranges alone. */
  readonly isPlace?: boolean;
  /** False of what every object has. */
  readonly nullable: boolean;
  /** Its values, of an array each element; nulls are none. */
  readonly values: (object: FilteredObject) => readonly Json<bigint>[];
}

export const ID_PATHS: readonly string[] = ['id', '_id'];

const LENGTH = /^len\((.+)\)$/;
const COMPARED: readonly string[] = ['text', 'int', 'number', 'boolean', 'date', 'uuid'];

/**
 * What a path means: a property, one of an object (`address.city`), `id`, `_creationTimeUnix`, `_lastUpdateTimeUnix` or
 * `len(property)`. Undefined where the class has nothing of that name.
 */
export function findTarget(definition: ClassDefinition, path: string): FilterTarget | undefined {
  if (ID_PATHS.includes(path)) return { type: 'uuid', nullable: false, values: ({ id }) => [id] };
  if (path === '_creationTimeUnix')
    return { type: 'time', nullable: false, values: ({ creationTime }) => [creationTime] };
  if (path === '_lastUpdateTimeUnix')
    return { type: 'time', nullable: false, values: ({ updateTime }) => [updateTime] };
  const [, measured] = LENGTH.exec(path) ?? [];
  if (measured !== undefined) return findLength(definition, measured);
  const names = path.split('.');
  const property = findProperty(definition.properties, names);
  if (property === undefined) return undefined;
  return {
    type: typeOf(property),
    isPlace: property.dataType[0] === 'geoCoordinates',
    nullable: true,
    values: ({ properties }) => valuesAt(properties, names),
  };
}

function findLength({ properties = [] }: ClassDefinition, name: string): FilterTarget | undefined {
  const [type = ''] = properties.find((property) => property.name === name)?.dataType ?? [];
  if (type !== 'text' && type !== 'string' && !type.endsWith('[]')) return undefined;
  return { type: 'int', nullable: false, values: (object) => [lengthOf(memberOf(object.properties, name))] };
}

/** Of a text in characters; what is not there has none. */
function lengthOf(value: Json<bigint>): number {
  if (typeof value === 'string') return Array.from(value).length;
  return Array.isArray(value) ? value.length : 0;
}

function findProperty(
  properties: readonly PropertyDefinition[] | undefined,
  [name, ...nested]: readonly string[],
): PropertyDefinition | undefined {
  const property = properties?.find((one) => one.name === name);
  return nested.length === 0 ? property : findProperty(property?.nestedProperties, nested);
}

function typeOf({ dataType: [name = ''] }: PropertyDefinition): FilterType | undefined {
  if (!isDataType(name)) return undefined;
  const type = name.replace('[]', '').replace('string', 'text');
  return COMPARED.includes(type) ? (type as FilterType) : undefined;
}

function valuesAt(value: Json<bigint>, [name, ...nested]: readonly string[]): Json<bigint>[] {
  if (Array.isArray(value)) return value.flatMap((element) => valuesAt(element, [name ?? '', ...nested]));
  const member = memberOf(value, name ?? '');
  if (nested.length > 0) return valuesAt(member, nested);
  return [member].flat().filter((one) => one !== null);
}

function memberOf(value: Json<bigint>, name: string): Json<bigint> {
  if (typeof value !== 'object' || value === null || !Object.hasOwn(value, name)) return null;
  return (value as Record<string, Json<bigint>>)[name] ?? null;
}
