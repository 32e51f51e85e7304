import {
  type ClassDefinition,
  type PropertyDefinition,
  type VectorConfig,
  isDataType,
  isMultiTenant,
} from '@weaviate-export/entities-export';

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
const SHARDING = { desiredCount: 1, function: 'murmur3', key: '_id', strategy: 'hash' };
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

/** The definition with Weaviate's defaults where it leaves something out; what it has, it keeps. */
export function completeDefinition(definition: ClassDefinition): ClassDefinition {
  const { vectorConfig, ...settings } = definition;
  return {
    ...settings,
    properties: (definition.properties ?? []).map(completeProperty),
    invertedIndexConfig: { ...INVERTED_INDEX, ...(definition['invertedIndexConfig'] as object | undefined) },
    multiTenancyConfig: { ...MULTI_TENANCY, ...definition.multiTenancyConfig },
    replicationConfig: { ...REPLICATION, ...(definition['replicationConfig'] as object | undefined) },
    shardingConfig: {
      ...SHARDING,
      ...definition.shardingConfig,
      // As in Weaviate: the shards are the tenants.
      ...(isMultiTenant(definition) ? { desiredCount: 0 } : {}),
    },
    ...(vectorConfig === undefined || Object.keys(vectorConfig).length === 0
      ? { vectorizer: definition.vectorizer ?? 'none', ...completeVectorIndex(definition) }
      : { vectorConfig: completeVectorConfig(vectorConfig) }),
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
  const defaults = vectorIndexType === VECTOR_INDEX_TYPE ? HNSW : { distance: HNSW.distance };
  return { vectorIndexType, vectorIndexConfig: { ...defaults, ...vectorIndexConfig } };
}

/** As `completeDefinition`, of one property. */
export function completeProperty(property: PropertyDefinition): PropertyDefinition {
  const [type = ''] = property.dataType;
  const { nestedProperties } = property;
  if (!isDataType(type)) return property;
  const searchable = ['text', 'text[]', 'string', 'string[]'].includes(type);
  return {
    indexFilterable: type !== 'blob',
    indexSearchable: searchable,
    indexRangeFilters: false,
    ...(searchable ? { tokenization: 'word' } : {}),
    ...property,
    ...(nestedProperties === undefined ? {} : { nestedProperties: nestedProperties.map(completeProperty) }),
  };
}
