import type { PropertyDefinition } from '@weaviate-export/entities-export';

/** Weaviate's rules for names. */

export const CLASS_NAME = /^[A-Z][_0-9A-Za-z]{0,254}$/;
export const VECTOR_NAME = /^[_A-Za-z][_0-9A-Za-z]{0,229}$/;

const mapsByName = new WeakMap<readonly PropertyDefinition[], ReadonlyMap<string, PropertyDefinition>>();

/** The properties of a class, or of an object property, by name; made once for each array. */
export function propertiesByName(
  properties: readonly PropertyDefinition[],
): ReadonlyMap<string, PropertyDefinition> {
  const map = mapsByName.get(properties) ?? new Map(properties.map((property) => [property.name, property]));
  mapsByName.set(properties, map);
  return map;
}

/** Finds names that differ from earlier ones in case alone, or not at all. */
export class NamesInAnyCase {
  readonly #properties: readonly PropertyDefinition[];
  #names: Map<string, string> | undefined;

  constructor(properties: readonly PropertyDefinition[]) {
    this.#properties = properties;
  }

  /** What is wrong with a name beside the earlier ones; where nothing is, undefined, and the name is among them. */
  problemOf(name: string): string | undefined {
    this.#names ??= new Map(this.#properties.map((property) => [property.name.toLowerCase(), property.name]));
    const earlier = this.#names.get(name.toLowerCase());
    if (earlier !== undefined) return `there is a property ${earlier}: names must differ in more than case`;
    this.#names.set(name.toLowerCase(), name);
    return undefined;
  }
}
