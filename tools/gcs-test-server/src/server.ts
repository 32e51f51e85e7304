import {
  ObjectStore,
  type ObjectTestServer,
  startObjectTestServer,
} from '@weaviate-export/object-test-server';
import { randomBytes } from 'node:crypto';
import { gcsProtocol, type GcsRefusal } from './gcs-protocol.ts';
import { noSuchBucket } from './google-error.ts';
import { type ServerState } from './handler.ts';
import { parseMetadata } from './object-metadata.ts';
import { ResumableSessions } from './resumable-sessions.ts';
import { type Operation } from './route.ts';
import { newObject } from './stored-object.ts';

const TOKEN_BYTES = 20;

export interface GcsTestServerOptions {
  /** Buckets that exist: default none. */
  readonly buckets?: readonly string[];
  /** The bearer token that may do everything: default a random one. */
  readonly token?: string;
  /** Whether requests need no token, as clients under STORAGE_EMULATOR_HOST send none: default no. */
  readonly anonymous?: boolean;
  /** On 127.0.0.1: default 0, any free one. */
  readonly port?: number;
}

/** An object as it is stored. */
export interface ObjectView {
  readonly body: Buffer;
  readonly contentType: string;
  /** Decimal. */
  readonly generation: string;
  /** Base64, of the four bytes in big-endian order. */
  readonly crc32c: string;
  /** Base64. */
  readonly md5Hash: string;
}

/** A resumable upload that was neither completed nor cancelled. */
export interface OpenUpload {
  readonly bucket: string;
  readonly name: string;
  readonly uploadId: string;
  /** How many bytes have arrived for good. */
  readonly persisted: number;
}

/** Its `endpoint` is the SDK's `apiEndpoint`, and a value for STORAGE_EMULATOR_HOST. */
export interface GcsTestServer extends ObjectTestServer<Operation, GcsRefusal> {
  /** May do everything. */
  readonly token: string;
  /** May read and list; a write with it is refused with 403. */
  readonly readOnlyToken: string;
  /** Stores an object, replacing what was there, as another client would. @throws GoogleError 404 `notFound` */
  put(bucket: string, name: string, body: Buffer | string): void;
  /** @throws GoogleError 404 `notFound` for the bucket */
  object(bucket: string, name: string): ObjectView | undefined;
  /** Visible names, in the order of their UTF-8 bytes. @throws GoogleError 404 `notFound` */
  names(bucket: string): string[];
  /** In the order of their start. */
  openUploads(): OpenUpload[];
}

/**
 * Starts a Google Cloud Storage server in memory, for tests: the JSON API. It checks tokens, preconditions and
 * checksums, and answers 501 `notImplemented` to whatever it does not do.
 */
export const startGcsTestServer = async (options: GcsTestServerOptions = {}): Promise<GcsTestServer> => {
  const access = {
    token: options.token ?? randomBytes(TOKEN_BYTES).toString('hex'),
    readOnlyToken: randomBytes(TOKEN_BYTES).toString('hex'),
    anonymous: options.anonymous ?? false,
  };
  const state: ServerState = { store: new ObjectStore(noSuchBucket), sessions: new ResumableSessions() };
  for (const bucket of options.buckets ?? []) state.store.createBucket(bucket);
  return {
    ...(await startObjectTestServer(gcsProtocol(access, state), options.port ?? 0)),
    token: access.token,
    readOnlyToken: access.readOnlyToken,
    put: (bucket, name, body) => {
      const { metadata } = parseMetadata('', new URLSearchParams({ name }), undefined);
      state.store.bucket(bucket).set(name, newObject(Buffer.from(body), metadata));
    },
    object: (bucket, name) => {
      const object = state.store.bucket(bucket).get(name);
      if (object === undefined) return undefined;
      const { body, metadata, generation, crc32c, md5Hash } = object;
      return { body, contentType: metadata.contentType, generation, crc32c, md5Hash };
    },
    names: (bucket) => state.store.names(bucket),
    openUploads: () =>
      state.sessions.open().map(({ uploadId, persisted, destination: { bucket, sent } }) => ({
        bucket,
        name: sent.name,
        uploadId,
        persisted,
      })),
  };
};
