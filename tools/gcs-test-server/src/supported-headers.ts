import { type IncomingHttpHeaders } from 'node:http';
import { notImplemented } from './google-error.ts';
import { type Operation } from './route.ts';

const KNOWN = ['x-goog-api-client', 'x-goog-hash', 'x-goog-gcs-idempotency-token'];

/** Headers that would change what an operation does, were they understood. */
const TELLING = /^(if-|x-goog-|content-md5$)/;

/**
 * Refuses what the server would otherwise pass over in silence, such as encryption or conditions by ETag: a test would
 * then prove nothing.
 *
 * @throws GoogleError 501 `notImplemented`
 */
export const refuseUnsupportedHeaders = (operation: Operation, headers: IncomingHttpHeaders): void => {
  for (const name of Object.keys(headers)) {
    if (TELLING.test(name) && !KNOWN.includes(name)) {
      throw notImplemented(`The header ${name} of ${operation} is not implemented.`);
    }
  }
};
