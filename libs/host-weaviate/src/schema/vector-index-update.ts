import type { VectorConfig } from '@weaviate-export/entities-export';

type VectorIndex = Pick<VectorConfig, 'vectorIndexConfig'>;
type IndexSettings = Readonly<Record<string, unknown>>;

/** What a vector index is built by: it stays as it is, as in Weaviate. */
const FIXED: readonly string[] = [
  'cleanupIntervalSeconds',
  'distance',
  'efConstruction',
  'maxConnections',
  'multivector',
];
/** The two indexes within one of type `dynamic`. */
const INNER: readonly string[] = ['flat', 'hnsw'];

/** Has the settings of a vector index that are wanted, as far as they may change. */
export function withVectorIndex<Known extends VectorIndex>(
  known: Known,
  wanted: VectorIndex | undefined,
): Known {
  const { vectorIndexConfig } = known;
  if (vectorIndexConfig === undefined || wanted?.vectorIndexConfig === undefined) return known;
  return { ...known, vectorIndexConfig: changed(vectorIndexConfig, wanted.vectorIndexConfig) };
}

function changed(known: IndexSettings, wanted: IndexSettings): IndexSettings {
  const inner = INNER.flatMap((name): [string, IndexSettings][] => {
    const [one, other] = [known[name], wanted[name]];
    return isSettings(one) && isSettings(other) ? [[name, changed(one, other)]] : [];
  });
  return Object.fromEntries([
    ...Object.entries(wanted).filter(([name]) => !FIXED.includes(name)),
    ...Object.entries(known).filter(([name]) => FIXED.includes(name)),
    ...inner,
  ]);
}

function isSettings(value: unknown): value is IndexSettings {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
