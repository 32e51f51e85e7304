import { type Answer } from '@weaviate-export/object-test-server';
import { hashesOf } from './checksums.ts';
import { parseContentRange, parseQueriedTotal } from './content-range.ts';
import { GoogleError, invalid } from './google-error.ts';
import { type GcsRequest, type Handler, jsonAnswer, type ServerState } from './handler.ts';
import { storeObject } from './insert-operation.ts';
import { parseMetadata } from './object-metadata.ts';
import { objectResource } from './object-resource.ts';
import { checkPreconditions } from './preconditions.ts';
import { BLOCK_BYTES, type ResumableSession } from './resumable-sessions.ts';

const sessionOf = ({ bucket, query }: GcsRequest, { sessions }: ServerState): ResumableSession =>
  sessions.get(bucket, query.get('upload_id'));

/** Reads one of the `X-Upload-Content-…` headers, which stand for the headers of the bytes to come. */
const announced = ({ headers }: GcsRequest, header: string): string | undefined => {
  const value = headers[`x-upload-content-${header}`];
  return typeof value === 'string' ? value : undefined;
};

const startResumable: Handler = (request, { store, sessions }) => {
  const { bucket, query, url, origin, body } = request;
  const objects = store.bucket(bucket);
  const sent = parseMetadata(body.toString(), query, announced(request, 'type'));
  checkPreconditions(query, objects.get(sent.name));
  const length = announced(request, 'length');
  if (length !== undefined && !/^\d+$/.test(length)) {
    throw invalid(`X-Upload-Content-Length is ${length}, expected a whole number from 0.`);
  }
  const session = sessions.start({ bucket, sent, query }, length === undefined ? undefined : Number(length));
  return { status: 200, headers: { location: `${origin}${url}&upload_id=${session.uploadId}` } };
};

const incomplete = ({ persisted }: ResumableSession): Answer => ({
  status: 308,
  headers: persisted === 0 ? {} : { range: `bytes=0-${persisted - 1}` },
});

const completed = ({ object, destination }: ResumableSession, { origin }: GcsRequest): Answer | undefined =>
  object && jsonAnswer(objectResource(destination.bucket, destination.sent.name, object, origin));

/** Makes an object of an upload. Where that fails the upload has ended: no other request could mend it. */
const complete = (session: ResumableSession, request: GcsRequest, state: ServerState): Answer => {
  try {
    const size = session.announcedSize;
    if (size !== undefined && size !== session.persisted) {
      throw invalid(`The object has ${session.persisted} bytes, X-Upload-Content-Length announced ${size}.`);
    }
    session.complete(storeObject(session.destination, session.content(), hashesOf(request.headers), state));
  } catch (error) {
    session.discard();
    throw error;
  }
  return completed(session, request) ?? incomplete(session);
};

const uploadChunk: Handler = (request, state) => {
  const session = sessionOf(request, state);
  const done = completed(session, request);
  // A client that missed the answer to its last chunk sends it again.
  if (done !== undefined) return done;
  const { start, end, total } = parseContentRange(request.headers['content-range'], request.body.length);
  const isLast = end === total;
  if (!isLast && request.body.length % BLOCK_BYTES !== 0) {
    throw invalid(
      `Invalid request. The number of bytes uploaded is required to be a multiple of ${BLOCK_BYTES}, except for the final request. The received request contained ${request.body.length} bytes, which does not meet this requirement.`,
    );
  }
  session.append(start, request.body);
  return isLast ? complete(session, request, state) : incomplete(session);
};

/** Tells how much has arrived. A query that names the size of all that has is the end of the upload. */
const queryUpload: Handler = (request, state) => {
  const session = sessionOf(request, state);
  const total = parseQueriedTotal(request.headers['content-range']);
  if (request.body.length > 0) {
    throw invalid(`A request about an upload's state brought ${request.body.length} bytes, expected none.`);
  }
  return (
    completed(session, request) ??
    (total === session.persisted ? complete(session, request, state) : incomplete(session))
  );
};

const deleteUpload: Handler = (request, state) => {
  const session = sessionOf(request, state);
  if (!session.isOpen) throw new GoogleError(410, 'gone', 'The upload is complete.');
  session.discard();
  // Cloud Storage's own status for it: the client closed the request.
  return { status: 499 };
};

/** Keeps what arrived of a chunk whose sender vanished: whole blocks, as Cloud Storage does. */
export const keepInterruptedChunk = (request: GcsRequest, state: ServerState): void => {
  const [, first] = /^bytes (\d+)-/.exec(request.headers['content-range'] ?? 'bytes 0-') ?? [];
  const session = sessionOf(request, state);
  if (first === undefined || !session.isOpen) return;
  const start = Number(first);
  const end = Math.floor((start + request.body.length) / BLOCK_BYTES) * BLOCK_BYTES;
  if (end > session.persisted) session.append(start, request.body.subarray(0, end - start));
};

export const resumableOperations = {
  StartResumable: startResumable,
  UploadChunk: uploadChunk,
  QueryUpload: queryUpload,
  DeleteUpload: deleteUpload,
};
