import { type Checksums, hashesOf, verifyChecksums } from './checksums.ts';
import { type Destination } from './destination.ts';
import { type Handler, jsonAnswer, type ServerState } from './handler.ts';
import { parseMultipartRelated } from './multipart-related.ts';
import { parseMetadata, type SentMetadata } from './object-metadata.ts';
import { objectResource } from './object-resource.ts';
import { checkPreconditions } from './preconditions.ts';
import { newObject, type StoredObject } from './stored-object.ts';

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
  const object = storeObject({ bucket, sent, query }, body, hashesOf(headers), state);
  return jsonAnswer(objectResource(bucket, sent.name, object, origin));
};

export const insertOperation = { InsertObject: insertObject };
