import {
  compareNames,
  listPage as listNames,
  MAXIMUM_PAGE,
  type Page,
  type Position,
  readToken,
} from '@weaviate-export/object-test-server';
import { invalid } from './google-error.ts';

const pageSize = (query: URLSearchParams): number => {
  const text = query.get('maxResults') ?? String(MAXIMUM_PAGE);
  if (!/^[1-9]\d{0,8}$/.test(text)) throw invalid(`maxResults is ${text}, expected a whole number from 1.`);
  return Math.min(Number(text), MAXIMUM_PAGE);
};

const startOf = (token: string | null): Position => {
  const after = token === null ? { entry: '', isPrefix: false } : readToken(token);
  if (after === undefined) throw invalid('The page token provided is not one of this listing.');
  return after;
};

/**
 * One page of a listing: the names with a prefix and from `startOffset` on, those that share the part up to the next
 * delimiter rolled up.
 *
 * @param sortedNames every name of the bucket, in Cloud Storage's order
 * @throws GoogleError 400 `invalid`
 */
export const listPage = (sortedNames: readonly string[], query: URLSearchParams): Page => {
  const startOffset = query.get('startOffset') ?? '';
  return listNames(
    sortedNames.filter((name) => compareNames(name, startOffset) >= 0),
    {
      prefix: query.get('prefix') ?? '',
      delimiter: query.get('delimiter') ?? '',
      limit: pageSize(query),
      after: startOf(query.get('pageToken')),
    },
  );
};
