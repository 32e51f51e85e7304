import { type Answer, type ObjectStore } from '@weaviate-export/object-test-server';
import { type IncomingHttpHeaders } from 'node:http';
import { type MultipartUploads } from './multipart-uploads.ts';
import { type Payload } from './payload.ts';
import { type StoredObject } from './stored-object.ts';
import { type Refusable } from './supported-headers.ts';

/** Everything that the server keeps. */
export interface ServerState {
  readonly store: ObjectStore<StoredObject>;
  readonly uploads: MultipartUploads;
  /** Smallest part that may stand before another at completion, in bytes. */
  readonly minimumPartBytes: number;
  /** What it does not have. */
  readonly refuses: readonly Refusable[];
  /** Passes over If-None-Match of writes. */
  readonly ignoresConditions: boolean;
}

/** A request whose signature and body were found good. */
export interface S3Request {
  readonly bucket: string;
  /** Empty for operations on the bucket. */
  readonly key: string;
  readonly query: URLSearchParams;
  readonly headers: IncomingHttpHeaders;
  readonly payload: Payload;
}

/** One operation. What it throws as S3Error is answered as such, and changes nothing. */
export type Handler = (request: S3Request, state: ServerState) => Answer;

/** An answer with one of S3's documents. */
export const xmlAnswer = (xml: string, headers?: Record<string, string>): Answer => ({
  status: 200,
  headers: { 'content-type': 'application/xml', ...headers },
  body: xml,
});
