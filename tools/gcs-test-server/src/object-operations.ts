import { bytesAnswer, parseByteRange } from '@weaviate-export/object-test-server';
import { notFound, notImplemented, rangeNotSatisfiable } from './google-error.ts';
import { type GcsRequest, type Handler, jsonAnswer, type ServerState } from './handler.ts';
import { etagOf, objectResource } from './object-resource.ts';
import { checkPreconditions } from './preconditions.ts';
import { METAGENERATION, type StoredObject } from './stored-object.ts';

const existing = ({ bucket, name, query }: GcsRequest, { store }: ServerState): StoredObject => {
  const object = store.bucket(bucket).get(name);
  const generation = query.get('generation');
  if (object === undefined || (generation !== null && generation !== object.generation)) {
    throw notFound(`No such object: ${bucket}/${name}${generation === null ? '' : `#${generation}`}`);
  }
  checkPreconditions(query, object);
  return object;
};

const getObject: Handler = (request, state) =>
  jsonAnswer(objectResource(request.bucket, request.name, existing(request, state), request.origin));

/** Headers of a media answer, by the metadata field that they carry. */
const METADATA_HEADERS = {
  contentType: 'content-type',
  contentEncoding: 'content-encoding',
  contentDisposition: 'content-disposition',
  contentLanguage: 'content-language',
  cacheControl: 'cache-control',
};

const mediaHeaders = (object: StoredObject): Record<string, string> => {
  const headers: Record<string, string> = {
    etag: etagOf(object),
    'accept-ranges': 'bytes',
    // Of the whole object, also where the answer is a part of it.
    'x-goog-hash': `crc32c=${object.crc32c},md5=${object.md5Hash}`,
    'x-goog-generation': object.generation,
    'x-goog-metageneration': METAGENERATION,
    'x-goog-storage-class': 'STANDARD',
    'x-goog-stored-content-length': String(object.body.length),
    'x-goog-stored-content-encoding': 'identity',
  };
  for (const [field, header] of Object.entries(METADATA_HEADERS)) {
    const value = object.metadata[field];
    if (typeof value === 'string') headers[header] = value;
  }
  return headers;
};

const getMedia: Handler = (request, state) => {
  const object = existing(request, state);
  if (object.metadata['contentEncoding'] !== undefined) {
    throw notImplemented(
      'Objects with a contentEncoding are not served: they might have to be decompressed.',
    );
  }
  const range = parseByteRange(request.headers.range, object.body.length, rangeNotSatisfiable);
  return bytesAnswer(object.body, range, mediaHeaders(object));
};

const deleteObject: Handler = (request, state) => {
  existing(request, state);
  state.store.bucket(request.bucket).delete(request.name);
  return { status: 204 };
};

export const objectOperations = { GetObject: getObject, GetMedia: getMedia, DeleteObject: deleteObject };
