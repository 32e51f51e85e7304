import { type Handler, xmlAnswer } from './handler.ts';
import { keyEncoding, listPage, pageSize } from './listing.ts';
import { S3Error } from './s3-error.ts';
import { branch, elements, leaf, requestDocument, textOf, xmlDocument } from './xml.ts';

/** Most keys that one DeleteObjects request may name. */
const MAXIMUM_DELETIONS = 1000;

const headBucket: Handler = ({ bucket }, { store }) => {
  store.bucket(bucket);
  return { status: 200 };
};

const createBucket: Handler = ({ bucket }, { store }) => {
  if (!store.createBucket(bucket)) {
    throw new S3Error('BucketAlreadyOwnedByYou', `The bucket ${bucket} exists and is yours.`);
  }
  return { status: 200, headers: { location: `/${bucket}` } };
};

const listObjects: Handler = ({ bucket, query }, { store }) => {
  const objects = store.bucket(bucket);
  const page = listPage(store.names(bucket), query);
  const encode = keyEncoding(query);
  const delimiter = query.get('delimiter');
  const startAfter = query.get('start-after');
  return xmlAnswer(
    xmlDocument(
      'ListBucketResult',
      leaf('Name', bucket),
      leaf('Prefix', encode(query.get('prefix') ?? '')),
      leaf('Delimiter', delimiter === null ? undefined : encode(delimiter)),
      leaf('StartAfter', startAfter === null ? undefined : encode(startAfter)),
      leaf('EncodingType', query.get('encoding-type') ?? undefined),
      leaf('ContinuationToken', query.get('continuation-token') ?? undefined),
      leaf('NextContinuationToken', page.nextToken),
      leaf('KeyCount', page.names.length + page.prefixes.length),
      leaf('MaxKeys', pageSize(query, 'max-keys')),
      leaf('IsTruncated', page.nextToken !== undefined),
      ...page.names.map((key) => {
        const object = objects.get(key);
        return branch(
          'Contents',
          leaf('Key', encode(key)),
          leaf('LastModified', object?.lastModified.toISOString()),
          leaf('ETag', object?.etag),
          leaf('Size', object?.body.length),
          leaf('StorageClass', 'STANDARD'),
        );
      }),
      ...page.prefixes.map((prefix) => branch('CommonPrefixes', leaf('Prefix', encode(prefix)))),
    ),
  );
};

const deleteObjects: Handler = ({ bucket, headers, payload }, { store }) => {
  const objects = store.bucket(bucket);
  if (headers['content-md5'] === undefined && Object.keys(payload.checksums).length === 0) {
    throw new S3Error('InvalidRequest', 'Content-MD5 or an x-amz-checksum- header is required.');
  }
  const list = requestDocument(payload.body, 'Delete');
  const keys = elements(list, 'Object').map((entry) => textOf(entry, 'Key') ?? '');
  if (keys.length === 0 || keys.length > MAXIMUM_DELETIONS || keys.includes('')) {
    throw new S3Error(
      'MalformedXML',
      `Expected 1 to ${MAXIMUM_DELETIONS} objects with keys, got ${keys.length}.`,
    );
  }
  for (const key of keys) objects.delete(key);
  const quiet = textOf(list, 'Quiet') === 'true';
  return xmlAnswer(
    xmlDocument('DeleteResult', ...(quiet ? [] : keys.map((key) => branch('Deleted', leaf('Key', key))))),
  );
};

export const bucketOperations = {
  HeadBucket: headBucket,
  CreateBucket: createBucket,
  ListObjectsV2: listObjects,
  DeleteObjects: deleteObjects,
};
