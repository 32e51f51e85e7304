import { capitalized, ExportError } from '@weaviate-export/entities-export';
import {
  actionOf,
  ALL,
  type Domain,
  DOMAINS,
  type Permission,
  permission,
  type PermissionVerb,
} from './permission.ts';

/** Longest pattern, in characters: names of classes have up to 255. */
const LONGEST_PATTERN = 256;

/** Fields that hold no pattern: their values, of which the first is the widest and the last is meant where none is given. */
const FIXED_VALUES: Readonly<Record<string, readonly [widest: string, ...others: string[]]>> = {
  scope: ['all', 'match'],
  verbosity: ['verbose', 'minimal'],
  groupType: ['oidc'],
};

/** Characters of names, where not all are allowed; a pattern of anything else would never fit one. */
const NAME_PATTERNS: Readonly<Record<string, RegExp>> = {
  collection: /^[A-Z*][\w*]*$/,
  alias: /^[A-Z*][\w*]*$/,
  tenant: /^[\w*-]+$/,
  shard: /^[\w*-]+$/,
  object: /^[0-9a-f*-]+$/,
  role: /^[\w*-]+$/,
};

const ACTIONS = new Map(
  (Object.keys(DOMAINS) as Domain[]).flatMap((domain) =>
    DOMAINS[domain].verbs.map((verb): [string, { verb: PermissionVerb; domain: Domain }] => [
      actionOf({ verb, domain, resource: {} }),
      { verb, domain },
    ]),
  ),
);

/**
 * Reads a permission as Weaviate's clients send it, e.g. `{"action": "read_data", "data": {"collection": "A*"}}`. Fields
 * that are absent, empty or null are open; clients send others besides, which do not matter.
 * @throws ExportError PERMISSION_INVALID
 */
export function parsePermission(value: unknown): Permission {
  if (!isObject(value)) throw invalid('permission', value, 'it must be an object with an action');
  const action = value['action'];
  const known = typeof action === 'string' ? ACTIONS.get(action) : undefined;
  if (known === undefined) throw invalid('action', action, `allowed are ${[...ACTIONS.keys()].join(', ')}`);
  const { verb, domain } = known;
  const sent = value[domain] ?? {};
  if (!isObject(sent)) throw invalid(domain, sent, 'it must be an object');
  const fields: readonly string[] = DOMAINS[domain].fields;
  const resource = Object.fromEntries(fields.map((field) => [field, parseField(domain, field, sent[field])]));
  return permission(verb, domain, resource);
}

/** The permission as Weaviate's clients read it. */
export function writePermission(granted: Permission): Record<string, unknown> {
  const fields = Object.entries(granted.resource).map(([field, pattern]) => {
    const widest = FIXED_VALUES[field]?.[0];
    return [field, pattern === ALL ? (widest ?? ALL) : pattern];
  });
  const resource = fields.length === 0 ? {} : { [granted.domain]: Object.fromEntries(fields) as unknown };
  return { action: actionOf(granted), ...resource };
}

function parseField(domain: Domain, field: string, sent: unknown): string {
  const path = `${domain}.${field}`;
  if (sent != null && typeof sent !== 'string') throw invalid(path, sent, 'it must be a text');
  const text = sent ?? '';
  const values = FIXED_VALUES[field];
  if (values !== undefined) {
    const value = text === '' ? values.at(-1) : text.toLowerCase();
    if (value === undefined || !values.includes(value)) {
      throw invalid(path, text, `allowed are ${values.join(', ')}`);
    }
    return value === values[0] ? ALL : value;
  }
  if (text.length > LONGEST_PATTERN) {
    throw invalid(path, text, `at most ${LONGEST_PATTERN} characters are allowed`);
  }
  return text === '' ? ALL : parsePattern(path, field, text);
}

function parsePattern(path: string, field: string, text: string): string {
  const names = NAME_PATTERNS[field];
  if (names === undefined) return text;
  // What clients write for regular expressions means the same.
  const stars = text.replaceAll('.*', ALL);
  const pattern =
    field === 'collection' || field === 'alias'
      ? capitalized(stars)
      : field === 'object'
        ? stars.toLowerCase()
        : stars;
  if (names.test(pattern)) return pattern;
  throw invalid(path, text, `allowed are names, in which ${ALL} stands for any characters`);
}

function invalid(field: string, value: unknown, allowed: string): ExportError {
  return new ExportError('PERMISSION_INVALID', [field, value, allowed]);
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
