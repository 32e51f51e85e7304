import { type IncomingHttpHeaders } from 'node:http';
import { S3Error } from './s3-error.ts';
import { type StoredObject } from './stored-object.ts';

const unquoted = (etag: string): string => etag.replaceAll('"', '');

/** Whether two ETags are the same; S3 takes them with and without their quotes. */
export const sameEtag = (left: string, right: string): boolean => unquoted(left) === unquoted(right);

const failed = (header: string): S3Error =>
  new S3Error(
    'PreconditionFailed',
    `At least one of the pre-conditions you specified did not hold: ${header}.`,
  );

/**
 * Conditional writes: `If-None-Match: *` creates and never replaces, `If-Match` replaces one known version.
 *
 * @throws S3Error `PreconditionFailed`, `NoSuchKey` or `NotImplemented`
 */
export const checkWriteConditions = (
  headers: IncomingHttpHeaders,
  existing: StoredObject | undefined,
): void => {
  const noneMatch = headers['if-none-match'];
  if (noneMatch !== undefined && noneMatch !== '*') {
    throw new S3Error('NotImplemented', `A write takes no If-None-Match but *, not ${noneMatch}.`);
  }
  if (noneMatch !== undefined && existing !== undefined) throw failed('If-None-Match');
  const match = headers['if-match'];
  if (match === undefined) return;
  if (existing === undefined)
    throw new S3Error('NoSuchKey', 'If-Match was sent for a key that does not exist.');
  if (!sameEtag(match, existing.etag)) throw failed('If-Match');
};

/** Conditional reads, by ETag. @throws S3Error `PreconditionFailed` or `NotModified` */
export const checkReadConditions = (headers: IncomingHttpHeaders, object: StoredObject): void => {
  const match = headers['if-match'];
  if (match !== undefined && match !== '*' && !sameEtag(match, object.etag)) throw failed('If-Match');
  const noneMatch = headers['if-none-match'];
  if (noneMatch !== undefined && (noneMatch === '*' || sameEtag(noneMatch, object.etag))) {
    throw new S3Error('NotModified', 'The object is the one that you have.');
  }
};
