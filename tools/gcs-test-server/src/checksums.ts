import { createHash } from 'node:crypto';
import { invalid } from './google-error.ts';

/** CRC-32C (Castagnoli), reflected polynomial: RFC 3720, appendix B.4. */
const CASTAGNOLI_POLYNOMIAL = 0x82f63b78;

const CASTAGNOLI_TABLE = Uint32Array.from({ length: 256 }, (_, byte) => {
  let remainder = byte;
  for (let bit = 0; bit < 8; bit++) {
    remainder = (remainder >>> 1) ^ (remainder & 1 ? CASTAGNOLI_POLYNOMIAL : 0);
  }
  return remainder;
});

const crc32c = (bytes: Uint8Array): number => {
  let remainder = 0xffffffff;
  for (const byte of bytes) {
    remainder = (remainder >>> 8) ^ (CASTAGNOLI_TABLE[(remainder ^ byte) & 0xff] ?? 0);
  }
  return ~remainder >>> 0;
};

/** Checksums of an object, base64; `undefined` for one that was not sent. */
export interface Checksums {
  /** Of the four bytes in big-endian order. */
  readonly crc32c: string | undefined;
  readonly md5Hash: string | undefined;
}

export const checksumsOf = (bytes: Buffer): { crc32c: string; md5Hash: string } => {
  const crc = Buffer.alloc(4);
  crc.writeUInt32BE(crc32c(bytes));
  return { crc32c: crc.toString('base64'), md5Hash: createHash('md5').update(bytes).digest('base64') };
};

/** Reads `X-Goog-Hash`, such as `crc32c=yZRlqg==,md5=…`. @throws GoogleError 400 `invalid` */
export const parseHashHeader = (header: string | undefined): Checksums => {
  const found: { crc32c: string | undefined; md5Hash: string | undefined } = {
    crc32c: undefined,
    md5Hash: undefined,
  };
  for (const entry of (header ?? '').split(',').filter((text) => text.trim() !== '')) {
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
