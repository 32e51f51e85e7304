import type { FastifyHttpOptions } from 'fastify';
import type { Server } from 'node:http';

/** How often requests that arrive too slowly are looked for, in milliseconds: so much later they end at most. */
const SLOW_REQUESTS_CHECK_MS = 500;

/** Options of a server that ends requests which take longer to arrive: their clients get 408. */
export function requestTimeLimit(
  seconds: number,
): Pick<FastifyHttpOptions<Server>, 'requestTimeout' | 'http'> {
  const requestTimeout = seconds * 1000;
  return {
    requestTimeout,
    // Node takes the shorter time of headers from here alone, and otherwise looks twice a minute.
    http: { requestTimeout, connectionsCheckingInterval: SLOW_REQUESTS_CHECK_MS },
  };
}
