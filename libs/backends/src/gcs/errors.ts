import { type CloudErrors } from '../cloud/errors.ts';

/** Codes of what Google has no name for: neither a byte of an answer, nor one of the request taken, for too long. */
export const STALLED = 'STALLED';
/** The connection was not there, or broke, in a way that has no code of the network's. */
export const UNANSWERED = 'UNANSWERED';
/** Nothing was sent, for want of credentials. */
export const UNAUTHORIZED = 'UNAUTHORIZED';
/** The store has other bytes than were sent. */
export const CORRUPT = 'CORRUPT';

/** Why one request did not succeed. Never holds its URL: that of an upload session lets anybody write. */
export class GcsFailure extends Error {
  override readonly name = 'GcsFailure';
  /** Google's name for what is wrong, the code of node:net, node:dns or node:tls, or one of those above. */
  readonly code: string | undefined;
  /** Of an answer. */
  readonly status: number | undefined;

  constructor(message: string, about: { readonly code?: string | undefined; readonly status?: number }) {
    super(message);
    this.code = about.code;
    this.status = about.status;
  }
}

/** Google's own words, where its reason says no more than `notFound`. */
const BUCKET_MISSING = /bucket does not exist/i;

/** What Google's reasons mean, whatever their HTTP status (Cloud Storage, "HTTP status and error codes"). */
export const gcsErrors: CloudErrors = {
  symptomsOf: (error) =>
    error instanceof GcsFailure ? error : { message: error instanceof Error ? error.message : String(error) },
  codes: {
    rateLimitExceeded: 'BACKEND_THROTTLED',
    userRateLimitExceeded: 'BACKEND_THROTTLED',
    quotaExceeded: 'BACKEND_FULL',
    [STALLED]: 'BACKEND_TIMEOUT',
    [UNANSWERED]: 'BACKEND_UNREACHABLE',
    [UNAUTHORIZED]: 'BACKEND_CREDENTIALS',
    [CORRUPT]: 'BACKEND_CORRUPT',
  },
  phrases: [
    [BUCKET_MISSING, 'BUCKET_NOT_FOUND'],
    [/doesn't match calculated/i, 'BACKEND_CORRUPT'],
  ],
  hints: {},
  isTaken: (error) => isRefused(error, 412),
  isUploadGone: (error) => isRefused(error, 404, 410),
};

/** Of a connection that another attempt would not make better: no such host, TLS that cannot be agreed on. */
const HOPELESS = /^(UNAUTHORIZED|ENOTFOUND|EPROTO|ERR_(TLS|SSL)_.*|.*CERT.*|UNABLE_TO_.*)$/;
const RETRIED_STATUSES = [408, 409, 429];

/** True for an answer with one of these statuses. */
export function isRefused(error: unknown, ...statuses: readonly number[]): boolean {
  return error instanceof GcsFailure && error.status !== undefined && statuses.includes(error.status);
}

export function isWorthARetry(error: unknown): boolean {
  if (!(error instanceof GcsFailure)) return false;
  const { status, code = '' } = error;
  if (status === undefined) return !HOPELESS.test(code);
  return status >= 500 || RETRIED_STATUSES.includes(status) || gcsErrors.codes[code] === 'BACKEND_THROTTLED';
}

/** What was found, or null where the object is missing; not where its bucket is. */
export async function ifThere<T>(found: Promise<T>): Promise<T | null> {
  try {
    return await found;
  } catch (error) {
    if (isRefused(error, 404) && !BUCKET_MISSING.test((error as Error).message)) return null;
    throw error;
  }
}
