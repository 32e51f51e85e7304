import { EnvironmentReader } from '@weaviate-export/configuration';
import { describe, expect, it } from 'vitest';
import { MAX_IN_FLIGHT, readWeaviateOptions } from './weaviate-options.ts';

function read(environment: Record<string, string>, url?: string) {
  const reader = new EnvironmentReader(environment);
  const options = readWeaviateOptions(reader, url);
  reader.assertValid();
  return options;
}

describe('the environment of a live Weaviate', () => {
  it('is read', () => {
    expect(
      read({
        WEAVIATE_URL: 'http://localhost:8080',
        WEAVIATE_GRPC_URL: 'http://localhost:50052',
        WEAVIATE_API_KEY: 'key',
        WEAVIATE_MAX_IN_FLIGHT: '3',
      }),
    ).toEqual({
      url: 'http://localhost:8080',
      grpcUrl: 'http://localhost:50052',
      token: 'key',
      maxInFlight: 3,
    });
    expect(read({ WEAVIATE_BEARER_TOKEN: 'token' }, 'http://localhost:8080')).toEqual({
      url: 'http://localhost:8080',
      token: 'token',
      maxInFlight: MAX_IN_FLIGHT,
    });
    expect(read({})).toBeUndefined();
  });

  it.each([
    [{ WEAVIATE_URL: 'localhost' }, 'WEAVIATE_URL is'],
    [{ WEAVIATE_URL: 'http://localhost', WEAVIATE_GRPC_URL: 'localhost:50051' }, 'WEAVIATE_GRPC_URL is'],
    [
      { WEAVIATE_MAX_IN_FLIGHT: '0' },
      'WEAVIATE_MAX_IN_FLIGHT is "0": allowed are whole numbers from 1 to 1000',
    ],
    [{ WEAVIATE_API_KEY: 'a b' }, 'WEAVIATE_API_KEY is "(hidden)": allowed are printable'],
    [{ WEAVIATE_API_KEY: 'a', WEAVIATE_BEARER_TOKEN: 'b' }, 'set it or WEAVIATE_API_KEY, not both'],
  ])('names what is wrong in %o', (environment, message) => {
    expect(() => read(environment)).toThrow(message);
  });
});
