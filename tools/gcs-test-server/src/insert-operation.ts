import { type Checksums, parseHashHeader, verifyChecksums } from './checksums.ts';
import { type GcsRequest, type Handler, jsonAnswer, type ServerState } from './handler.ts';
import { parseMultipartRelated } from './multipart-related.ts';
import { parseMetadata, type SentMetadata } from './object-metadata.ts';
import { objectResource } from './object-resource.ts';
import { newObject, type StoredObject } from './object-store.ts';
import { checkPreconditions } from './preconditions.ts';

/** Where a whole upload goes, and what has to hold for it. */
export interface Destination {
  readonly bucket: string;
  readonly sent: SentMetadata;
  /** The preconditions among the parameters. */
  readonly query: URLSearchParams;
}

/**
 * Stores an object that has arrived whole, which makes it visible, or changes nothing.
 *
 * @param hashes of the request that brought the last byte, beside those in the metadata
 * @throws GoogleError 412 `conditionNotMet`, 400 `invalid` for a checksum that is not the object's
 */
export const storeObject = (
  { bucket, sent, query }: Destination,
  body: Buffer,
  hashes: Checksums,
  { store }: ServerState,
): StoredObject => {
  const objects = store.bucket(bucket);
  checkPreconditions(query, objects.get(sent.name));
  const object = newObject(body, sent.metadata);
  verifyChecksums(object, sent.checksums);
  verifyChecksums(object, hashes);
  objects.set(sent.name, object);
  return object;
};

/** The value of `X-Goog-Hash`, read. @throws GoogleError 400 `invalid` */
export const hashesOf = ({ headers }: GcsRequest): Checksums => {
  const header = headers['x-goog-hash'];
  return parseHashHeader(Array.isArray(header) ? header.join(',') : header);
};

const insertObject: Handler = (request, state) => {
  const { bucket, query, headers, origin } = request;
  const contentType = headers['content-type'];
  let body = request.body;
  let sent: SentMetadata;
  if (query.get('uploadType') === 'multipart') {
    const { metadata, media } = parseMultipartRelated(contentType, body);
    sent = parseMetadata(metadata.body.toString(), query, media.contentType);
    // A slice would keep the whole request in memory.
    body = Buffer.from(media.body);
  } else {
    sent = parseMetadata('', query, contentType);
  }
  const object = storeObject({ bucket, sent, query }, body, hashesOf(request), state);
  return jsonAnswer(objectResource(bucket, sent.name, object, origin));
};

export const insertOperation = { InsertObject: insertObject };
