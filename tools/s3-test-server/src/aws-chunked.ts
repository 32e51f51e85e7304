import { S3Error } from './s3-error.ts';

const LINE_END = Buffer.from('\r\n');

/** What an `aws-chunked` body held. */
export interface Unchunked {
  readonly body: Buffer;
  /** By lower-case name. */
  readonly trailers: Readonly<Record<string, string>>;
}

/**
 * Decodes a `STREAMING-UNSIGNED-PAYLOAD-TRAILER` body: `size-in-hex CRLF bytes CRLF`, repeated to a chunk of size 0, then
 * one trailing header a line ("Uploading with trailing checksums" in the S3 API reference).
 *
 * @throws S3Error `IncompleteBody` or `MalformedTrailerError`
 */
export const decodeAwsChunked = (encoded: Buffer): Unchunked => {
  let position = 0;
  const readLine = (): string => {
    const end = encoded.indexOf(LINE_END, position);
    if (end < 0) throw new S3Error('IncompleteBody', 'The aws-chunked body ends in the middle of a line.');
    const line = encoded.toString('latin1', position, end);
    position = end + LINE_END.length;
    return line;
  };

  const chunks: Buffer[] = [];
  for (;;) {
    const line = readLine();
    if (!/^[0-9a-f]+$/i.test(line)) {
      throw new S3Error(
        'IncompleteBody',
        'An aws-chunked chunk does not begin with its size in hexadecimal.',
      );
    }
    const size = Number.parseInt(line, 16);
    if (size === 0) break;
    chunks.push(encoded.subarray(position, position + size));
    position += size;
    if (readLine() !== '')
      throw new S3Error('IncompleteBody', 'An aws-chunked chunk is longer than its size.');
  }

  const trailers: Record<string, string> = {};
  while (position < encoded.length) {
    const line = readLine();
    if (line === '') break;
    const colon = line.indexOf(':');
    if (colon < 1) throw new S3Error('MalformedTrailerError', 'A trailing header has no name.');
    trailers[line.slice(0, colon).toLowerCase()] = line.slice(colon + 1).trim();
  }
  return { body: Buffer.concat(chunks), trailers };
};
