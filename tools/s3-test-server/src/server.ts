import {
  ObjectStore,
  type ObjectTestServer,
  startObjectTestServer,
} from '@weaviate-export/object-test-server';
import { randomBytes } from 'node:crypto';
import { type ServerState } from './handler.ts';
import { MultipartUploads } from './multipart-uploads.ts';
import { type Operation } from './route.ts';
import { noSuchBucket } from './s3-error.ts';
import { s3Protocol, type S3Refusal } from './s3-protocol.ts';
import { type Refusable } from './supported-headers.ts';
import { wholeObject } from './stored-object.ts';

/** S3's own limit: every part but the last has at least 5 MiB. */
const MINIMUM_PART_BYTES = 5 * 1024 * 1024;

export interface S3TestServerOptions {
  /** Buckets that exist from the start: default none. */
  readonly buckets?: readonly string[];
  /** Default `test-access-key`. */
  readonly accessKeyId?: string;
  /** Default a random one. */
  readonly secretAccessKey?: string;
  /** Makes the keys temporary: every request has to carry it. */
  readonly sessionToken?: string;
  /** Requests have to be signed for it: default `us-east-1`. */
  readonly region?: string;
  /** On 127.0.0.1: default 0, any free one. */
  readonly port?: number;
  /** Smallest part before another at completion, in bytes: default 5 MiB, as on S3. */
  readonly minimumPartBytes?: number;
  /** What it answers as a store that does not have it: default nothing. */
  readonly refuses?: readonly Refusable[];
  /** Writes pass over If-None-Match, as on stores that do not know it: default false. */
  readonly ignoresConditions?: boolean;
}

/** An object as it is stored. */
export interface ObjectView {
  readonly body: Buffer;
  readonly contentType: string | undefined;
  /** With its quotes, as S3 answers it. */
  readonly etag: string;
}

/** Its `endpoint` is for path-style requests. */
export interface S3TestServer extends ObjectTestServer<Operation, S3Refusal> {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly region: string;
  /** Stores an object, replacing what was there, as another client would. @throws S3Error `NoSuchBucket` */
  put(bucket: string, key: string, body: Buffer | string): void;
  /** @throws S3Error `NoSuchBucket` */
  object(bucket: string, key: string): ObjectView | undefined;
  /** Visible keys, in the order of their UTF-8 bytes. @throws S3Error `NoSuchBucket` */
  keys(bucket: string): string[];
  /** Multipart uploads that were neither completed nor aborted. */
  openUploads(): { readonly bucket: string; readonly key: string; readonly uploadId: string }[];
}

/**
 * Starts an S3 server in memory, for tests. It checks signatures and checksums, takes path-style requests, and answers
 * 501 NotImplemented to whatever it does not do.
 */
export const startS3TestServer = async (options: S3TestServerOptions = {}): Promise<S3TestServer> => {
  const account = {
    accessKeyId: options.accessKeyId ?? 'test-access-key',
    secretAccessKey: options.secretAccessKey ?? randomBytes(20).toString('hex'),
    region: options.region ?? 'us-east-1',
    ...(options.sessionToken !== undefined && { sessionToken: options.sessionToken }),
  };
  const state: ServerState = {
    store: new ObjectStore(noSuchBucket),
    uploads: new MultipartUploads(),
    minimumPartBytes: options.minimumPartBytes ?? MINIMUM_PART_BYTES,
    refuses: options.refuses ?? [],
    ignoresConditions: options.ignoresConditions ?? false,
  };
  for (const bucket of options.buckets ?? []) state.store.createBucket(bucket);
  return {
    ...account,
    ...(await startObjectTestServer(s3Protocol(account, state), options.port ?? 0)),
    put: (bucket, key, body) => {
      state.store.bucket(bucket).set(key, wholeObject(Buffer.from(body), {}, {}));
    },
    object: (bucket, key) => {
      const object = state.store.bucket(bucket).get(key);
      return object && { body: object.body, contentType: object.headers['content-type'], etag: object.etag };
    },
    keys: (bucket) => state.store.names(bucket),
    openUploads: () => state.uploads.list().map(({ bucket, key, uploadId }) => ({ bucket, key, uploadId })),
  };
};
