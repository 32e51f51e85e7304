import {
  type CreateWriteStreamOptions,
  type File,
  Storage,
  type StorageOptions,
} from '@google-cloud/storage';
import { OAuth2Client } from 'google-auth-library';
import { finished } from 'node:stream/promises';
import { type GcsTestServer, type GcsTestServerOptions, startGcsTestServer } from './index.ts';

export const BUCKET = 'weaviate-exports';

/** The SDK backs off for a second at least, whatever it is told. */
export const RETRYING: StorageOptions = {
  retryOptions: { maxRetries: 2, retryDelayMultiplier: 1, maxRetryDelay: 1 },
};

/** The real SDK against a server, without retries unless told otherwise. */
export const clientOf = (
  server: GcsTestServer,
  { token = server.token, ...options }: StorageOptions & { token?: string } = {},
): Storage => {
  const authClient = new OAuth2Client();
  authClient.setCredentials({ access_token: token });
  return new Storage({
    apiEndpoint: server.endpoint,
    useAuthWithCustomEndpoint: true,
    authClient,
    projectId: 'test-project',
    retryOptions: { autoRetry: false },
    ...options,
  });
};

/** A server with one bucket, and the SDK's handle of it; the server ends with the test's scope. */
export const startWithBucket = async (options: GcsTestServerOptions = {}, client: StorageOptions = {}) => {
  const server = await startGcsTestServer({ buckets: [BUCKET], ...options });
  const bucket = clientOf(server, client).bucket(BUCKET);
  return { server, bucket, [Symbol.asyncDispose]: () => server.close() };
};

const write = async (file: File, body: Buffer | string, options: CreateWriteStreamOptions): Promise<void> => {
  const stream = file.createWriteStream({ preconditionOpts: { ifGenerationMatch: 0 }, ...options });
  stream.end(body);
  await finished(stream, { readable: false });
};

/** Creates an object in a single request, and replaces none. */
export const create = (file: File, body: Buffer | string, options: CreateWriteStreamOptions = {}) =>
  write(file, body, { resumable: false, ...options });

/** Creates an object by a resumable upload, and replaces none. */
export const upload = (file: File, body: Buffer | string, options: CreateWriteStreamOptions = {}) =>
  write(file, body, { resumable: true, ...options });

/**
 * The same with a token. The SDK forgets `useAuthWithCustomEndpoint` where it starts a resumable upload by itself, and
 * then sends none: so the session is started before, which it does with one.
 */
export const uploadWithToken = async (
  file: File,
  body: Buffer | string,
  options: CreateWriteStreamOptions = {},
): Promise<void> => {
  const [uri] = await file.createResumableUpload({ preconditionOpts: { ifGenerationMatch: 0 } });
  await upload(file, body, { uri, ...options });
};

export interface RawAnswer {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
}

/** What the SDK will not send: any request, by fetch, with the server's token; `authorization: ''` sends none. */
export const send = async (
  server: GcsTestServer,
  method: string,
  pathOrUri: string,
  { headers = {}, body }: { headers?: Record<string, string>; body?: string | Buffer } = {},
): Promise<RawAnswer> => {
  const { authorization = `Bearer ${server.token}`, ...others } = headers;
  const response = await fetch(new URL(pathOrUri, server.endpoint), {
    method,
    headers: authorization === '' ? others : { authorization, ...others },
    redirect: 'manual',
    ...(body === undefined ? {} : { body: Buffer.from(body) }),
  });
  return { status: response.status, headers: response.headers, text: await response.text() };
};

/** The reason in Google's error document. */
export const reasonOf = ({ text }: RawAnswer): string | undefined =>
  (JSON.parse(text) as { error: { errors: { reason: string }[] } }).error.errors[0]?.reason;

/** Bytes of which no two blocks are alike, the same each time. */
export const patterned = (length: number): Buffer => {
  const words = new Uint32Array(Math.ceil(length / 4)).map((_, index) => Math.imul(index, 2_654_435_761));
  return Buffer.from(words.buffer, 0, length);
};
