import type { PropertyDefinition } from '@weaviate-export/entities-export';
import { checkSettings, flag, objectOf, oneOf, type SettingRules, text } from './setting-rules.ts';
import { invalidSetting, type Settings } from './settings.ts';

/** Weaviate's, with those that are switched on there by a variable. */
const TOKENIZATIONS = [
  'word',
  'lowercase',
  'whitespace',
  'field',
  'trigram',
  'gse',
  'gse_ch',
  'kagome_ja',
  'kagome_kr',
];
/** By the type of the property: no other is cut into tokens. */
const TOKENIZATIONS_OF: Readonly<Record<string, readonly string[]>> = {
  text: TOKENIZATIONS,
  'text[]': TOKENIZATIONS,
  string: ['word', 'field'],
  'string[]': ['word', 'field'],
};
const SEARCHABLE = Object.keys(TOKENIZATIONS_OF);
const IN_RANGES = ['int', 'number', 'date'];
/** What `indexInverted` stood for, which is no more. */
const INDEXES = ['indexFilterable', 'indexSearchable', 'indexRangeFilters'];

const RULES: SettingRules = {
  description: text,
  moduleConfig: objectOf({}),
  indexInverted: flag,
  indexFilterable: flag,
  indexSearchable: flag,
  indexRangeFilters: flag,
};

/**
 * Holds the settings of a property to what Weaviate takes, which depends on its type.
 * @throws ExportError CLASS_INVALID
 */
export function checkPropertySettings(settings: Settings, type: string, path: string): void {
  checkSettings(settings, `${path}.`, RULES);
  const allowedFor = (name: string, types: readonly string[]) => {
    if (types.includes(type)) return;
    throw invalidSetting(`${path}.${name}`, settings[name], `allowed with ${types.join(', ')} alone`);
  };
  if (settings['tokenization'] !== undefined) {
    allowedFor('tokenization', SEARCHABLE);
    oneOf(...(TOKENIZATIONS_OF[type] ?? []))(settings['tokenization'], `${path}.tokenization`);
  }
  if (settings['indexSearchable'] === true) allowedFor('indexSearchable', SEARCHABLE);
  if (settings['indexRangeFilters'] === true) allowedFor('indexRangeFilters', IN_RANGES);
  if (settings['indexInverted'] !== undefined && INDEXES.some((name) => settings[name] !== undefined)) {
    const allowed = `it is deprecated, and not allowed beside ${INDEXES.join(', ')}`;
    throw invalidSetting(`${path}.indexInverted`, settings['indexInverted'], allowed);
  }
}

/** What older clients say, in today's words, as Weaviate does: `string`, and `indexInverted`. */
export function modernized(property: PropertyDefinition): PropertyDefinition {
  const { indexInverted, ...settings } = property;
  const [type = ''] = property.dataType;
  const modern: PropertyDefinition = settings;
  if (indexInverted !== undefined) {
    modern['indexFilterable'] = indexInverted;
    modern['indexSearchable'] = SEARCHABLE.includes(type) && indexInverted;
  }
  if (type.startsWith('string')) {
    modern.dataType = [type.replace('string', 'text')];
    modern['tokenization'] = property['tokenization'] === 'field' ? 'field' : 'whitespace';
  }
  return modern;
}
