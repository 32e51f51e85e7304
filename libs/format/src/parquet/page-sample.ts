import { bytesOf, copyBytes, type PageBytes } from './page-bytes.ts';

/** Stretches of a page that its sample is made of: as many as the bytes of a float, which may lie apart. */
const STRETCHES = 4;
/** Of each stretch: many vectors' worth of bytes, and together a sixteenth of a common page. */
const STRETCH_BYTES = 16 * 1024;

/**
 * Stretches of a page, one behind the other, which shrink by about as much as all of it does; undefined for a page that is
 * not much larger than they would be. They lie where its length alone says.
 */
export function pageSample(page: PageBytes): Uint8Array | undefined {
  const bytes = bytesOf(page);
  if (bytes <= STRETCHES * STRETCH_BYTES) return undefined;
  const sample = new Uint8Array(STRETCHES * STRETCH_BYTES);
  for (let index = 0; index < STRETCHES; index++) {
    // In the middle of a quarter of the page.
    const from = Math.floor(((index + 0.5) * bytes) / STRETCHES - STRETCH_BYTES / 2);
    copyBytes(page, from, sample.subarray(index * STRETCH_BYTES, (index + 1) * STRETCH_BYTES));
  }
  return sample;
}
