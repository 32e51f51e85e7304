import {
  ExportError,
  isMultiTenant,
  type Json,
  type Selection,
  vectorsOf,
} from '@weaviate-export/entities-export';
import type { Projection } from '@weaviate-export/format';
import type { ExportableClass } from '../ports/db-adapter.ts';
import { parseWhere } from './where-filter.ts';

/** A class with what of it is exported: its shards are those that are selected. */
export interface SelectedClass extends ExportableClass {
  /** What of each object; all where absent. */
  readonly projection?: Projection;
  /** Which objects, by a filter that `parseWhere` takes; all where absent. */
  readonly where?: Json<bigint>;
  /** True where tenants are left out. */
  readonly lacksTenants?: boolean;
}

/**
 * The classes of an export with what is selected of each.
 * @throws ExportError FIELD_INVALID for what none of the classes has, and for a filter that is wrong, naming the place in it
 */
export function selectedClasses(
  classes: readonly ExportableClass[],
  { properties = {}, vectors = true, tenants, where = {} }: Selection,
): SelectedClass[] {
  const named = new Map(classes.map((one) => [one.name, one]));
  const refuseUnknown = (field: string, name: string): void => {
    if (!named.has(name))
      throw new ExportError('FIELD_INVALID', [field, name, 'the export has no class of this name']);
  };
  for (const [name, wanted] of Object.entries(properties)) {
    refuseUnknown('config.properties', name);
    refuseUnknownProperties(named.get(name)!, wanted);
  }
  for (const [name, filter] of Object.entries(where)) {
    refuseUnknown('config.where', name);
    parseWhere(filter, named.get(name)!.definition, `config.where.${name}`);
  }
  const vectorNames = namesOf(vectors);
  if (vectorNames !== undefined) refuseUnknownVectors(classes, vectorNames);
  if (tenants !== undefined) refuseUnknownTenants(classes, tenants);
  const selectedTenants = tenants && new Set(tenants);
  return classes.map((one) => {
    const own = properties[one.name];
    const filter = where[one.name];
    const projection: Projection | undefined =
      own === undefined && vectorNames === undefined
        ? undefined
        : {
            ...(own !== undefined && { properties: own }),
            ...(vectorNames !== undefined && { vectors: vectorNames }),
          };
    const lacksTenants = selectedTenants !== undefined && isMultiTenant(one.definition);
    return {
      ...one,
      ...(lacksTenants && {
        lacksTenants,
        shards: one.shards.filter(({ name }) => selectedTenants.has(name)),
      }),
      ...(projection !== undefined && { projection }),
      ...(filter !== undefined && { where: filter }),
    };
  });
}

/** Undefined where all are selected. */
function namesOf(vectors: NonNullable<Selection['vectors']>): readonly string[] | undefined {
  if (typeof vectors !== 'boolean') return vectors;
  return vectors ? undefined : [];
}

function refuseUnknownProperties({ name, definition }: ExportableClass, wanted: readonly string[]): void {
  const known = new Set(definition.properties?.map((property) => property.name));
  for (const one of wanted)
    if (!known.has(one))
      throw new ExportError('FIELD_INVALID', [
        `config.properties.${name}`,
        one,
        `class ${name} has no property of this name`,
      ]);
}

function refuseUnknownVectors(classes: readonly ExportableClass[], wanted: readonly string[]): void {
  const known = new Set(
    classes.flatMap(({ definition }) => vectorsOf(definition)).map(({ name }) => name ?? ''),
  );
  for (const one of wanted)
    if (!known.has(one))
      throw new ExportError('FIELD_INVALID', [
        'config.vectors',
        one,
        'no class of the export has a vector of this name',
      ]);
}

function refuseUnknownTenants(classes: readonly ExportableClass[], wanted: readonly string[]): void {
  const unknown = new Set(wanted);
  for (const { definition, shards } of classes)
    if (isMultiTenant(definition)) for (const { name } of shards) unknown.delete(name);
  const [one] = unknown;
  if (one !== undefined)
    throw new ExportError('FIELD_INVALID', [
      'config.tenants',
      one,
      'no class of the export has a tenant of this name',
    ]);
}
