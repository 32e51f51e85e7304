import {
  DATA_TYPES,
  type PropertyDefinition,
  capitalized,
  isDataType,
  DEEPEST_LEVELS,
  LEVELS_ALLOWED,
  levelsOf,
  problemOfPropertyName,
  propertyName,
} from '@weaviate-export/entities-export';
import { CLASS_NAME, NamesInAnyCase } from './names.ts';
import { checkPropertySettings } from './property-settings.ts';
import {
  assertArray,
  assertObject,
  assertText,
  invalidClass,
  invalidSetting,
  withoutNulls,
} from './settings.ts';

/** Types that a property of a class may have, a nested one not. */
const NOT_NESTED: readonly string[] = ['geoCoordinates', 'phoneNumber'];
const OBJECT_TYPES: readonly string[] = ['object', 'object[]'];

/**
 * The properties of a class in a request, or those nested in one; other settings are kept as they are.
 * @param path of the array in the request
 * @throws ExportError CLASS_INVALID
 */
export function parseProperties(value: unknown, path: string, nested = false): PropertyDefinition[] {
  assertArray(value, path);
  const names = new NamesInAnyCase([]);
  return value.map((one, index) => {
    const property = parseProperty(one, `${path}[${index}]`, nested);
    const problem = names.problemOf(property.name);
    if (problem !== undefined) throw invalidClass(`property ${JSON.stringify(property.name)}: ${problem}`);
    return property;
  });
}

/** As `parseProperties`, of one property. */
export function parseProperty(value: unknown, path: string, nested = false): PropertyDefinition {
  assertObject(value, path);
  assertText(value['name'], `${path}.name`);
  const name = nested ? value['name'] : propertyName(value['name']);
  const problem = problemOfPropertyName(name, nested);
  if (problem !== undefined) throw invalidClass(`property ${JSON.stringify(name)}: ${problem}`);
  const { nestedProperties = [], ...settings } = withoutNulls(value);
  const dataType = parseDataType(settings['dataType'], path, nested);
  const nestedPath = `${path}.nestedProperties`;
  const inner = parseProperties(nestedProperties, nestedPath, true);
  const [type = ''] = dataType;
  checkPropertySettings(settings, type, path);
  if (OBJECT_TYPES.includes(type)) {
    const property = { ...settings, name, dataType, nestedProperties: inner };
    if (levelsOf(property) <= DEEPEST_LEVELS) return property;
    throw invalidClass(`${path} nests ${levelsOf(property)} levels deep: ${LEVELS_ALLOWED}`);
  }
  if (inner.length === 0) return { ...settings, name, dataType };
  throw invalidSetting(nestedPath, nestedProperties, `allowed with ${OBJECT_TYPES.join(' and ')} alone`);
}

function parseDataType(dataType: unknown, path: string, nested: boolean): string[] {
  if (!isArrayOfTexts(dataType) || dataType.length === 0) {
    throw invalidSetting(`${path}.dataType`, dataType, 'it must be an array with the name of a type');
  }
  if (!dataType.some(isDataType) && !nested) return dataType.map((name) => referred(name, path));
  const [type = ''] = dataType;
  if (isDataType(type) && dataType.length === 1 && !(nested && NOT_NESTED.includes(type))) return dataType;
  throw invalidSetting(`${path}.dataType`, dataType, `allowed is one of ${allowedTypes(nested).join(', ')}`);
}

function isArrayOfTexts(value: unknown): value is string[] {
  return Array.isArray(value) && value.every((one) => typeof one === 'string');
}

function allowedTypes(nested: boolean): string[] {
  return nested
    ? DATA_TYPES.filter((name) => !NOT_NESTED.includes(name))
    : [...DATA_TYPES, 'names of classes'];
}

/** The name of a class that a property refers to. */
function referred(name: string, path: string): string {
  const className = capitalized(name);
  if (CLASS_NAME.test(className)) return className;
  throw invalidSetting(`${path}.dataType`, name, `allowed are ${allowedTypes(false).join(', ')}`);
}

/** The classes that properties refer to. */
export function referredClasses(properties: readonly PropertyDefinition[]): Set<string> {
  return new Set(properties.flatMap(({ dataType }) => dataType.filter((name) => !isDataType(name))));
}
