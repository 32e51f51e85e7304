import type { EnvironmentReader } from '@weaviate-export/configuration';
import type { Timing } from './timing.ts';
import type { ConsistencyLevel } from '@weaviate-export/entities-export';
import { weaviateEndpoints } from './weaviate-endpoints.ts';

/** How a live Weaviate is reached, and how much it is asked at a time. Plain JSON. */
export interface WeaviateOptions {
  /** Of its REST API: `http://localhost:8080`, `https://NAME.weaviate.cloud`. */
  readonly url: string;
  /** Of its gRPC: `http://localhost:50051`; https is gRPC with TLS. Absent: derived from `url` (`weaviateEndpoints`). */
  readonly grpcUrl?: string;
  /** An API key, or an OIDC token: both are sent as `Authorization: Bearer …`. A secret. */
  readonly token?: string;
  /** Requests that are under way at a time, of all worker threads together; 1 or more, by default MAX_IN_FLIGHT. */
  readonly maxInFlight?: number;
  /** How many replicas are to agree on an object that is read; absent: as many as the server has it by itself. */
  readonly consistencyLevel?: ConsistencyLevel;
  /** How long it is waited for; absent: TIMING. */
  readonly timing?: Partial<Timing>;
}

/** Enough to keep the cores of a small server busy, and few enough to leave it time for its own callers. */
export const MAX_IN_FLIGHT = 8;
const MOST_IN_FLIGHT = 1_000;

/** Longest bearer token; servers refuse headers of more. */
const TOKEN = /^[\x21-\x7e]{1,16384}$/;
const TOKEN_ALLOWED = 'allowed are printable characters of ASCII without blanks';

/**
 * Reads WEAVIATE_URL, WEAVIATE_GRPC_URL, WEAVIATE_API_KEY, WEAVIATE_BEARER_TOKEN and WEAVIATE_MAX_IN_FLIGHT; what is
 * wrong is told by the reader.
 * @param url in place of WEAVIATE_URL
 * @returns undefined where there is no URL, or a wrong one
 */
export function readWeaviateOptions(
  reader: EnvironmentReader,
  url = reader.text('WEAVIATE_URL'),
): WeaviateOptions | undefined {
  const grpcUrl = reader.text('WEAVIATE_GRPC_URL');
  const token = readToken(reader);
  const maxInFlight = reader.integer('WEAVIATE_MAX_IN_FLIGHT', MAX_IN_FLIGHT, {
    min: 1,
    max: MOST_IN_FLIGHT,
  });
  if (url === undefined) return undefined;
  const endpoints = reader.include(() => weaviateEndpoints(url, grpcUrl));
  return (
    endpoints && {
      url,
      maxInFlight,
      ...(grpcUrl !== undefined && { grpcUrl }),
      ...(token !== undefined && { token }),
    }
  );
}

function readToken(reader: EnvironmentReader): string | undefined {
  const [key, token] = ['WEAVIATE_API_KEY', 'WEAVIATE_BEARER_TOKEN'].map((name) => {
    const value = reader.text(name);
    if (value !== undefined && !TOKEN.test(value)) reader.rejectSecret(name, TOKEN_ALLOWED);
    return value;
  });
  if (key !== undefined && token !== undefined)
    reader.rejectSecret('WEAVIATE_BEARER_TOKEN', 'set it or WEAVIATE_API_KEY, not both');
  return key ?? token;
}
