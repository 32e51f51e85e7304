import {
  capitalized,
  type ClassDefinition,
  ExportError,
  problemOfPropertyName,
  propertyName,
  type TimesAs,
} from '@weaviate-export/entities-export';
import { classNames, oneOf } from '../export/export-settings.ts';
import type { RestoreRequest } from './restore-request.ts';

/** Most objects that a restore may be allowed to lose: each is named in its status. */
export const MOST_FAULTS = 1_000;

const CONFLICT_RULES = ['fail', 'skip', 'replace'] as const;

/** A validated request, with the names of classes as Weaviate writes them. */
export interface RestoreSettings {
  /** Not empty where it is there. */
  readonly include?: readonly string[];
  readonly exclude: readonly string[];
  readonly rename: ReadonlyMap<string, string>;
  /** Not empty where it is there. */
  readonly tenants?: readonly string[];
  readonly onConflict: (typeof CONFLICT_RULES)[number];
  readonly maxErrors: number;
  /** With names as Weaviate writes them. */
  readonly timesAs: TimesAs;
  readonly definitions: readonly ClassDefinition[];
}

/**
 * Holds a request against the contract. Only what needs nothing but the request is checked here.
 * @throws ExportError INCLUDE_WITH_EXCLUDE or FIELD_INVALID, naming field, value and what is allowed
 */
export function parseRestoreRequest(request: RestoreRequest): RestoreSettings {
  const { include = [], exclude = [], rename = {}, tenants = [], onConflict = 'fail' } = request;
  const { maxErrors = 0, definitions = [] } = request;
  if (include.length > 0 && exclude.length > 0) throw new ExportError('INCLUDE_WITH_EXCLUDE', []);
  if (!Number.isInteger(maxErrors) || maxErrors < 0 || maxErrors > MOST_FAULTS) {
    const allowed = `allowed are whole numbers from 0 to ${MOST_FAULTS}`;
    throw new ExportError('FIELD_INVALID', ['maxErrors', maxErrors, allowed]);
  }
  return {
    ...(include.length > 0 && { include: classNames(include) }),
    exclude: classNames(exclude),
    rename: parseRename(rename),
    ...(tenants.length > 0 && { tenants: [...new Set(tenants)] }),
    onConflict: oneOf('onConflict', onConflict, CONFLICT_RULES),
    maxErrors,
    timesAs: parseTimesAs(request.timesAs ?? {}),
    definitions: definitions.map((one) => ({ ...one, class: capitalized(one.class) })),
  };
}

function parseRename(rename: Readonly<Record<string, string>>): Map<string, string> {
  const names = new Map<string, string>();
  const taken = new Set<string>();
  for (const [from, to] of Object.entries(rename)) {
    const name = capitalized(to);
    if (!/^[A-Z][_0-9A-Za-z]{0,254}$/.test(name)) {
      const allowed = 'a name of a class is a capital and up to 254 letters, digits and _';
      throw new ExportError('FIELD_INVALID', [`rename.${from}`, to, allowed]);
    }
    if (taken.has(name.toLowerCase()))
      throw new ExportError('FIELD_INVALID', [`rename.${from}`, to, 'two classes cannot have one name']);
    taken.add(name.toLowerCase());
    names.set(capitalized(from), name);
  }
  return names;
}

function parseTimesAs(given: TimesAs): TimesAs {
  const names = Object.entries(given).map(([time, text]) => {
    const name = propertyName(String(text));
    const problem = problemOfPropertyName(name, false);
    if (problem !== undefined) throw new ExportError('FIELD_INVALID', [`timesAs.${time}`, text, problem]);
    return [time, name] as const;
  });
  const { creation, update } = given;
  if (names.length === 2 && names[0]![1].toLowerCase() === names[1]![1].toLowerCase())
    throw new ExportError('FIELD_INVALID', [
      'timesAs',
      `${creation}, ${update}`,
      'each time needs a property of its own',
    ]);
  return Object.fromEntries(names);
}
