import { S3Error } from './s3-error.ts';

const LINE_END = Buffer.from('\r\n');

/** What an `aws-chunked` body held. */
export interface Unchunked {
  readonly body: Buffer;
  /** By lower-case name. */
  readonly trailers: Readonly<Record<string, string>>;
}

/** Told of what a body holds, in its order; throws where a signature does not fit. */
export interface ChunkCheck {
  /** The last one is empty. */
  chunk(data: Buffer, signature: string | undefined): void;
  trailers(trailers: Unchunked['trailers']): void;
}

const UNCHECKED: ChunkCheck = { chunk: () => undefined, trailers: () => undefined };

/** The size of a chunk, and its signature where it has one. */
const CHUNK_LINE = /^([0-9a-f]+)(?:;chunk-signature=([0-9a-f]{64}))?$/i;

/**
 * Decodes a body of a `STREAMING-…` kind: `size-in-hex CRLF bytes CRLF`, repeated to a chunk of size 0, then one trailing
 * header a line ("Uploading with trailing checksums" in the S3 API reference); a signature may stand behind the size.
 *
 * @throws S3Error `IncompleteBody` or `MalformedTrailerError`, and what the check throws
 */
export const decodeAwsChunked = (encoded: Buffer, check = UNCHECKED): Unchunked => {
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
    const [, digits, signature] = CHUNK_LINE.exec(readLine()) ?? [];
    if (digits === undefined) {
      throw new S3Error(
        'IncompleteBody',
        'An aws-chunked chunk does not begin with its size in hexadecimal.',
      );
    }
    const size = Number.parseInt(digits, 16);
    const chunk = encoded.subarray(position, position + size);
    check.chunk(chunk, signature);
    if (size === 0) break;
    chunks.push(chunk);
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
  check.trailers(trailers);
  return { body: Buffer.concat(chunks), trailers };
};
