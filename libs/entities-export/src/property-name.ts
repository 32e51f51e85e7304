/** Weaviate's rule for names of properties. */
export const PROPERTY_NAME = /^[_A-Za-z][_0-9A-Za-z]{0,230}$/;

/** An object has these beside its properties. */
const RESERVED_PROPERTY_NAMES = ['_additional', '_id', 'id', 'vector'];

/** What is wrong with the name of a property; undefined where nothing is. Names of nested ones are not reserved. */
export function problemOfPropertyName(name: string, nested: boolean): string | undefined {
  if (!PROPERTY_NAME.test(name)) return `its name must match ${PROPERTY_NAME.source}`;
  if (!nested && RESERVED_PROPERTY_NAMES.includes(name)) {
    return `its name is reserved: reserved are ${RESERVED_PROPERTY_NAMES.join(', ')}`;
  }
  return undefined;
}

/**
 * The name of a property as Weaviate keeps it: its first letter made small. Names of nested ones stay as they are, and
 * so do letters beyond ASCII, which no name may have: some of them have small forms within it.
 */
export function propertyName(name: string): string {
  return name.replace(/^[A-Z]/, (letter) => letter.toLowerCase());
}
