/** Bytes `start` up to, not including, `end`. */
export interface ByteRange {
  readonly start: number;
  readonly end: number;
}

/**
 * Reads a `Range` header of one range (RFC 9110, 14.1.2). `undefined` means the whole object: no header, or one that is
 * not understood, which is passed over.
 *
 * @param size of the object, in bytes
 * @param unsatisfiable the error to throw where the object has none of the bytes
 */
export const parseByteRange = (
  header: string | undefined,
  size: number,
  unsatisfiable: (message: string) => Error,
): ByteRange | undefined => {
  const match = /^bytes=(?:(\d+)-(\d*)|-(\d+))$/.exec(header ?? '');
  if (match === null) return undefined;
  const [, first, last, suffix] = match;
  const range =
    suffix === undefined
      ? { start: Number(first), end: last ? Math.min(Number(last) + 1, size) : size }
      : { start: Math.max(0, size - Number(suffix)), end: size };
  if (last && Number(last) < Number(first)) return undefined;
  if (range.start >= range.end) {
    throw unsatisfiable(`The range ${String(header)} cannot be satisfied, the object has ${size} bytes.`);
  }
  return range;
};
