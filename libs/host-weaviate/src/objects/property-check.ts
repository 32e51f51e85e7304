import {
  type ClassDefinition,
  ExportError,
  type PropertyDefinition,
  isDataType,
} from '@weaviate-export/entities-export';
import type { ExactJson } from '../written-json.ts';
import { propertiesByName } from '../schema/names.ts';
import { readReference } from './references.ts';
import { VALUE_RULES, isObject } from './value-rules.ts';

/** The properties of an object by name, in the order they came. */
export type Properties = ReadonlyMap<string, ExactJson>;

/**
 * Holds the properties of an object against their class. Null means that there is no value.
 * @throws ExportError PROPERTY_INVALID naming the property, with its path where it is nested
 */
export function checkProperties(definition: ClassDefinition, properties: Properties): void {
  new PropertyCheck(definition.class).members(definition.properties, properties, '');
}

class PropertyCheck {
  readonly #className: string;

  constructor(className: string) {
    this.#className = className;
  }

  members(
    definitions: readonly PropertyDefinition[] | undefined,
    members: Iterable<readonly [string, ExactJson]>,
    prefix: string,
  ): void {
    const byName = propertiesByName(definitions ?? []);
    for (const [name, value] of members) {
      if (value === null) continue;
      const path = prefix + name;
      const definition = byName.get(name);
      if (definition === undefined) this.#fail(path, value, 'the class has no such property');
      this.#property(definition, value, path);
    }
  }

  #property(definition: PropertyDefinition, value: ExactJson, path: string): void {
    const [type = ''] = definition.dataType;
    if (!isDataType(type)) return this.#references(definition.dataType, value, path);
    if (!type.endsWith('[]')) return this.#value(type, definition, value, path);
    if (!Array.isArray(value)) this.#fail(path, value, `it must be an array (${type})`);
    const elementType = type.slice(0, -2);
    for (const [index, element] of value.entries()) {
      this.#value(elementType, definition, element, `${path}[${index}]`);
    }
  }

  #value(type: string, definition: PropertyDefinition, value: ExactJson, path: string): void {
    if (type === 'object') {
      if (!isObject(value)) this.#fail(path, value, 'it must be an object');
      return this.members(definition.nestedProperties, Object.entries(value), `${path}.`);
    }
    const rule = VALUE_RULES.get(type);
    if (rule?.fits(value) !== true) this.#fail(path, value, rule?.allowed ?? `type ${type} takes no values`);
  }

  #references(classes: readonly string[], value: ExactJson, path: string): void {
    const allowed = `it must be an array of references {"beacon": "weaviate://localhost/CLASS/UUID"} to ${classes.join(' or ')}`;
    if (!Array.isArray(value)) this.#fail(path, value, allowed);
    const known = new Set(classes);
    for (const [index, element] of value.entries()) {
      const beacon = readReference(element);
      if (beacon === undefined || !known.has(beacon.class ?? classes[0] ?? '')) {
        this.#fail(`${path}[${index}]`, element, allowed);
      }
    }
  }

  #fail(path: string, value: ExactJson, allowed: string): never {
    throw new ExportError('PROPERTY_INVALID', [this.#className, path, value, allowed]);
  }
}
