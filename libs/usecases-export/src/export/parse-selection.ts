import { capitalized, ExportError, type Json, type Selection } from '@weaviate-export/entities-export';

/**
 * Levels of objects and arrays in a filter at the most: of filters that lie in each other each takes two, and whoever writes
 * JSON down goes as deep as it does.
 */
const DEEPEST_JSON = 256;

/**
 * What of the data a request asks for, undefined where that is all. Only what needs no class is checked here.
 * @throws ExportError FIELD_INVALID
 */
export function parseSelection({ properties, vectors, tenants, where }: Selection): Selection | undefined {
  if (vectors !== undefined && typeof vectors !== 'boolean' && !isNames(vectors))
    throw new ExportError('FIELD_INVALID', [
      'config.vectors',
      vectors,
      'allowed are true, false and an array of names',
    ]);
  if (tenants?.length === 0)
    throw new ExportError('FIELD_INVALID', ['config.tenants', tenants, 'it must name one tenant or more']);
  if (where !== undefined && isDeeper(where, DEEPEST_JSON))
    throw new ExportError('FIELD_INVALID', ['config.where', '…', 'its filters lie too deep in each other']);
  const selection: Selection = {
    ...(properties !== undefined && { properties: byClass(properties) }),
    ...(vectors !== undefined && vectors !== true && { vectors }),
    ...(tenants !== undefined && { tenants }),
    ...(where !== undefined && { where: byClass(where) }),
  };
  return Object.keys(selection).length === 0 ? undefined : selection;
}

function isNames(value: unknown): value is readonly string[] {
  return Array.isArray(value) && value.every((name) => typeof name === 'string');
}

function isDeeper(value: Json<bigint> | Selection['where'], levels: number): boolean {
  if (typeof value !== 'object' || value === null) return false;
  return levels === 0 || Object.values(value).some((member) => isDeeper(member, levels - 1));
}

function byClass<T>(given: Readonly<Record<string, T>>): Record<string, T> {
  return Object.fromEntries(Object.entries(given).map(([name, value]) => [capitalized(name), value]));
}
