import { parseByteRange } from './byte-range.ts';
import { checksumHeaders } from './checksums.ts';
import { checkReadConditions, checkWriteConditions } from './conditions.ts';
import { type Handler } from './handler.ts';
import { wholeObject } from './object-store.ts';

const putObject: Handler = ({ bucket, key, headers, payload: { body, checksums } }, { store }) => {
  const objects = store.bucket(bucket);
  checkWriteConditions(headers, objects.get(key));
  const object = wholeObject(body, headers, checksums);
  objects.set(key, object);
  return { status: 200, headers: { etag: object.etag, ...checksumHeaders(checksums, object.checksumType) } };
};

/** GetObject, and HeadObject too: the body is left out where the answer is written. */
const getObject: Handler = ({ bucket, key, headers }, { store }) => {
  const object = store.object(bucket, key);
  checkReadConditions(headers, object);
  const range = parseByteRange(headers.range, object.body.length);
  const answerHeaders = {
    ...object.headers,
    etag: object.etag,
    'last-modified': object.lastModified.toUTCString(),
    'accept-ranges': 'bytes',
  };
  if (range !== undefined) {
    return {
      status: 206,
      headers: {
        ...answerHeaders,
        'content-range': `bytes ${range.start}-${range.end - 1}/${object.body.length}`,
      },
      body: object.body.subarray(range.start, range.end),
    };
  }
  // The stored checksum is of the whole object, so it comes with whole answers alone.
  const withChecksum = headers['x-amz-checksum-mode'] === 'ENABLED';
  return {
    status: 200,
    headers: {
      ...answerHeaders,
      ...(withChecksum ? checksumHeaders(object.checksums, object.checksumType) : {}),
    },
    body: object.body,
  };
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
