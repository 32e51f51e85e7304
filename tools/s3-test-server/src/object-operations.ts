import { bytesAnswer, parseByteRange } from '@weaviate-export/object-test-server';
import { checksumHeaders } from './checksums.ts';
import { checkReadConditions, checkWriteConditions } from './conditions.ts';
import { type Handler } from './handler.ts';
import { S3Error } from './s3-error.ts';
import { wholeObject } from './stored-object.ts';

const putObject: Handler = ({ bucket, key, headers, payload: { body, checksums } }, { store }) => {
  const objects = store.bucket(bucket);
  checkWriteConditions(headers, objects.get(key));
  const object = wholeObject(body, headers, checksums);
  objects.set(key, object);
  return { status: 200, headers: { etag: object.etag, ...checksumHeaders(checksums, object.checksumType) } };
};

/** GetObject, and HeadObject too: the body is left out where the answer is written. */
const getObject: Handler = ({ bucket, key, headers }, { store }) => {
  const object = store.bucket(bucket).get(key);
  if (object === undefined) throw new S3Error('NoSuchKey', `The key ${key} does not exist.`);
  checkReadConditions(headers, object);
  const range = parseByteRange(
    headers.range,
    object.body.length,
    (message) => new S3Error('InvalidRange', message),
  );
  // The stored checksum is of the whole object, so it comes with whole answers alone.
  const withChecksum = range === undefined && headers['x-amz-checksum-mode'] === 'ENABLED';
  return bytesAnswer(object.body, range, {
    ...object.headers,
    etag: object.etag,
    'last-modified': object.lastModified.toUTCString(),
    'accept-ranges': 'bytes',
    ...(withChecksum ? checksumHeaders(object.checksums, object.checksumType) : {}),
  });
};

const deleteObject: Handler = ({ bucket, key }, { store }) => {
  store.bucket(bucket).delete(key);
  return { status: 204 };
};

export const objectOperations = {
  PutObject: putObject,
  GetObject: getObject,
  HeadObject: getObject,
  DeleteObject: deleteObject,
};
