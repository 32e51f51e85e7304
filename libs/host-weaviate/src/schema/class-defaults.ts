import {
  type ClassDefinition,
  type PropertyDefinition,
  type VectorConfig,
  isDataType,
  isMultiTenant,
} from '@weaviate-export/entities-export';
import { modernized } from './property-settings.ts';

/**
 * What Weaviate fills into a class that leaves it out, so that its clients can read the definition back. This server
 * keeps these settings; but for the sharding, the distance and the multi-vectors, nothing here depends on them.
 */
const INVERTED_INDEX = {
  bm25: { b: 0.75, k1: 1.2 },
  cleanupIntervalSeconds: 60,
  stopwords: { additions: null, preset: 'en', removals: null },
};
const MULTI_TENANCY = { autoTenantActivation: false, autoTenantCreation: false, enabled: false };
const REPLICATION = { asyncEnabled: false, deletionStrategy: 'NoAutomatedResolution', factor: 1 };
const SHARDING = {
  desiredCount: 1,
  function: 'murmur3',
  key: '_id',
  strategy: 'hash',
  virtualPerPhysical: 128,
};
const VECTOR_INDEX_TYPE = 'hnsw';
const HNSW = {
  cleanupIntervalSeconds: 300,
  distance: 'cosine',
  dynamicEfFactor: 8,
  dynamicEfMax: 500,
  dynamicEfMin: 100,
  ef: -1,
  efConstruction: 128,
  flatSearchCutoff: 40_000,
  maxConnections: 32,
  skip: false,
  vectorCacheMaxObjects: 1_000_000_000_000,
};
const FLAT = { distance: 'cosine', vectorCacheMaxObjects: 1_000_000_000_000 };
const DYNAMIC = { distance: 'cosine', threshold: 10_000, hnsw: HNSW, flat: FLAT };
const HFRESH = { distance: 'cosine', maxPostingSizeKB: 48, replicas: 4, searchProbe: 64 };
/** By the type of the index. */
const VECTOR_INDEXES: Readonly<Record<string, Record<string, unknown>>> = {
  hnsw: HNSW,
  flat: FLAT,
  dynamic: DYNAMIC,
  hfresh: HFRESH,
};
const MULTI_VECTOR = { enabled: false, aggregation: 'maxSim' };

/** The definition with Weaviate's defaults where it leaves something out; what it has, it keeps. */
export function completeDefinition(definition: ClassDefinition): ClassDefinition {
  const { vectorConfig, ...settings } = definition;
  return {
    ...settings,
    properties: (definition.properties ?? []).map(completeProperty),
    invertedIndexConfig: filled(INVERTED_INDEX, definition['invertedIndexConfig']),
    multiTenancyConfig: { ...MULTI_TENANCY, ...definition.multiTenancyConfig },
    replicationConfig: filled(REPLICATION, definition['replicationConfig']),
    shardingConfig: completeSharding(definition),
    ...(vectorConfig === undefined || Object.keys(vectorConfig).length === 0
      ? { vectorizer: definition.vectorizer ?? 'none', ...completeVectorIndex(definition) }
      : { vectorConfig: completeVectorConfig(vectorConfig) }),
  };
}

/** The settings over the defaults, and so within those that are objects in both; null is a setting that is not set. */
function filled(defaults: object, settings: unknown): Record<string, unknown> {
  const result: Record<string, unknown> = { ...defaults };
  for (const [name, setting] of Object.entries(settings ?? {})) {
    const fallback: unknown = result[name];
    result[name] =
      isRecord(fallback) && isRecord(setting) ? filled(fallback, setting) : (setting ?? fallback ?? null);
  }
  return result;
}

function isRecord(value: unknown): value is object {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Each shard has its virtual ones; all that are asked for are there at once. In a multi-tenant class they are the tenants. */
function completeSharding(definition: ClassDefinition): Record<string, unknown> {
  const sharding = filled(SHARDING, definition.shardingConfig);
  if (isMultiTenant(definition)) sharding['desiredCount'] = 0;
  const { desiredCount, virtualPerPhysical } = sharding;
  const virtualCount = Number(desiredCount) * Number(virtualPerPhysical);
  return {
    desiredVirtualCount: virtualCount,
    ...sharding,
    actualCount: desiredCount,
    actualVirtualCount: virtualCount,
  };
}

function completeVectorConfig(configs: Record<string, VectorConfig>): Record<string, VectorConfig> {
  return Object.fromEntries(
    Object.entries(configs).map(([name, config]) => [
      name,
      { ...config, vectorizer: config.vectorizer ?? { none: {} }, ...completeVectorIndex(config) },
    ]),
  );
}

type VectorIndex = Pick<VectorConfig, 'vectorIndexType' | 'vectorIndexConfig'>;

function completeVectorIndex({
  vectorIndexType = VECTOR_INDEX_TYPE,
  vectorIndexConfig,
}: VectorIndex): VectorIndex {
  const defaults = VECTOR_INDEXES[vectorIndexType] ?? { distance: HNSW.distance };
  const withMultiVector = vectorIndexConfig?.['multivector'] == null ? {} : { multivector: MULTI_VECTOR };
  return {
    vectorIndexType,
    vectorIndexConfig: filled({ ...defaults, ...withMultiVector }, vectorIndexConfig),
  };
}

/** As `completeDefinition`, of one property. */
export function completeProperty(known: PropertyDefinition): PropertyDefinition {
  const property = modernized(known);
  const [type = ''] = property.dataType;
  const { nestedProperties } = property;
  if (!isDataType(type)) return property;
  const searchable = ['text', 'text[]'].includes(type);
  return {
    indexFilterable: type !== 'blob',
    indexSearchable: searchable,
    indexRangeFilters: false,
    ...(searchable ? { tokenization: 'word' } : {}),
    ...property,
    ...(nestedProperties === undefined ? {} : { nestedProperties: nestedProperties.map(completeProperty) }),
  };
}
