import { isDeepStrictEqual } from 'node:util';
import {
  type ClassDefinition,
  type ExportError,
  isMultiTenant,
  type PropertyDefinition,
  excerpt,
} from '@weaviate-export/entities-export';
import { completeDefinition } from './class-defaults.ts';
import { parseClassDefinition } from './class-definition.ts';
import { type Settings, invalidSetting, parseSettings } from './settings.ts';
import { withVectorIndex } from './vector-index-update.ts';

/** Settings of which a request may name a few. */
const MERGED = ['invertedIndexConfig', 'multiTenancyConfig', 'replicationConfig', 'shardingConfig'];

/**
 * The definition with what a request changes of it. That may be descriptions, `invertedIndexConfig`, `replicationConfig`,
 * the automatic settings of `multiTenancyConfig`, and of vector indexes what they are not built by; what the request
 * leaves out stays as it is.
 * @throws ExportError CLASS_INVALID, also where anything else would change
 */
export function updateDefinition(definition: ClassDefinition, body: unknown): ClassDefinition {
  const sent = parseSettings(body, 'the body');
  const known = completeDefinition(definition);
  const settings = { ...known, ...sent };
  for (const name of MERGED) settings[name] = merged(known[name], sent[name]);
  checkTenancy(known, settings['multiTenancyConfig']);
  checkTypes(known.properties ?? [], settings['properties'], 'properties');
  const wanted = parseClassDefinition(settings);
  const changed = withChanges(known, wanted);
  const fixed = difference(byName(wanted), byName(changed), '');
  if (fixed !== undefined) throw fixedSetting(fixed);
  return changed;
}

/** Before all else, as the other settings are held against it. */
function checkTenancy(known: ClassDefinition, multiTenancyConfig: unknown): void {
  if (!isRecord(multiTenancyConfig)) return;
  const wanted = multiTenancyConfig['enabled'] ?? false;
  const kept = isMultiTenant(known);
  if (wanted !== kept) throw fixedSetting({ path: 'multiTenancyConfig.enabled', wanted, kept });
}

/** Before all else too, as the settings of a property depend on its type. */
function checkTypes(known: readonly PropertyDefinition[], properties: unknown, path: string): void {
  if (!Array.isArray(properties)) return;
  const byNames = new Map(known.map((property) => [property.name, property]));
  for (const wanted of properties.filter(isRecord)) {
    const property = byNames.get(wanted['name'] as string);
    if (property === undefined) continue;
    const { dataType, nestedProperties } = wanted;
    const own = `${path}.${property.name}`;
    if (!isDeepStrictEqual(dataType, property.dataType))
      throw fixedSetting({ path: `${own}.dataType`, wanted: dataType, kept: property.dataType });
    checkTypes(property.nestedProperties ?? [], nestedProperties, `${own}.nestedProperties`);
  }
}

function fixedSetting({ path, wanted, kept }: Difference): ExportError {
  const allowed = `it cannot change from ${kept === undefined ? 'missing' : excerpt(kept)}`;
  return invalidSetting(path, wanted, allowed);
}

/** Settings that are no object are left to the check. */
function merged(known: unknown, sent: unknown): unknown {
  if (sent === undefined) return known;
  return isRecord(known) && isRecord(sent) ? { ...known, ...sent } : sent;
}

/** What may change is taken from the wanted definition, all else is as it was; so is the order of properties. */
function withChanges(known: ClassDefinition, wanted: ClassDefinition): ClassDefinition {
  const { autoTenantActivation, autoTenantCreation } = wanted.multiTenancyConfig ?? {};
  const { vectorConfig } = known;
  return {
    ...withVectorIndex(known, wanted),
    ...described(wanted),
    properties: withDescriptions(known.properties ?? [], wanted.properties ?? []),
    invertedIndexConfig: wanted['invertedIndexConfig'],
    replicationConfig: wanted['replicationConfig'],
    multiTenancyConfig: { ...known.multiTenancyConfig, autoTenantActivation, autoTenantCreation },
    ...(vectorConfig && { vectorConfig: withVectorIndexes(vectorConfig, wanted.vectorConfig ?? {}) }),
  };
}

type VectorConfigs = NonNullable<ClassDefinition['vectorConfig']>;

function withVectorIndexes(known: VectorConfigs, wanted: VectorConfigs): VectorConfigs {
  return Object.fromEntries(
    Object.entries(known).map(([name, config]) => [name, withVectorIndex(config, wanted[name])]),
  );
}

function withDescriptions(
  known: readonly PropertyDefinition[],
  wanted: readonly PropertyDefinition[],
): PropertyDefinition[] {
  const byNames = new Map(wanted.map((property) => [property.name, property]));
  return known.map((property) => {
    const { nestedProperties } = property;
    const other = byNames.get(property.name);
    if (other === undefined) return property;
    return {
      ...property,
      ...described(other),
      ...(nestedProperties && {
        nestedProperties: withDescriptions(nestedProperties, other.nestedProperties ?? []),
      }),
    };
  });
}

function described({ description }: { readonly description?: string }): { description?: string } {
  return description === undefined ? {} : { description };
}

/** Properties as members by their names: their order does not matter, and a difference is found by name. */
function byName({ properties, nestedProperties, ...settings }: Partial<PropertyDefinition>): Settings {
  const members = (list: unknown): Settings | undefined =>
    (list as PropertyDefinition[] | undefined) &&
    Object.fromEntries((list as PropertyDefinition[]).map((property) => [property.name, byName(property)]));
  return { ...settings, properties: members(properties), nestedProperties: members(nestedProperties) };
}

interface Difference {
  readonly path: string;
  readonly wanted: unknown;
  readonly kept: unknown;
}

function difference(wanted: unknown, kept: unknown, path: string): Difference | undefined {
  if (isDeepStrictEqual(wanted, kept)) return undefined;
  if (!isRecord(wanted) || !isRecord(kept)) return { path, wanted, kept };
  for (const name of new Set([...Object.keys(wanted), ...Object.keys(kept)])) {
    const found = difference(wanted[name], kept[name], path === '' ? name : `${path}.${name}`);
    if (found !== undefined) return found;
  }
  return undefined;
}

function isRecord(value: unknown): value is Settings {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
