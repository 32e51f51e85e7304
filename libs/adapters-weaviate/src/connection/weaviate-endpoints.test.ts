import { describe, expect, it } from 'vitest';
import { weaviateEndpoints } from './weaviate-endpoints.ts';

describe('where a Weaviate answers', () => {
  it.each([
    ['http://localhost:8080', 'http://localhost:8080', 'localhost:50051', false],
    ['http://localhost:8080/', 'http://localhost:8080', 'localhost:50051', false],
    ['http://[::1]:8080', 'http://[::1]:8080', '[::1]:50051', false],
    ['https://db.example.com', 'https://db.example.com', 'db.example.com:50051', true],
    [
      'https://proxy.example.com/weaviate/',
      'https://proxy.example.com/weaviate',
      'proxy.example.com:50051',
      true,
    ],
    [
      'https://abc.c0.europe-west3.gcp.weaviate.cloud',
      'https://abc.c0.europe-west3.gcp.weaviate.cloud',
      'grpc-abc.c0.europe-west3.gcp.weaviate.cloud:443',
      true,
    ],
    [
      'https://name.weaviate.network',
      'https://name.weaviate.network',
      'name.grpc.weaviate.network:443',
      true,
    ],
  ])('follows from %s', (url, rest, address, isSecure) => {
    expect(weaviateEndpoints(url)).toEqual({ rest, grpc: { address, isSecure } });
  });

  it.each([
    ['http://grpc.example.com:9999', 'grpc.example.com:9999', false],
    ['http://grpc.example.com', 'grpc.example.com:50051', false],
    ['https://grpc.example.com', 'grpc.example.com:443', true],
  ])('may be told for gRPC: %s', (grpcUrl, address, isSecure) => {
    expect(weaviateEndpoints('https://example.com', grpcUrl).grpc).toEqual({ address, isSecure });
  });

  it.each(['localhost:8080', 'ftp://localhost', 'http://localhost?a=b', 'http://localhost#a', ''])(
    'is not told by %o',
    (url) => {
      expect(() => weaviateEndpoints(url)).toThrow(/^WEAVIATE_URL is .*: allowed are URLs of http or https/);
      expect(() => weaviateEndpoints('http://localhost', url)).toThrow(/^WEAVIATE_GRPC_URL is /);
    },
  );

  it('shows no password of a URL', () => {
    for (const url of ['http://user:secret@localhost', 'http://user:secret@'])
      expect(() => weaviateEndpoints(url)).toThrow('WEAVIATE_URL is "(hidden)"');
  });
});
