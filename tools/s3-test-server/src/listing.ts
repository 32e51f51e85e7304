import { compareKeys } from './object-store.ts';
import { S3Error } from './s3-error.ts';

/** S3 lists at most this many entries a page, whatever is asked for. */
const MAXIMUM_PAGE = 1000;

/** Reads a count from the query: how many entries a page may have. @throws S3Error `InvalidArgument` */
export const pageSize = (query: URLSearchParams, name: string): number => {
  const text = query.get(name) ?? String(MAXIMUM_PAGE);
  if (!/^\d{1,9}$/.test(text)) {
    throw new S3Error('InvalidArgument', `${name} is ${text}, expected a whole number from 0.`);
  }
  return Math.min(Number(text), MAXIMUM_PAGE);
};

/**
 * How listings write keys: as they are, or percent-encoded with `encoding-type=url`, where a space is `+` and a slash
 * stays.
 *
 * @throws S3Error `InvalidArgument`
 */
export const keyEncoding = (query: URLSearchParams): ((key: string) => string) => {
  const type = query.get('encoding-type');
  if (type === null) return (key) => key;
  if (type !== 'url') throw new S3Error('InvalidArgument', `encoding-type is ${type}, expected url.`);
  return (key) => encodeURIComponent(key).replaceAll('%2F', '/').replaceAll('%20', '+');
};

/** One page of a listing, keys and common prefixes in one order. */
export interface Page {
  readonly keys: readonly string[];
  readonly commonPrefixes: readonly string[];
  /** Opaque; `undefined` on the last page. */
  readonly nextToken: string | undefined;
}

/** Where a page ends: the last entry it has, and whether that is a common prefix, whose keys are then done with. */
interface Position {
  readonly entry: string;
  readonly isPrefix: boolean;
}

const writeToken = ({ entry, isPrefix }: Position): string =>
  Buffer.from(`${isPrefix ? 'prefix' : 'key'}:${entry}`).toString('base64url');

const readToken = (token: string): Position => {
  const text = Buffer.from(token, 'base64url').toString();
  const match = /^(prefix|key):(.*)$/s.exec(text);
  if (match === null) {
    throw new S3Error('InvalidArgument', 'The continuation token provided is incorrect.');
  }
  return { entry: match[2] ?? '', isPrefix: match[1] === 'prefix' };
};

/**
 * One page of ListObjectsV2: the keys with a prefix, those that share the part up to the next delimiter rolled up.
 *
 * @param sortedKeys every key of the bucket, in S3's order
 * @throws S3Error `InvalidArgument`
 */
export const listPage = (sortedKeys: readonly string[], query: URLSearchParams): Page => {
  const prefix = query.get('prefix') ?? '';
  const delimiter = query.get('delimiter') ?? '';
  const limit = pageSize(query, 'max-keys');
  const token = query.get('continuation-token');
  const after: Position =
    token === null ? { entry: query.get('start-after') ?? '', isPrefix: false } : readToken(token);

  const keys: string[] = [];
  const commonPrefixes: string[] = [];
  let last = after;
  for (const key of sortedKeys) {
    if (!key.startsWith(prefix) || compareKeys(key, after.entry) <= 0) continue;
    if (last.isPrefix && key.startsWith(last.entry)) continue;
    if (keys.length + commonPrefixes.length === limit) {
      return { keys, commonPrefixes, nextToken: limit === 0 ? undefined : writeToken(last) };
    }
    const end = delimiter === '' ? -1 : key.indexOf(delimiter, prefix.length);
    if (end < 0) {
      keys.push(key);
      last = { entry: key, isPrefix: false };
    } else {
      last = { entry: key.slice(0, end + delimiter.length), isPrefix: true };
      commonPrefixes.push(last.entry);
    }
  }
  return { keys, commonPrefixes, nextToken: undefined };
};
