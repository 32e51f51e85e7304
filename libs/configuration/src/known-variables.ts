import { isExportError } from '@weaviate-export/entities-export';
import type { Environment } from './environment-reader.ts';

/** Nothing set, and everything set and on: what is read of one only is read of these two together. */
const ENVIRONMENTS = [undefined, 'true'];

/**
 * The names of all variables that `read` asks for. It is called with environments made for that; what it makes of them, or
 * refuses, does not matter.
 */
export function variablesOf(read: (environment: Environment) => unknown): ReadonlySet<string> {
  const names = new Set<string>();
  for (const value of ENVIRONMENTS) {
    const get = (_: object, name: string): string | undefined => {
      names.add(name);
      return value;
    };
    try {
      read(new Proxy<Environment>({}, { get }));
    } catch (error) {
      const errors: unknown[] = error instanceof AggregateError ? error.errors : [error];
      if (!errors.every((one) => isExportError(one, 'CONFIGURATION_INVALID'))) throw error;
    }
  }
  return names;
}

/** A variable that nobody reads, and the one that is probably meant. */
export interface MistypedVariable {
  readonly variable: string;
  readonly meant: string;
}

/** Typing errors that a name may have; two letters more or less make other words of longer ones too. */
const MOST_ERRORS = 2;
/** Letters for each error: shorter names have neighbours of other meanings (HTTP_PORT and HTTP_HOST, GRPC_HOST). */
const LETTERS_AN_ERROR = 8;
/** The SDK reads hundreds of names, some of them a letter from ours (AWS_ENDPOINT_URL_STS), and this project a few. */
const FOREIGN_PREFIX = 'AWS_';

/**
 * What is set but not known, begins as a known name does (to its first `_`), and is all but a known name. Names that are
 * near none may be another program's, such as the many of Weaviate.
 */
export function mistypedVariables(environment: Environment, known: ReadonlySet<string>): MistypedVariable[] {
  const prefixes = new Set([...known].map(prefixOf));
  return Object.keys(environment)
    .filter((name) => environment[name]?.trim() && !known.has(name))
    .filter((name) => prefixes.has(prefixOf(name)) && prefixOf(name) !== FOREIGN_PREFIX)
    .flatMap((variable) => {
      const allowed = Math.min(MOST_ERRORS, Math.floor(variable.length / LETTERS_AN_ERROR));
      const [nearest] = [...known]
        .map((meant) => ({ meant, errors: typingErrors(variable, meant) }))
        .filter(({ errors }) => errors <= allowed)
        .sort((a, b) => a.errors - b.errors);
      return nearest === undefined ? [] : [{ variable, meant: nearest.meant }];
    });
}

function prefixOf(name: string): string {
  return name.slice(0, name.indexOf('_') + 1);
}

/**
 * How many letters are missing, too many, wrong, or in turned order: the distance of Damerau and Levenshtein between
 * strings aligned in order.
 */
function typingErrors(a: string, b: string): number {
  const rows = [Array.from({ length: b.length + 1 }, (_, column) => column)];
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    for (let j = 1; j <= b.length; j++) {
      const wrong = rows[i - 1]![j - 1]! + (a[i - 1] === b[j - 1] ? 0 : 1);
      const isTurned = i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1];
      const turned = isTurned ? rows[i - 2]![j - 2]! + 1 : Infinity;
      row.push(Math.min(rows[i - 1]![j]! + 1, row[j - 1]! + 1, wrong, turned));
    }
    rows.push(row);
  }
  return rows[a.length]![b.length]!;
}
