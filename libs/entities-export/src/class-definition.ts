/** Weaviate's primitive property types; each but the last four below has an array form `type[]`. */
export const SCALAR_DATA_TYPES = ['text', 'int', 'number', 'boolean', 'date', 'uuid'] as const;
export const ARRAY_DATA_TYPES = ['text[]', 'int[]', 'number[]', 'boolean[]', 'date[]', 'uuid[]'] as const;
export const OTHER_DATA_TYPES = ['blob', 'geoCoordinates', 'phoneNumber', 'object', 'object[]'] as const;
/** Names that Weaviate keeps for older schemas; they mean `text` and `text[]`. */
export const DEPRECATED_DATA_TYPES = ['string', 'string[]'] as const;

export const DATA_TYPES = [
  ...SCALAR_DATA_TYPES,
  ...ARRAY_DATA_TYPES,
  ...OTHER_DATA_TYPES,
  ...DEPRECATED_DATA_TYPES,
] as const;
export type DataType = (typeof DATA_TYPES)[number];

/** True for a type of Weaviate's own; every other name in `dataType` is a class that the property refers to. */
export function isDataType(name: string): name is DataType {
  return (DATA_TYPES as readonly string[]).includes(name);
}

/** A property of a class, or of an `object` property. Settings that are not named here are kept as they came. */
export interface PropertyDefinition {
  name: string;
  /** One of DATA_TYPES, or the names of the classes that the property refers to. */
  dataType: string[];
  description?: string;
  nestedProperties?: PropertyDefinition[];
  [setting: string]: unknown;
}

/**
 * Levels that a property may nest at the most, where an object is one and an array is one: the schemas of files hold no
 * more, as readers of Arrow's give up at 64 of their own (flatbuffers, `max_depth`).
 */
export const DEEPEST_LEVELS = 59;

/** How a message says so. */
export const LEVELS_ALLOWED = `at most ${DEEPEST_LEVELS} levels are allowed, of objects and of arrays`;

/** Levels of objects and arrays in which the innermost values of a property lie. */
export function levelsOf({ dataType: [type = ''], nestedProperties = [] }: PropertyDefinition): number {
  const own = levelsOfType(type);
  return nestedProperties.reduce((most, nested) => Math.max(most, own + levelsOf(nested)), own);
}

/** Levels that a type is by itself: references are an array. */
export function levelsOfType(type: string): number {
  if (!isDataType(type)) return 1;
  const objects = ['object', 'object[]', 'geoCoordinates', 'phoneNumber'];
  return (objects.includes(type) ? 1 : 0) + (type.endsWith('[]') ? 1 : 0);
}

/** One named vector of a class. */
export interface VectorConfig {
  vectorizer?: unknown;
  vectorIndexType?: string;
  vectorIndexConfig?: Record<string, unknown>;
  [setting: string]: unknown;
}

/** A class (collection) as Weaviate's REST API writes it. Settings that are not named here are kept as they came. */
export interface ClassDefinition {
  class: string;
  description?: string;
  properties?: PropertyDefinition[];
  vectorizer?: string;
  vectorIndexType?: string;
  vectorIndexConfig?: Record<string, unknown>;
  vectorConfig?: Record<string, VectorConfig>;
  shardingConfig?: Record<string, unknown>;
  multiTenancyConfig?: { enabled?: boolean; [setting: string]: unknown };
  [setting: string]: unknown;
}

/** True where every object belongs to a tenant, and the tenants are the shards. */
export function isMultiTenant(definition: ClassDefinition): boolean {
  return definition.multiTenancyConfig?.enabled === true;
}

/** The distance metric that Weaviate takes where a definition names none. */
const DEFAULT_DISTANCE = 'cosine';

/** One vector that the objects of a class may carry. */
export interface VectorDefinition {
  /** null is the class's unnamed vector. */
  readonly name: string | null;
  /** Many vectors an object (ColBERT style) instead of one. */
  readonly multi: boolean;
  readonly distance: string;
}

/**
 * The vectors that a definition allows: its named ones in order of name, and first of all the unnamed one, where it names
 * none or has an index for it, as a class of Weaviate's does that was given names later.
 */
export function vectorsOf(definition: ClassDefinition): VectorDefinition[] {
  const named = Object.entries(definition.vectorConfig ?? {})
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, config]) => vectorDefinition(name, config.vectorIndexConfig));
  const hasUnnamed = named.length === 0 || (definition.vectorIndexType ?? '') !== '';
  return hasUnnamed ? [vectorDefinition(null, definition.vectorIndexConfig), ...named] : named;
}

function vectorDefinition(
  name: string | null,
  indexConfig: Record<string, unknown> | undefined,
): VectorDefinition {
  const distance = indexConfig?.['distance'];
  const multivector = indexConfig?.['multivector'] as { enabled?: boolean } | undefined;
  return {
    name,
    multi: multivector?.enabled === true,
    distance: typeof distance === 'string' ? distance : DEFAULT_DISTANCE,
  };
}

/** A class name with its first letter raised, as Weaviate does; letters beyond ASCII, which no name may have, stay. */
export function capitalized(className: string): string {
  return className.replace(/^[a-z]/, (letter) => letter.toUpperCase());
}
