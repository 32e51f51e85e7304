import { createHash } from 'node:crypto';
import { type IncomingHttpHeaders } from 'node:http';
import { type ChecksumType, type Checksums } from './checksums.ts';

export interface StoredObject {
  readonly body: Buffer;
  /** With its quotes, as S3 answers it. */
  readonly etag: string;
  readonly lastModified: Date;
  /** The headers that were stored with the object and come back with it, `content-type` always among them. */
  readonly headers: Readonly<Record<string, string>>;
  readonly checksums: Checksums;
  readonly checksumType: ChecksumType;
}

/** Headers that S3 stores with an object as they are, beside the `x-amz-meta-` ones. */
const STORED_HEADERS = [
  'content-type',
  'content-disposition',
  'content-language',
  'cache-control',
  'expires',
];

/** S3's own default. */
const DEFAULT_CONTENT_TYPE = 'binary/octet-stream';

/** The headers of a request that belong to the object it creates. */
export const headersToStore = (headers: IncomingHttpHeaders): Record<string, string> => {
  const stored: Record<string, string> = { 'content-type': DEFAULT_CONTENT_TYPE };
  for (const [name, value] of Object.entries(headers)) {
    if (typeof value === 'string' && (STORED_HEADERS.includes(name) || name.startsWith('x-amz-meta-'))) {
      stored[name] = value;
    }
  }
  // `aws-chunked` is about the request alone and is not stored.
  const encodings = (headers['content-encoding'] ?? '').split(',').map((encoding) => encoding.trim());
  const contentEncoding = encodings.filter((encoding) => encoding !== 'aws-chunked').join(',');
  return contentEncoding === '' ? stored : { ...stored, 'content-encoding': contentEncoding };
};

/** The ETag of an object, or a part, that arrived in one piece: the MD5 of its bytes. */
export const etagOf = (body: Buffer): string => `"${createHash('md5').update(body).digest('hex')}"`;

/** An object that arrived in one piece. */
export const wholeObject = (
  body: Buffer,
  headers: IncomingHttpHeaders,
  checksums: Checksums,
): StoredObject => ({
  body,
  etag: etagOf(body),
  lastModified: new Date(),
  headers: headersToStore(headers),
  checksums,
  checksumType: 'FULL_OBJECT',
});
