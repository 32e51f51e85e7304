import { assertObject, assertText, invalidSetting, type Settings } from './settings.ts';

/**
 * What a setting must be.
 * @param path of it in the request
 * @throws ExportError CLASS_INVALID
 */
export type SettingRule = (value: unknown, path: string) => void;

/** The settings that have a rule; others are kept as they are, and null is a setting that is not set. */
export type SettingRules = Readonly<Record<string, SettingRule>>;

/** @throws ExportError CLASS_INVALID for a setting against its rule */
export function checkSettings(settings: Settings, prefix: string, rules: SettingRules): void {
  for (const [name, rule] of Object.entries(rules)) {
    const value = Object.hasOwn(settings, name) ? settings[name] : null;
    if (value != null) rule(value, prefix + name);
  }
}

export function objectOf(rules: SettingRules): SettingRule {
  return (value, path) => {
    assertObject(value, path);
    checkSettings(value, `${path}.`, rules);
  };
}

export function oneOf(...allowed: readonly (string | number)[]): SettingRule {
  return (value, path) => {
    if (!allowed.includes(value as string | number))
      throw invalidSetting(path, value, `allowed are ${allowed.join(', ')}`);
  };
}

export function numberFrom(lowest: number, highest = Infinity): SettingRule {
  const allowed = highest === Infinity ? `of ${lowest} or more` : `from ${lowest} to ${highest}`;
  return (value, path) => {
    if (typeof value !== 'number' || value < lowest || value > highest)
      throw invalidSetting(path, value, `it must be a number ${allowed}`);
  };
}

export const wholeNumber: SettingRule = (value, path) => {
  if (!Number.isInteger(value)) throw invalidSetting(path, value, 'it must be a whole number');
};

export const flag: SettingRule = (value, path) => {
  if (typeof value !== 'boolean') throw invalidSetting(path, value, 'allowed are true and false');
};

export const text: SettingRule = (value, path) => assertText(value, path);

export const texts: SettingRule = (value, path) => {
  if (!Array.isArray(value) || !value.every((one) => typeof one === 'string'))
    throw invalidSetting(path, value, 'it must be an array of texts');
};
