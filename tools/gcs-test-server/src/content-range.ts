import { invalid } from './google-error.ts';

/** What an upload's request brings: bytes `start` up to, not including, `end`, of an object of `total` bytes. */
export interface ContentRange {
  readonly start: number;
  readonly end: number;
  /** `undefined` while the sender does not know it, and more will follow. */
  readonly total: number | undefined;
}

const malformed = (header: string | undefined): Error =>
  invalid(`Failed to parse Content-Range header: ${String(header)}.`);

/**
 * Reads the `Content-Range` of a request that brings bytes: `bytes 0-524287/*`, `bytes 524288-600000/600001`; with a
 * star for the end, all that the body has, to the object's end unless a greater total is named. No header: the body is
 * the object.
 *
 * @param length of the body, in bytes
 * @throws GoogleError 400 `invalid`
 */
export const parseContentRange = (header: string | undefined, length: number): ContentRange => {
  if (header === undefined) return { start: 0, end: length, total: length };
  const [, first, last, size] = /^bytes (\d+)-(\d+|\*)\/(\d+|\*)$/.exec(header) ?? [];
  if (first === undefined || last === undefined || size === undefined) throw malformed(header);
  const start = Number(first);
  const end = last === '*' ? start + length : Number(last) + 1;
  const open = last === '*' ? end : undefined;
  const total = size === '*' ? open : Number(size);
  if (end < start || (total !== undefined && end > total)) throw malformed(header);
  if (end - start !== length) {
    throw invalid(
      `Invalid request. There were ${length} byte(s) in the request body. There should have been ${end - start} byte(s) (starting at offset ${start} and ending at offset ${end - 1}) according to the Content-Range header.`,
    );
  }
  return { start, end, total };
};

/** Reads the total of a `Content-Range` that brings none; `undefined` for a star. @throws GoogleError 400 `invalid` */
export const parseQueriedTotal = (header: string | undefined): number | undefined => {
  const [, size] = /^bytes \*\/(\d+|\*)$/.exec(header ?? '') ?? [];
  if (size === undefined) throw malformed(header);
  return size === '*' ? undefined : Number(size);
};
