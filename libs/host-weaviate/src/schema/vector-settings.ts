import {
  checkSettings,
  flag,
  objectOf,
  oneOf,
  type SettingRule,
  type SettingRules,
  wholeNumber,
} from './setting-rules.ts';
import { assertObject, assertText, invalidSetting, type Settings } from './settings.ts';

/** The names of Weaviate's modules that make vectors of texts, images and the like: text2vec-openai, multi2multivec-jinaai. */
const VECTORIZER = /^(none|[a-z]+2(multi)?vec-[a-z0-9-]+)$/;

const distance = oneOf('cosine', 'dot', 'l2-squared', 'hamming', 'manhattan');
const compression = { enabled: flag, cache: flag, rescoreLimit: wholeNumber, trainingLimit: wholeNumber };

const COMPRESSIONS: SettingRules = {
  pq: objectOf({
    ...compression,
    bitCompression: flag,
    segments: wholeNumber,
    centroids: wholeNumber,
    encoder: objectOf({ type: oneOf('kmeans', 'tile'), distribution: oneOf('log-normal', 'normal') }),
  }),
  bq: objectOf(compression),
  sq: objectOf(compression),
  rq: objectOf({ ...compression, bits: oneOf(1, 8) }),
};

const INDEX: SettingRules = {
  ...COMPRESSIONS,
  distance,
  skip: flag,
  filterStrategy: oneOf('sweeping', 'acorn'),
  multivector: objectOf({
    enabled: flag,
    aggregation: oneOf('maxSim'),
    muvera: objectOf({ enabled: flag }),
  }),
};
const hnsw = atMostOneCompression(objectOf(INDEX));
const flat = atMostOneCompression(objectOf(INDEX));

/** By the type of the index. */
const INDEXES: Readonly<Record<string, SettingRule>> = {
  hnsw,
  flat,
  dynamic: objectOf({ distance, multivector: INDEX['multivector']!, hnsw, flat }),
  hfresh: objectOf({ ...INDEX, distance: oneOf('cosine', 'l2-squared') }),
};
const DEFAULT_INDEX = 'hnsw';

/**
 * Holds the index of a vector, and how the vector is made, to what Weaviate takes.
 * @param prefix of the settings in the request: that of a class where the vector has no name
 * @throws ExportError CLASS_INVALID
 */
export function checkVectorSettings(settings: Settings, prefix: string): void {
  const { vectorIndexType = DEFAULT_INDEX } = settings;
  checkSettings(settings, prefix, {
    vectorIndexType: oneOf(...Object.keys(INDEXES)),
    vectorIndexConfig: INDEXES[vectorIndexType as string] ?? objectOf({}),
  });
}

/** The name of the module that makes the unnamed vector. */
export const vectorizer: SettingRule = (value, path) => {
  assertText(value, path);
  if (!VECTORIZER.test(value))
    throw invalidSetting(path, value, 'allowed are none and names of modules such as text2vec-openai');
};

/** The module that makes a named vector, with its settings. */
export const namedVectorizer: SettingRule = (value, path) => {
  assertObject(value, path);
  const [name, ...others] = Object.keys(value);
  if (name === undefined || others.length > 0)
    throw invalidSetting(path, value, 'it must have the name of one module, such as {"none": {}}');
  vectorizer(name, path);
  checkSettings(value, `${path}.`, { [name]: objectOf({}) });
};

function atMostOneCompression(rule: SettingRule): SettingRule {
  return (value, path) => {
    rule(value, path);
    const settings = value as Record<string, Settings | null | undefined>;
    const enabled = Object.keys(COMPRESSIONS).filter((name) => settings[name]?.['enabled'] === true);
    if (enabled.length > 1)
      throw invalidSetting(path, value, `one compression is allowed, not ${enabled.join(' and ')}`);
  };
}
