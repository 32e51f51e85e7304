import {
  checkSettings,
  flag,
  numberFrom,
  objectOf,
  oneOf,
  text,
  texts,
  wholeNumber,
} from './setting-rules.ts';
import { assertObject, invalidSetting, type Settings } from './settings.ts';
import { checkVectorSettings, vectorizer } from './vector-settings.ts';

const AUTOMATIC = ['autoTenantCreation', 'autoTenantActivation'];
const STOPWORDS = ['en', 'none'];

/**
 * Holds the settings of a class, but for its properties and named vectors, to what Weaviate takes.
 * @throws ExportError CLASS_INVALID
 */
export function checkClassSettings(settings: Settings): void {
  checkSettings(settings, '', {
    description: text,
    moduleConfig: objectOf({}),
    vectorizer,
    invertedIndexConfig: (value, path) => objectOf(invertedIndex(value))(value, path),
    multiTenancyConfig: objectOf({ enabled: flag, autoTenantCreation: flag, autoTenantActivation: flag }),
    replicationConfig: objectOf({
      factor: wholeNumber,
      asyncEnabled: flag,
      deletionStrategy: oneOf('NoAutomatedResolution', 'DeleteOnConflict', 'TimeBasedResolution'),
    }),
    shardingConfig: objectOf({
      virtualPerPhysical: wholeNumber,
      key: oneOf('_id'),
      strategy: oneOf('hash'),
      function: oneOf('murmur3'),
    }),
  });
  checkVectorSettings(settings, '');
  checkTenancy(settings);
  checkUnnamedVector(settings);
}

/** Presets of stopwords may be a class's own. */
function invertedIndex(value: unknown) {
  const { stopwordPresets } = (value ?? {}) as { stopwordPresets?: object | null };
  return {
    cleanupIntervalSeconds: wholeNumber,
    indexTimestamps: flag,
    indexNullState: flag,
    indexPropertyLength: flag,
    usingBlockMaxWAND: flag,
    bm25: objectOf({ b: numberFrom(0, 1), k1: numberFrom(0) }),
    stopwordPresets: objectOf({}),
    stopwords: objectOf({
      preset: oneOf(...STOPWORDS, ...Object.keys(stopwordPresets ?? {})),
      additions: texts,
      removals: texts,
    }),
  };
}

function checkTenancy({ multiTenancyConfig = {}, shardingConfig = {} }: Settings): void {
  const config = multiTenancyConfig as Settings;
  if (config['enabled'] !== true) {
    const automatic = AUTOMATIC.find((name) => config[name] === true);
    if (automatic === undefined) return;
    throw invalidSetting(`multiTenancyConfig.${automatic}`, true, 'allowed where multi-tenancy is enabled');
  }
  const shards = (shardingConfig as Settings)['desiredCount'] ?? 0;
  if (shards === 0) return;
  const allowed = 'leave it out of a class with multi-tenancy, whose shards are its tenants';
  throw invalidSetting('shardingConfig.desiredCount', shards, allowed);
}

function checkUnnamedVector({ vectorIndexConfig = {} }: Settings): void {
  const { multivector } = vectorIndexConfig as Settings;
  if (multivector == null) return;
  assertObject(multivector, 'vectorIndexConfig.multivector');
  if (multivector['enabled'] !== true) return;
  const allowed = 'allowed in vectorConfig alone, as a vector with many vectors has a name';
  throw invalidSetting('vectorIndexConfig.multivector.enabled', true, allowed);
}
