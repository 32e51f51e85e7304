import { type ClassDefinition, type VectorConfig, capitalized } from '@weaviate-export/entities-export';
import { completeDefinition } from './class-defaults.ts';
import { checkClassSettings } from './class-settings.ts';
import { CLASS_NAME, VECTOR_NAME } from './names.ts';
import { parseProperties } from './property-definition.ts';
import { checkSettings } from './setting-rules.ts';
import { assertObject, invalidClass, invalidSetting, parseSettings } from './settings.ts';
import { checkVectorSettings, namedVectorizer } from './vector-settings.ts';

/**
 * A class as a request defines it, with Weaviate's defaults filled in. Settings that this server does not know are kept.
 * @throws ExportError CLASS_INVALID
 */
export function parseClassDefinition(body: unknown): ClassDefinition {
  const settings = parseSettings(body, 'the body');
  checkClassSettings(settings);
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

function parseVectorConfigs(configs: unknown): Record<string, VectorConfig> {
  assertObject(configs, 'vectorConfig');
  return Object.fromEntries(
    Object.entries(configs).map(([name, config]) => {
      if (!VECTOR_NAME.test(name)) {
        throw invalidClass(`vectorConfig: name ${JSON.stringify(name)} must match ${VECTOR_NAME.source}`);
      }
      const path = `vectorConfig.${name}`;
      const settings = parseSettings(config, path);
      checkSettings(settings, `${path}.`, { vectorizer: namedVectorizer });
      checkVectorSettings(settings, `${path}.`);
      return [name, settings];
    }),
  );
}
