import { ExportError, isExportError, type ErrorCode } from '@weaviate-export/entities-export';

/** The name of the backend, in the API and in errors. */
export const GCS = 'gcs';

/** What an error is about. */
export interface GcsCall {
  /** As in "failed to ACTION", e.g. `write`. */
  readonly action: string;
  readonly bucket: string;
  /** The full address, for people. */
  readonly where: string;
  /** Absent for clean-ups, which go on after an abort; each request has its own deadline. */
  readonly signal?: AbortSignal;
}

/** What became of a request that did not succeed. */
export type GcsFailureKind =
  /** There was an answer: no. */
  | 'refused'
  /** Neither an answer nor a byte of it, nor one of the request taken, for too long. */
  | 'stalled'
  /** The connection was not there, or broke. */
  | 'unanswered'
  /** It was not sent, for want of credentials. */
  | 'unauthorized';

export interface GcsFailureDetails {
  /** Of an answer. */
  readonly status?: number;
  /** Google's name for what is wrong, or the code of node:net, node:dns or node:tls. */
  readonly code?: string | undefined;
}

/** Why one request did not succeed. Never holds its URL: that of an upload session lets anybody write. */
export class GcsFailure extends Error {
  override readonly name = 'GcsFailure';
  readonly kind: GcsFailureKind;
  readonly status: number | undefined;
  readonly code: string | undefined;

  constructor(kind: GcsFailureKind, message: string, { status, code }: GcsFailureDetails = {}) {
    super(message);
    this.kind = kind;
    this.status = status;
    this.code = code;
  }
}

/** Google's reasons by what they mean here, whatever their HTTP status (Cloud Storage, "HTTP status and error codes"). */
const REASONS: Readonly<Record<string, ErrorCode>> = {
  rateLimitExceeded: 'BACKEND_THROTTLED',
  userRateLimitExceeded: 'BACKEND_THROTTLED',
  quotaExceeded: 'BACKEND_FULL',
};

const STATUSES: Readonly<Record<number, ErrorCode>> = {
  401: 'BACKEND_CREDENTIALS',
  403: 'BACKEND_CREDENTIALS',
  408: 'BACKEND_TIMEOUT',
  429: 'BACKEND_THROTTLED',
  503: 'BACKEND_THROTTLED',
};

/** Google's own words, where its reason says no more than `notFound` or `invalid`. */
const BUCKET_MISSING = /bucket does not exist/i;
const CHECKSUM_DIFFERS = /doesn't match calculated/i;

/** Of a connection that another attempt would not make better: no such host, TLS that cannot be agreed on. */
const HOPELESS = /^(ENOTFOUND|EPROTO|ERR_(TLS|SSL)_.*|.*CERT.*|UNABLE_TO_.*)$/;

/** 412 is retried where the object that was in the way has gone meanwhile; whoever meets it otherwise handles it. */
const RETRIED_STATUSES = [408, 409, 412, 429];

/** True for an answer with one of these statuses. */
export function isRefused(error: unknown, ...statuses: readonly number[]): boolean {
  return error instanceof GcsFailure && error.status !== undefined && statuses.includes(error.status);
}

/** True where an object is missing; not where its bucket is. */
export function isObjectMissing(error: unknown): boolean {
  return isRefused(error, 404) && !BUCKET_MISSING.test((error as Error).message);
}

export function isWorthARetry(error: unknown): boolean {
  if (!(error instanceof GcsFailure)) return false;
  const { kind, status = 0, code = '' } = error;
  if (kind === 'refused')
    return status >= 500 || RETRIED_STATUSES.includes(status) || REASONS[code] === 'BACKEND_THROTTLED';
  return kind === 'stalled' || (kind === 'unanswered' && !HOPELESS.test(code));
}

/**
 * The error as the Backend port promises it. Messages hold Google's codes and words, never keys.
 * @param host of the store, for errors of the network
 * @param patienceSeconds without headway that make a timeout
 */
export function gcsError(error: unknown, call: GcsCall, host: string, patienceSeconds: number): unknown {
  if (isExportError(error)) return error;
  const cause = { cause: error };
  const { action, bucket, where } = call;
  const reason = reasonOf(error);
  switch (codeOf(error)) {
    case 'BUCKET_NOT_FOUND':
      return new ExportError('BUCKET_NOT_FOUND', [GCS, bucket], cause);
    case 'BACKEND_CREDENTIALS':
      return new ExportError('BACKEND_CREDENTIALS', [GCS, where, reason], cause);
    case 'BACKEND_UNREACHABLE':
      return new ExportError('BACKEND_UNREACHABLE', [GCS, host, reason], cause);
    case 'BACKEND_THROTTLED':
      return new ExportError('BACKEND_THROTTLED', [GCS, where], cause);
    case 'BACKEND_TIMEOUT':
      return new ExportError('BACKEND_TIMEOUT', [GCS, where, patienceSeconds], cause);
    case 'BACKEND_FULL':
      return new ExportError('BACKEND_FULL', [GCS, where], cause);
    case 'BACKEND_CORRUPT':
      return new ExportError('BACKEND_CORRUPT', [GCS, where], cause);
    default:
      return new ExportError('BACKEND_FAILED', [GCS, action, where, reason], cause);
  }
}

function codeOf(error: unknown): ErrorCode {
  if (!(error instanceof GcsFailure)) return 'BACKEND_FAILED';
  const { kind, status = 0, code = '', message } = error;
  switch (kind) {
    case 'stalled':
      return 'BACKEND_TIMEOUT';
    case 'unanswered':
      return 'BACKEND_UNREACHABLE';
    case 'unauthorized':
      return 'BACKEND_CREDENTIALS';
    case 'refused':
      if (status === 404 && BUCKET_MISSING.test(message)) return 'BUCKET_NOT_FOUND';
      if (status === 400 && CHECKSUM_DIFFERS.test(message)) return 'BACKEND_CORRUPT';
      return REASONS[code] ?? STATUSES[status] ?? 'BACKEND_FAILED';
  }
}

function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const code = error instanceof GcsFailure ? error.code : undefined;
  if (code === undefined || error.message.includes(code)) return error.message || error.name;
  return error.message === '' ? code : `${error.message} (${code})`;
}
