import { crc32c } from '@weaviate-export/object-test-server';
import { createHash } from 'node:crypto';
import { type IncomingHttpHeaders } from 'node:http';
import { invalid } from './google-error.ts';

/** Checksums of an object, base64; `undefined` for one that was not sent. */
export interface Checksums {
  /** Of the four bytes in big-endian order. */
  readonly crc32c: string | undefined;
  readonly md5Hash: string | undefined;
}

export const checksumsOf = (bytes: Buffer): { crc32c: string; md5Hash: string } => ({
  crc32c: crc32c(bytes).toString('base64'),
  md5Hash: createHash('md5').update(bytes).digest('base64'),
});

/** Reads `X-Goog-Hash`, such as `crc32c=yZRlqg==,md5=…`. @throws GoogleError 400 `invalid` */
export const hashesOf = (headers: IncomingHttpHeaders): Checksums => {
  const header = String(headers['x-goog-hash'] ?? '');
  const found: { crc32c: string | undefined; md5Hash: string | undefined } = {
    crc32c: undefined,
    md5Hash: undefined,
  };
  for (const entry of header.split(',').filter((text) => text.trim() !== '')) {
    const [, algorithm, value] = /^\s*(crc32c|md5)=(\S+)\s*$/.exec(entry) ?? [];
    if (algorithm === undefined) throw invalid(`X-Goog-Hash has ${entry}, expected crc32c=… or md5=…`);
    found[algorithm === 'md5' ? 'md5Hash' : 'crc32c'] = value;
  }
  return found;
};

/**
 * Holds an object's checksums against those that came with it.
 *
 * @throws GoogleError 400 `invalid`
 */
export const verifyChecksums = (
  calculated: { readonly crc32c: string; readonly md5Hash: string },
  sent: Checksums,
): void => {
  if (sent.crc32c !== undefined && sent.crc32c !== calculated.crc32c) {
    throw invalid(`Provided CRC32C "${sent.crc32c}" doesn't match calculated CRC32C "${calculated.crc32c}".`);
  }
  if (sent.md5Hash !== undefined && sent.md5Hash !== calculated.md5Hash) {
    throw invalid(
      `Provided MD5 hash "${sent.md5Hash}" doesn't match calculated MD5 hash "${calculated.md5Hash}".`,
    );
  }
};
