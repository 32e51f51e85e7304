import { excerpt, ExportError } from '@weaviate-export/entities-export';

export type Settings = Record<string, unknown>;

/** How deep settings may be nested: far beyond what a definition has, and far below where a stack ends. */
const DEEPEST_NESTING = 100;

/**
 * The settings of a request as plain JSON, without those that are null: Weaviate's clients send null for what is not
 * set. Integers come as numbers.
 * @throws ExportError CLASS_INVALID
 */
export function parseSettings(value: unknown, path: string): Settings {
  const settings = plain(value, 0, '');
  assertObject(settings, path);
  return withoutNulls(settings);
}

export function withoutNulls(settings: Settings): Settings {
  return Object.fromEntries(Object.entries(settings).filter(([, setting]) => setting !== null));
}

/** @param path of the value in what a message is about */
function plain(value: unknown, depth: number, path: string): unknown {
  if (depth > DEEPEST_NESTING) throw invalidClass(`settings nest at most ${DEEPEST_NESTING} deep`);
  if (typeof value === 'bigint' || typeof value === 'number') {
    if (Number.isFinite(Number(value))) return Number(value);
    throw invalidClass('a number is beyond the range of a double');
  }
  if (typeof value === 'string') return wellFormed(value, path);
  if (Array.isArray(value))
    return value.map((element, index) => plain(element, depth + 1, `${path}[${index}]`));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, inner]) => {
      const own =
        path === '' ? wellFormed(name, 'a name') : `${path}.${wellFormed(name, `a name in ${path}`)}`;
      return [name, plain(inner, depth + 1, own)];
    }),
  );
}

function wellFormed(text: string, path: string): string {
  if (text.isWellFormed()) return text;
  throw invalidSetting(path || 'the body', text, 'it must be a text, without half a surrogate pair');
}

export function assertObject(value: unknown, path: string): asserts value is Settings {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw invalidSetting(path, value, 'it must be an object');
  }
}

export function assertText(value: unknown, path: string): asserts value is string {
  if (typeof value !== 'string') throw invalidSetting(path, value, 'it must be a text');
}

export function assertArray(value: unknown, path: string): asserts value is unknown[] {
  if (!Array.isArray(value)) throw invalidSetting(path, value, 'it must be an array');
}

export function invalidSetting(path: string, value: unknown, allowed: string): ExportError {
  return invalidClass(`${path} is ${value === undefined ? 'missing' : excerpt(value)}: ${allowed}`);
}

export function invalidClass(problem: string, options?: ErrorOptions): ExportError {
  return new ExportError('CLASS_INVALID', [problem], options);
}
