import { weaviateEndpoints, type WeaviateOptions } from '@weaviate-export/adapters-weaviate';
import weaviate, { type WeaviateClient } from 'weaviate-client';

/** How long one request may take, in seconds. */
const PATIENCE = 120;

/** Weaviate's own client of npm, at a server. */
export async function connectNpmClient({ url, grpcUrl, token }: WeaviateOptions): Promise<WeaviateClient> {
  const { rest, grpc } = weaviateEndpoints(url, grpcUrl);
  const { hostname, port, protocol } = new URL(rest);
  const [grpcHost, grpcPort] = [
    grpc.address.slice(0, grpc.address.lastIndexOf(':')),
    grpc.address.slice(grpc.address.lastIndexOf(':') + 1),
  ];
  return weaviate.connectToCustom({
    httpHost: hostname,
    httpPort: Number(port || (protocol === 'https:' ? 443 : 80)),
    httpSecure: protocol === 'https:',
    grpcHost,
    grpcPort: Number(grpcPort),
    grpcSecure: grpc.isSecure,
    timeout: { init: PATIENCE, query: PATIENCE, insert: PATIENCE },
    ...(token !== undefined && { authCredentials: new weaviate.ApiKey(token) }),
  });
}
