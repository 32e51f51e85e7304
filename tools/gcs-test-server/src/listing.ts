import { invalid } from './google-error.ts';
import { compareNames } from './object-store.ts';

/** Cloud Storage lists at most this many entries a page, whatever is asked for. */
const MAXIMUM_PAGE = 1000;

const pageSize = (query: URLSearchParams): number => {
  const text = query.get('maxResults') ?? String(MAXIMUM_PAGE);
  if (!/^[1-9]\d{0,8}$/.test(text)) throw invalid(`maxResults is ${text}, expected a whole number from 1.`);
  return Math.min(Number(text), MAXIMUM_PAGE);
};

/** One page of a listing, names and prefixes in one order. */
export interface Page {
  readonly names: readonly string[];
  readonly prefixes: readonly string[];
  /** Opaque; `undefined` on the last page. */
  readonly nextPageToken: string | undefined;
}

/** Where a page ends: the last entry it has, and whether that is a prefix, whose names are then done with. */
interface Position {
  readonly entry: string;
  readonly isPrefix: boolean;
}

const writeToken = ({ entry, isPrefix }: Position): string =>
  Buffer.from(`${isPrefix ? 'prefix' : 'name'}:${entry}`).toString('base64url');

const readToken = (token: string): Position => {
  const match = /^(prefix|name):(.*)$/s.exec(Buffer.from(token, 'base64url').toString());
  if (match === null) throw invalid('The page token provided is not one of this listing.');
  return { entry: match[2] ?? '', isPrefix: match[1] === 'prefix' };
};

/**
 * One page of a listing: the names with a prefix and from `startOffset` on, those that share the part up to the next
 * delimiter rolled up.
 *
 * @param sortedNames every name of the bucket, in Cloud Storage's order
 * @throws GoogleError 400 `invalid`
 */
export const listPage = (sortedNames: readonly string[], query: URLSearchParams): Page => {
  const prefix = query.get('prefix') ?? '';
  const delimiter = query.get('delimiter') ?? '';
  const startOffset = query.get('startOffset') ?? '';
  const limit = pageSize(query);
  const token = query.get('pageToken');
  const after: Position = token === null ? { entry: '', isPrefix: false } : readToken(token);

  const names: string[] = [];
  const prefixes: string[] = [];
  let last = after;
  for (const name of sortedNames) {
    if (!name.startsWith(prefix) || compareNames(name, startOffset) < 0) continue;
    if (compareNames(name, after.entry) <= 0 || (last.isPrefix && name.startsWith(last.entry))) continue;
    if (names.length + prefixes.length === limit) return { names, prefixes, nextPageToken: writeToken(last) };
    const end = delimiter === '' ? -1 : name.indexOf(delimiter, prefix.length);
    if (end < 0) {
      names.push(name);
      last = { entry: name, isPrefix: false };
    } else {
      last = { entry: name.slice(0, end + delimiter.length), isPrefix: true };
      prefixes.push(last.entry);
    }
  }
  return { names, prefixes, nextPageToken: undefined };
};
