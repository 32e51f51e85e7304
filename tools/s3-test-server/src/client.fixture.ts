import { Sha256 } from '@aws-crypto/sha256-js';
import { S3Client, type S3ClientConfig } from '@aws-sdk/client-s3';
import { SignatureV4 } from '@smithy/signature-v4';
import { createHash } from 'node:crypto';
import { type S3TestServer, type S3TestServerOptions, startS3TestServer } from './index.ts';

export const BUCKET = 'weaviate-exports';

/** The real SDK against a server, without retries unless told otherwise. */
export const clientOf = (server: S3TestServer, config: S3ClientConfig = {}): S3Client =>
  new S3Client({
    endpoint: server.endpoint,
    region: server.region,
    credentials: { accessKeyId: server.accessKeyId, secretAccessKey: server.secretAccessKey },
    forcePathStyle: true,
    maxAttempts: 1,
    ...config,
  });

/** A server with one bucket, and a client of it; both end with the test's scope. */
export const startWithClient = async (options: S3TestServerOptions = {}) => {
  const server = await startS3TestServer({ buckets: [BUCKET], ...options });
  const client = clientOf(server);
  return {
    server,
    client,
    async [Symbol.asyncDispose]() {
      client.destroy();
      await server.close();
    },
  };
};

/** The headers of any request, with its signature. */
export const signedHeaders = async (
  server: S3TestServer,
  method: string,
  url: URL,
  headers: Record<string, string>,
): Promise<Record<string, string>> => {
  const signer = new SignatureV4({
    service: 's3',
    region: server.region,
    credentials: server,
    sha256: Sha256,
    uriEscapePath: false,
  });
  const signed = await signer.sign({
    method,
    protocol: 'http:',
    hostname: url.hostname,
    path: url.pathname,
    query: Object.fromEntries(url.searchParams),
    headers: { host: url.host, ...headers },
  });
  const { host: _host, ...sent } = signed.headers;
  return sent;
};

/** What the SDK will not send: any request, correctly signed, by fetch. */
export const fetchSigned = async (
  server: S3TestServer,
  method: string,
  pathAndQuery: string,
  { headers = {}, body = '' }: { headers?: Record<string, string>; body?: string } = {},
): Promise<{ status: number; headers: Headers; text: string }> => {
  const url = new URL(pathAndQuery, server.endpoint);
  const sent = await signedHeaders(server, method, url, {
    'x-amz-content-sha256': createHash('sha256').update(body).digest('hex'),
    ...headers,
  });
  const response = await fetch(url, { method, headers: sent, ...(body === '' ? {} : { body }) });
  return { status: response.status, headers: response.headers, text: await response.text() };
};
