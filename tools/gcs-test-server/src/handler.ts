import { type Answer, type ObjectStore } from '@weaviate-export/object-test-server';
import { type IncomingHttpHeaders } from 'node:http';
import { type ResumableSessions } from './resumable-sessions.ts';
import { type StoredObject } from './stored-object.ts';

/** Everything that the server keeps. */
export interface ServerState {
  readonly store: ObjectStore<StoredObject>;
  readonly sessions: ResumableSessions;
}

/** A request that its sender may make, with its whole body. */
export interface GcsRequest {
  readonly bucket: string;
  /** Empty where the path names no object. */
  readonly name: string;
  readonly query: URLSearchParams;
  /** As sent: percent-encoded, with its query. */
  readonly url: string;
  /** The server's own, as the client calls it: `http://127.0.0.1:41234`. */
  readonly origin: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
}

/** One operation. What it throws as GoogleError is answered as such. */
export type Handler = (request: GcsRequest, state: ServerState) => Answer;

/** An answer with one of the API's documents. */
export const jsonAnswer = (document: Record<string, unknown>, status = 200): Answer => ({
  status,
  headers: { 'content-type': 'application/json; charset=UTF-8' },
  body: JSON.stringify(document),
});
