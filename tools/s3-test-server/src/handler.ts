import { type IncomingHttpHeaders } from 'node:http';
import { type MultipartUploads } from './multipart-uploads.ts';
import { type ObjectStore } from './object-store.ts';
import { type Payload } from './payload.ts';

/** Everything that the server keeps. */
export interface ServerState {
  readonly store: ObjectStore;
  readonly uploads: MultipartUploads;
  /** Smallest part that may stand before another at completion, in bytes. */
  readonly minimumPartBytes: number;
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

export interface S3Answer {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  /** Left out of the answer to a HEAD request, whose `content-length` still tells its size. */
  readonly body?: Buffer | string;
}

/** One operation. What it throws as S3Error is answered as such, and changes nothing. */
export type Handler = (request: S3Request, state: ServerState) => S3Answer;

/** An answer with one of S3's documents. */
export const xmlAnswer = (xml: string, headers?: Record<string, string>): S3Answer => ({
  status: 200,
  headers: { 'content-type': 'application/xml', ...headers },
  body: xml,
});
