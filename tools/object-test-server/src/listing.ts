import { compareNames } from './object-store.ts';

/** Object stores list at most this many entries a page, whatever is asked for. */
export const MAXIMUM_PAGE = 1000;

/** One page of a listing, names and prefixes in one order. */
export interface Page {
  readonly names: readonly string[];
  readonly prefixes: readonly string[];
  /** Opaque; `undefined` on the last page. */
  readonly nextToken: string | undefined;
}

/** Where a page ends: the last entry it has, and whether that is a prefix, whose names are then done with. */
export interface Position {
  readonly entry: string;
  readonly isPrefix: boolean;
}

/** What a page is asked for; an empty text is as good as none. */
export interface PageRequest {
  readonly prefix: string;
  readonly delimiter: string;
  /** Most entries of the page. */
  readonly limit: number;
  /** The page begins behind it. */
  readonly after: Position;
}

const writeToken = ({ entry, isPrefix }: Position): string =>
  Buffer.from(`${isPrefix ? 'prefix' : 'name'}:${entry}`).toString('base64url');

/** Where the page before this one ended; `undefined` for a token that is not one of a listing. */
export const readToken = (token: string): Position | undefined => {
  const [, kind, entry] = /^(prefix|name):(.*)$/s.exec(Buffer.from(token, 'base64url').toString()) ?? [];
  return entry === undefined ? undefined : { entry, isPrefix: kind === 'prefix' };
};

/**
 * One page of a listing: the names with a prefix, those that share the part up to the next delimiter rolled up.
 *
 * @param sortedNames every name of the bucket that is asked for, in the order of `compareNames`
 */
export const listPage = (sortedNames: readonly string[], request: PageRequest): Page => {
  const { prefix, delimiter, limit, after } = request;
  const names: string[] = [];
  const prefixes: string[] = [];
  let last = after;
  for (const name of sortedNames) {
    if (!name.startsWith(prefix) || compareNames(name, after.entry) <= 0) continue;
    if (last.isPrefix && name.startsWith(last.entry)) continue;
    if (names.length + prefixes.length === limit) {
      return { names, prefixes, nextToken: limit === 0 ? undefined : writeToken(last) };
    }
    const end = delimiter === '' ? -1 : name.indexOf(delimiter, prefix.length);
    if (end < 0) {
      names.push(name);
      last = { entry: name, isPrefix: false };
    } else {
      last = { entry: name.slice(0, end + delimiter.length), isPrefix: true };
      prefixes.push(last.entry);
    }
  }
  return { names, prefixes, nextToken: undefined };
};
