import { type ClassDefinition, type VectorConfig, capitalized } from '@weaviate-export/entities-export';
import { completeDefinition } from './class-defaults.ts';
import { CLASS_NAME, VECTOR_NAME } from './names.ts';
import { parseProperties } from './property-definition.ts';
import {
  type Settings,
  assertObject,
  assertText,
  invalidClass,
  invalidSetting,
  parseSettings,
} from './settings.ts';

const TEXT_SETTINGS = ['description', 'vectorizer', 'vectorIndexType'];
const OBJECT_SETTINGS = ['invertedIndexConfig', 'multiTenancyConfig', 'replicationConfig', 'shardingConfig'];
const MULTI_TENANCY_SETTINGS = ['enabled', 'autoTenantCreation', 'autoTenantActivation'];
const DISTANCES = ['cosine', 'dot', 'l2-squared', 'hamming', 'manhattan'];

/**
 * A class as a request defines it, with Weaviate's defaults filled in. Settings that this server does not know are kept.
 * @throws ExportError CLASS_INVALID
 */
export function parseClassDefinition(body: unknown): ClassDefinition {
  const settings = parseSettings(body, 'the body');
  for (const name of TEXT_SETTINGS) if (name in settings) assertText(settings[name], name);
  for (const name of OBJECT_SETTINGS) if (name in settings) assertObject(settings[name], name);
  checkMultiTenancy(settings);
  checkVectorIndex(settings, '');
  return completeDefinition({
    ...settings,
    class: parseClassName(settings['class']),
    properties: parseProperties(settings['properties'] ?? [], 'properties'),
    vectorConfig: parseVectorConfigs(settings['vectorConfig'] ?? {}),
  });
}

/**
 * The name of a class, its first letter raised.
 * @throws ExportError CLASS_INVALID
 */
export function parseClassName(name: unknown): string {
  const className = typeof name === 'string' ? capitalized(name) : '';
  if (CLASS_NAME.test(className)) return className;
  throw invalidSetting('class', name, `it must be a name that matches ${CLASS_NAME.source}`);
}

function checkMultiTenancy({ multiTenancyConfig = {}, shardingConfig = {} }: Settings): void {
  const config = multiTenancyConfig as Settings;
  for (const name of MULTI_TENANCY_SETTINGS) {
    const setting = config[name] ?? false;
    if (typeof setting !== 'boolean')
      throw invalidSetting(`multiTenancyConfig.${name}`, setting, 'allowed are true and false');
  }
  const shards = (shardingConfig as Settings)['desiredCount'] ?? 0;
  if (config['enabled'] !== true || shards === 0) return;
  const allowed = 'leave it out of a class with multi-tenancy, whose shards are its tenants';
  throw invalidSetting('shardingConfig.desiredCount', shards, allowed);
}

function parseVectorConfigs(configs: unknown): Record<string, VectorConfig> {
  assertObject(configs, 'vectorConfig');
  return Object.fromEntries(
    Object.entries(configs).map(([name, config]) => {
      if (!VECTOR_NAME.test(name)) {
        throw invalidClass(`vectorConfig: name ${JSON.stringify(name)} must match ${VECTOR_NAME.source}`);
      }
      const path = `vectorConfig.${name}`;
      const settings = parseSettings(config, path);
      checkVectorIndex(settings, `${path}.`);
      return [name, settings];
    }),
  );
}

/** What the export reads of a vector's index: its distance, and whether an object has many vectors. */
function checkVectorIndex(settings: Settings, prefix: string): void {
  const path = `${prefix}vectorIndexConfig`;
  const index = settings['vectorIndexConfig'];
  if (index === undefined) return;
  assertObject(index, path);
  const { distance, multivector } = index;
  if (distance != null && !DISTANCES.includes(distance as string)) {
    throw invalidSetting(`${path}.distance`, distance, `allowed are ${DISTANCES.join(', ')}`);
  }
  if (multivector == null) return;
  assertObject(multivector, `${path}.multivector`);
  const { enabled } = multivector;
  if (enabled != null && typeof enabled !== 'boolean') {
    throw invalidSetting(`${path}.multivector.enabled`, enabled, 'allowed are true and false');
  }
}
