import { ExportError, isExportError } from '@weaviate-export/entities-export';

/** The causes that the Backend port tells apart. */
export type CloudErrorCode =
  | 'BUCKET_NOT_FOUND'
  | 'BACKEND_NOT_CONFIGURED'
  | 'BACKEND_CREDENTIALS'
  | 'BACKEND_UNREACHABLE'
  | 'BACKEND_THROTTLED'
  | 'BACKEND_TIMEOUT'
  | 'BACKEND_FULL'
  | 'BACKEND_CORRUPT'
  | 'BACKEND_FAILED';

/** What an error of an SDK says. */
export interface Symptoms {
  /** The service's name for what is wrong, or that of the SDK or the network where there was no answer. */
  readonly code?: string | undefined;
  /** HTTP status of the answer; absent where there was none. */
  readonly status?: number | undefined;
  readonly message: string;
}

/** What the errors of one cloud mean. */
export interface CloudErrors {
  symptomsOf(error: unknown): Symptoms;
  /** By code, whatever the status. */
  readonly codes: Readonly<Record<string, CloudErrorCode>>;
  /** By words of the message, before all else. */
  readonly phrases?: readonly (readonly [RegExp, CloudErrorCode])[];
  /** What to look at, by code, for the refusals that users meet. */
  readonly hints: Readonly<Record<string, string>>;
  /** True where the answer says that the file was there, or was being made, before this write. */
  isTaken(error: unknown): boolean;
  /** True where the answer says that an upload is over, which its own end may have been. */
  isUploadGone(error: unknown): boolean;
  /** What to set where the configuration turns out to lack something. */
  readonly missing?: string;
}

/** What an error is about. */
export interface ErrorContext {
  /** Of the backend. */
  readonly name: string;
  /** Where requests go, for errors of the network. */
  readonly host: string;
  /** Milliseconds without headway that make a timeout. */
  readonly patienceMs: number;
  /** As in "failed to ACTION", e.g. `write`. */
  readonly action: string;
  readonly bucket: string;
  /** The full address, for people. */
  readonly where: string;
}

/** By HTTP status, where the code has no meaning of its own. */
const STATUSES: Readonly<Record<number, CloudErrorCode>> = {
  401: 'BACKEND_CREDENTIALS',
  403: 'BACKEND_CREDENTIALS',
  408: 'BACKEND_TIMEOUT',
  429: 'BACKEND_THROTTLED',
  503: 'BACKEND_THROTTLED',
  507: 'BACKEND_FULL',
};

/** Of node:net, node:dns and node:tls. */
const NETWORK_CODE = /^(E[A-Z_]+|ERR_(TLS|SSL)_.*|.*CERT.*|UNABLE_TO_.*)$/;

/** True for a code of a connection that was not there, or broke. */
export function isOfNetwork(code: string): boolean {
  return NETWORK_CODE.test(code);
}

/** An answer that did not arrive whole, which a service's SDK does not ask for again. */
export class BrokenOff extends Error {
  constructor(cause: unknown) {
    super('the answer broke off', { cause });
  }
}

/** There is a file of that name already: the answer of a look at it, as another service's refusal is. */
export class NameTaken extends Error {
  constructor() {
    super('a file of that name came, and went');
  }
}

/** True where the request never had an answer, or one that says nothing about what was done. */
export function isOutcomeUnknown(error: unknown, errors: CloudErrors): boolean {
  const { status } = errors.symptomsOf(error);
  return status === undefined || status >= 500;
}

/** The error as the Backend port promises it. Messages hold the service's codes and words, never keys or signatures. */
export function cloudError(error: unknown, errors: CloudErrors, context: ErrorContext): unknown {
  if (isExportError(error)) return error;
  const { name, host, patienceMs, action, bucket, where } = context;
  const cause = { cause: error };
  const reason = reasonOf(error, errors);
  const code = meaningOf(error, errors);
  switch (code) {
    case 'BUCKET_NOT_FOUND':
      return new ExportError(code, [name, bucket], cause);
    case 'BACKEND_NOT_CONFIGURED':
      return new ExportError(code, [name, errors.missing ?? reason], cause);
    case 'BACKEND_CREDENTIALS':
      return new ExportError(code, [name, where, reason], cause);
    case 'BACKEND_UNREACHABLE':
      return new ExportError(code, [name, host, reason], cause);
    case 'BACKEND_TIMEOUT':
      return new ExportError(code, [name, where, patienceMs / 1000], cause);
    case 'BACKEND_FAILED':
      return new ExportError(code, [name, action, where, reason], cause);
    default:
      return new ExportError(code, [name, where], cause);
  }
}

function meaningOf(error: unknown, errors: CloudErrors): CloudErrorCode {
  if (error instanceof BrokenOff) {
    const meaning = meaningOf(error.cause, errors);
    return meaning === 'BACKEND_FAILED' ? 'BACKEND_UNREACHABLE' : meaning;
  }
  const { code = '', status, message } = errors.symptomsOf(error);
  const [, said] = errors.phrases?.find(([words]) => words.test(message)) ?? [];
  const known = said ?? errors.codes[code] ?? (status === undefined ? undefined : STATUSES[status]);
  if (known !== undefined) return known;
  return status === undefined && isOfNetwork(code) ? 'BACKEND_UNREACHABLE' : 'BACKEND_FAILED';
}

function reasonOf(error: unknown, errors: CloudErrors): string {
  if (error instanceof BrokenOff) return error.message;
  const { code, status, message } = errors.symptomsOf(error);
  const hint = code === undefined ? undefined : errors.hints[code];
  if (hint !== undefined) return `${hint} (${code})`;
  // Lines after the first tell no more than the request's id and its time.
  const [words] = message.split('\n');
  if (!words) return code ?? 'no reason given';
  return code === undefined || status === undefined || words.includes(code) ? words : `${words} (${code})`;
}
