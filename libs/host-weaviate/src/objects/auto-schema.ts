import {
  type ClassDefinition,
  DEEPEST_LEVELS,
  ExportError,
  LEVELS_ALLOWED,
  levelsOfType,
  type PropertyDefinition,
  type VectorConfig,
  problemOfPropertyName,
} from '@weaviate-export/entities-export';
import type { ExactJson } from '../written-json.ts';
import { NamesInAnyCase, propertiesByName } from '../schema/names.ts';
import type { Properties } from './property-check.ts';
import { readReference } from './references.ts';
import { isDateText, isObject, isUuid } from './value-rules.ts';
import type { Vector } from './vectors.ts';

/**
 * The definition with a property for each value that it has none for, of the type that Weaviate's auto-schema infers;
 * the same definition where none is missing. Nested properties are added as well.
 * @throws ExportError PROPERTY_INVALID where a name is not allowed or no type fits
 */
export function extendDefinition(definition: ClassDefinition, properties: Properties): ClassDefinition {
  const known = definition.properties ?? [];
  const extended = new Inference(definition.class).extend(known, properties, '', 0);
  return extended === known ? definition : { ...definition, properties: extended };
}

/** What a new class needs for the named vectors of its first object. */
export function inferVectorConfig(vectors: ReadonlyMap<string, Vector>): Record<string, VectorConfig> {
  return Object.fromEntries(
    [...vectors].map(([name, vector]) => [
      name,
      vector instanceof Float32Array ? {} : { vectorIndexConfig: { multivector: { enabled: true } } },
    ]),
  );
}

type InferredType = Pick<PropertyDefinition, 'dataType' | 'nestedProperties'>;

class Inference {
  readonly #className: string;

  constructor(className: string) {
    this.#className = className;
  }

  /**
   * @param members of one object, or of many that share the properties: all values of a name are taken at once, so that
   * as many objects as a request holds cost no more than their members
   */
  extend(
    known: PropertyDefinition[],
    members: Iterable<readonly [string, ExactJson]>,
    prefix: string,
    depth: number,
  ): PropertyDefinition[] {
    const byName = propertiesByName(known);
    const changed = new Map<string, PropertyDefinition>();
    const added: PropertyDefinition[] = [];
    const names = new NamesInAnyCase(known);
    for (const [name, values] of valuesByName(members)) {
      const path = prefix + name;
      const [first] = values;
      const old = byName.get(name);
      if (old === undefined) {
        const problem = problemOfPropertyName(name, depth > 0) ?? names.problemOf(name);
        if (problem !== undefined) this.#fail(path, first, problem);
        added.push(this.#extendNested({ name, ...this.#infer(first, path, depth) }, values, path, depth));
        continue;
      }
      const extended = this.#extendNested(old, values, path, depth);
      if (extended !== old) changed.set(name, extended);
    }
    if (added.length === 0 && changed.size === 0) return known;
    return [...known.map((property) => changed.get(property.name) ?? property), ...added];
  }

  #extendNested(
    old: PropertyDefinition,
    values: readonly ExactJson[],
    path: string,
    depth: number,
  ): PropertyDefinition {
    const known = old.nestedProperties ?? [];
    const [type = ''] = old.dataType;
    const within = depth + levelsOfType(type);
    if (within > DEEPEST_LEVELS) this.#fail(path, values[0] ?? null, LEVELS_ALLOWED);
    const nested = this.extend(known, membersIn(type, values), `${path}.`, within);
    return nested === known ? old : { ...old, nestedProperties: nested };
  }

  /** The type of a value, of an object type still without properties. */
  #infer(value: ExactJson, path: string, depth: number): InferredType {
    if (Array.isArray(value)) return this.#inferArray(value, path, depth);
    if (!isObject(value)) return { dataType: [scalarTypeOf(value)] };
    // As in Weaviate, nested properties are of the plain types alone.
    if (depth === 0 && 'latitude' in value && 'longitude' in value) return { dataType: ['geoCoordinates'] };
    if (depth === 0 && typeof value['input'] === 'string') return { dataType: ['phoneNumber'] };
    return { dataType: ['object'], nestedProperties: [] };
  }

  #inferArray(values: ExactJson[], path: string, depth: number): InferredType {
    const [first] = values;
    if (first === undefined) return { dataType: ['text[]'] };
    if (Array.isArray(first)) this.#fail(path, values, 'arrays of arrays have no type');
    if (!isObject(first)) {
      const types = new Set(values.map(scalarTypeOf));
      // Texts of which just some are dates or UUIDs are texts.
      const [type = 'text'] = types.size === 1 || typeof first !== 'string' ? types : ['text'];
      return { dataType: [`${type}[]`] };
    }
    if (depth === 0 && typeof first['beacon'] === 'string') return this.#inferReferences(values, path);
    return { dataType: ['object[]'], nestedProperties: [] };
  }

  #inferReferences(values: ExactJson[], path: string): InferredType {
    const classes = values.map((value) => readReference(value)?.class);
    const unknown = classes.indexOf(undefined);
    if (unknown >= 0) {
      const allowed = 'it must be {"beacon": "weaviate://localhost/CLASS/UUID"}';
      this.#fail(`${path}[${unknown}]`, values[unknown] ?? null, allowed);
    }
    return { dataType: [...new Set(classes.filter((name) => name !== undefined))] };
  }

  #fail(path: string, value: ExactJson, allowed: string): never {
    throw new ExportError('PROPERTY_INVALID', [this.#className, path, value, allowed]);
  }
}

/** The values of each name in the order they came; those that are null are none. */
function valuesByName(
  members: Iterable<readonly [string, ExactJson]>,
): Map<string, [ExactJson, ...ExactJson[]]> {
  const byName = new Map<string, [ExactJson, ...ExactJson[]]>();
  for (const [name, value] of members) {
    if (value === null) continue;
    const values = byName.get(name);
    if (values === undefined) byName.set(name, [value]);
    else values.push(value);
  }
  return byName;
}

/** The members of all objects that values of an object type hold. */
function* membersIn(type: string | undefined, values: readonly ExactJson[]): Generator<[string, ExactJson]> {
  for (const value of values) {
    for (const object of objectsIn(type, value)) if (isObject(object)) yield* Object.entries(object);
  }
}

/** The objects that a value of an object type holds. */
function objectsIn(type: string | undefined, value: ExactJson): readonly ExactJson[] {
  if (type === 'object') return [value];
  return type === 'object[]' && Array.isArray(value) ? value : [];
}

function scalarTypeOf(value: ExactJson): string {
  if (typeof value === 'boolean') return 'boolean';
  if (typeof value === 'number' || typeof value === 'bigint') return 'number';
  if (isDateText(value)) return 'date';
  return isUuid(value) ? 'uuid' : 'text';
}
