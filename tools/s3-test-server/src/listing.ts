import {
  listPage as listNames,
  MAXIMUM_PAGE,
  type Page,
  type Position,
  readToken,
} from '@weaviate-export/object-test-server';
import { S3Error } from './s3-error.ts';

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

const startOf = (query: URLSearchParams): Position => {
  const token = query.get('continuation-token');
  const after =
    token === null ? { entry: query.get('start-after') ?? '', isPrefix: false } : readToken(token);
  if (after === undefined) {
    throw new S3Error('InvalidArgument', 'The continuation token provided is incorrect.');
  }
  return after;
};

/**
 * One page of ListObjectsV2: the keys with a prefix, those that share the part up to the next delimiter rolled up.
 *
 * @param sortedKeys every key of the bucket, in S3's order
 * @throws S3Error `InvalidArgument`
 */
export const listPage = (sortedKeys: readonly string[], query: URLSearchParams): Page =>
  listNames(sortedKeys, {
    prefix: query.get('prefix') ?? '',
    delimiter: query.get('delimiter') ?? '',
    limit: pageSize(query, 'max-keys'),
    after: startOf(query),
  });
