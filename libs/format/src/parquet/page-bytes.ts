/** The bytes of a page in pieces, as they follow one another. */
export type PageBytes = readonly Uint8Array[];

export function bytesOf(page: PageBytes): number {
  return page.reduce((sum, { length }) => sum + length, 0);
}

/** Fills memory with the bytes of a page from a place on, as far as both go. */
export function copyBytes(page: PageBytes, from: number, target: Uint8Array): void {
  let [start, filled] = [from, 0];
  for (const piece of page) {
    const part = piece.subarray(start, start + target.length - filled);
    target.set(part, filled);
    filled += part.length;
    start = Math.max(0, start - piece.length);
  }
}
