import { decodeSegment, findRoute, type Route, splitUrl } from '@weaviate-export/object-test-server';
import { S3Error } from './s3-error.ts';

/** Every operation that the server has, under S3's own names. The first route that fits is taken. */
const ROUTES = [
  { operation: 'HeadBucket', method: 'HEAD', on: 'bucket' },
  { operation: 'CreateBucket', method: 'PUT', on: 'bucket' },
  {
    operation: 'ListObjectsV2',
    method: 'GET',
    on: 'bucket',
    requires: ['list-type'],
    allows: ['prefix', 'delimiter', 'continuation-token', 'max-keys', 'encoding-type', 'start-after'],
  },
  {
    operation: 'ListMultipartUploads',
    method: 'GET',
    on: 'bucket',
    requires: ['uploads'],
    allows: ['prefix', 'key-marker', 'upload-id-marker', 'max-uploads', 'encoding-type'],
  },
  { operation: 'DeleteObjects', method: 'POST', on: 'bucket', requires: ['delete'] },
  { operation: 'UploadPart', method: 'PUT', on: 'object', requires: ['partNumber', 'uploadId'] },
  { operation: 'PutObject', method: 'PUT', on: 'object' },
  {
    operation: 'ListParts',
    method: 'GET',
    on: 'object',
    requires: ['uploadId'],
    allows: ['max-parts', 'part-number-marker'],
  },
  { operation: 'GetObject', method: 'GET', on: 'object' },
  { operation: 'HeadObject', method: 'HEAD', on: 'object' },
  { operation: 'CreateMultipartUpload', method: 'POST', on: 'object', requires: ['uploads'] },
  { operation: 'CompleteMultipartUpload', method: 'POST', on: 'object', requires: ['uploadId'] },
  { operation: 'AbortMultipartUpload', method: 'DELETE', on: 'object', requires: ['uploadId'] },
  { operation: 'DeleteObject', method: 'DELETE', on: 'object' },
] as const satisfies readonly Route[];

/** The name of an operation, as the S3 API spells it. */
export type Operation = (typeof ROUTES)[number]['operation'];

/** The SDK names the operation in this parameter; S3 itself makes nothing of it. */
const NEUTRAL = ['x-id'];

/** Longest key, in bytes of UTF-8 (S3 user guide, "Naming Amazon S3 objects"). */
const MAXIMUM_KEY_BYTES = 1024;

/** What a path-style request asks for. */
export interface Target {
  readonly bucket: string;
  /** Decoded; empty where the request is for the bucket itself. */
  readonly key: string;
  /** The path as sent, still encoded: the signature covers it so. */
  readonly path: string;
  readonly query: URLSearchParams;
}

const invalidUri = (message: string): S3Error => new S3Error('InvalidURI', message);

/**
 * Takes a request's URL apart.
 *
 * @throws S3Error `InvalidURI` or `KeyTooLongError`
 */
export const parseTarget = (url: string): Target => {
  const { path, query } = splitUrl(url);
  const [, bucket = '', key = ''] = /^\/([^/]*)(?:\/(.*))?$/s.exec(path) ?? [];
  const target = {
    bucket: decodeSegment(bucket, invalidUri),
    key: decodeSegment(key, invalidUri),
    path,
    query,
  };
  const bytes = Buffer.byteLength(target.key);
  if (bytes > MAXIMUM_KEY_BYTES) {
    throw new S3Error(
      'KeyTooLongError',
      `The key has ${bytes} bytes, at most ${MAXIMUM_KEY_BYTES} are allowed.`,
    );
  }
  return target;
};

/** The operation that a request is for, or `undefined` where this server has none: never a near miss. */
export const operationOf = (method: string, { bucket, key, query }: Target): Operation | undefined => {
  if (bucket === '') return undefined;
  return findRoute(ROUTES, { method, on: key === '' ? 'bucket' : 'object', query }, NEUTRAL)?.operation;
};
