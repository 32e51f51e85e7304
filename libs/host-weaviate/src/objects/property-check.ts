import {
  type ClassDefinition,
  ExportError,
  type PropertyDefinition,
  isDataType,
} from '@weaviate-export/entities-export';
import { beaconOf } from '@weaviate-export/weaviate-protocol';
import type { ExactJson } from '../written-json.ts';
import { propertiesByName } from '../schema/names.ts';
import { readReference } from './references.ts';
import { VALUE_RULES, isObject } from './value-rules.ts';

/** The properties of an object by name, in the order they came. */
export type Properties = ReadonlyMap<string, ExactJson>;

/**
 * The properties of an object as they are kept: held against their class, and each value in its one form. Null, which
 * means that there is no value, is left as it is.
 * @throws ExportError PROPERTY_INVALID naming the property, with its path where it is nested
 */
export function acceptProperties(definition: ClassDefinition, properties: Properties): Properties {
  return new Map(new PropertyCheck(definition.class).members(definition.properties, properties, ''));
}

class PropertyCheck {
  readonly #className: string;

  constructor(className: string) {
    this.#className = className;
  }

  *members(
    definitions: readonly PropertyDefinition[] | undefined,
    members: Iterable<readonly [string, ExactJson]>,
    prefix: string,
  ): Generator<[string, ExactJson]> {
    const byName = propertiesByName(definitions ?? []);
    for (const [name, value] of members) {
      const path = prefix + name;
      const definition = byName.get(name);
      if (value === null) yield [name, null];
      else if (definition === undefined) this.#fail(path, value, 'the class has no such property');
      else yield [name, this.#property(definition, value, path)];
    }
  }

  #property(definition: PropertyDefinition, value: ExactJson, path: string): ExactJson {
    const [type = ''] = definition.dataType;
    if (!isDataType(type)) return this.#references(definition.dataType, value, path);
    if (!type.endsWith('[]')) return this.#value(type, definition, value, path);
    if (!Array.isArray(value)) this.#fail(path, value, `it must be an array (${type})`);
    const elementType = type.slice(0, -2);
    return value.map((element, index) => this.#value(elementType, definition, element, `${path}[${index}]`));
  }

  #value(type: string, definition: PropertyDefinition, value: ExactJson, path: string): ExactJson {
    if (type === 'object') {
      if (!isObject(value)) this.#fail(path, value, 'it must be an object');
      return Object.fromEntries(this.members(definition.nestedProperties, Object.entries(value), `${path}.`));
    }
    const rule = VALUE_RULES.get(type);
    return rule?.read(value) ?? this.#fail(path, value, rule?.allowed ?? `type ${type} takes no values`);
  }

  /** Each as its beacon alone, from which all else of a reference follows; the class of one that names none is known. */
  #references(classes: readonly string[], value: ExactJson, path: string): ExactJson {
    const allowed = `it must be an array of references {"beacon": "weaviate://localhost/CLASS/UUID"} to ${classes.join(' or ')}`;
    if (!Array.isArray(value)) this.#fail(path, value, allowed);
    return value.map((element, index) => {
      const reference = readReference(element);
      const name = reference?.class ?? (classes.length === 1 ? classes[0] : undefined);
      if (reference === undefined || name === undefined || !classes.includes(name))
        this.#fail(`${path}[${index}]`, element, allowed);
      return { beacon: beaconOf({ class: name, id: reference.id }) };
    });
  }

  #fail(path: string, value: ExactJson, allowed: string): never {
    throw new ExportError('PROPERTY_INVALID', [this.#className, path, value, allowed]);
  }
}
