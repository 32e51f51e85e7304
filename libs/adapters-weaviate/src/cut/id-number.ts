import { uuidNumber, uuidOf } from '@weaviate-export/entities-export';

/** The number of the highest id of all: ids are thought to lie on a line, where the numbers are that their digits tell. */
export const HIGHEST = 2n ** 128n - 1n;

/** The id behind which an id is the next; undefined where there is none, as of the lowest of all. */
export function idBefore(id: string): string | undefined {
  const number = uuidNumber(id);
  return number === 0n ? undefined : uuidOf(number - 1n);
}
