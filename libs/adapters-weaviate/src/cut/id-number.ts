/** Where ids are thought to lie on a line: a UUID as the number that its digits are. */
export function idNumber(id: string): bigint {
  return BigInt(`0x${id.replaceAll('-', '')}`);
}

/** The highest id of all. */
export const HIGHEST = 2n ** 128n - 1n;

export function idText(number: bigint): string {
  return number
    .toString(16)
    .padStart(32, '0')
    .replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-');
}

/** The id behind which an id is the next; undefined where there is none, as of the lowest of all. */
export function idBefore(id: string): string | undefined {
  const number = idNumber(id);
  return number === 0n ? undefined : idText(number - 1n);
}
