/** What a status of the API means, in a word. */
const CODES = {
  400: 'MALFORMED',
  401: 'UNAUTHENTICATED',
  403: 'FORBIDDEN',
  404: 'NOT_FOUND',
  409: 'CONFLICT',
  413: 'TOO_LARGE',
  415: 'NOT_JSON',
  422: 'INVALID',
  429: 'THROTTLED',
  500: 'FAILED',
  501: 'NOT_AVAILABLE',
  502: 'UNAVAILABLE',
  503: 'UNAVAILABLE',
  504: 'UNAVAILABLE',
} as const;

/**
 * What went wrong, to tell cases apart. UNREACHABLE: no whole answer came. TIMED_OUT: none came in time. ANSWER_INVALID:
 * what answered is no export API. REFUSED: an answer with any other status.
 */
export type RestErrorCode =
  (typeof CODES)[keyof typeof CODES] | 'UNREACHABLE' | 'TIMED_OUT' | 'ANSWER_INVALID' | 'REFUSED';

interface Details extends ErrorOptions {
  readonly code: RestErrorCode;
  readonly httpStatus?: number | undefined;
  readonly messages?: readonly string[];
}

/** A call that did not succeed. Never holds a credential, nor does what it was caused by. */
export class RestError extends Error {
  override readonly name = 'RestError';
  readonly code: RestErrorCode;
  /** What the server answered with; undefined where no answer came. */
  readonly httpStatus: number | undefined;
  /** The server's own words; empty where no answer came. */
  readonly messages: readonly string[];

  /** @param call which one, such as `GET /v1/export/s3/nightly` */
  constructor(call: string, what: string, { code, httpStatus, messages = [], cause }: Details) {
    super(`${call} ${what}`, cause === undefined ? undefined : { cause });
    this.code = code;
    this.httpStatus = httpStatus;
    this.messages = messages;
  }
}

/** True where the same call may end well a little later: the server starts, is busy, or its network is interrupted. */
export function isTransient(error: unknown): boolean {
  return (
    error instanceof RestError &&
    ['UNREACHABLE', 'TIMED_OUT', 'UNAVAILABLE', 'THROTTLED'].includes(error.code)
  );
}

/** Most characters of an answer that is not in the API's shape, such as a proxy's page. */
const SHOWN_CHARACTERS = 200;

/** The error for an answer that is no success. */
export function refused(call: string, { status, statusText }: Response, body: unknown): RestError {
  const messages = messagesOf(body);
  return new RestError(call, `answered ${status}: ${messages.join('; ') || statusText}`, {
    code: CODES[status as keyof typeof CODES] ?? (status < 400 ? 'ANSWER_INVALID' : 'REFUSED'),
    httpStatus: status,
    messages,
  });
}

/** The error for a call without an answer that can be read. */
export function failed(call: string, cause: Error, response: Response | undefined): RestError {
  const httpStatus = response?.status;
  if (cause instanceof SyntaxError) {
    const what = `answered ${httpStatus} with what is no JSON: is this the address of an export API?`;
    return new RestError(call, what, { code: 'ANSWER_INVALID', httpStatus, cause });
  }
  const isLate = cause.name === 'TimeoutError';
  return new RestError(call, `failed: ${isLate ? 'no answer in time' : reasonOf(cause)}`, {
    code: isLate ? 'TIMED_OUT' : 'UNREACHABLE',
    httpStatus,
    cause,
  });
}

/** Of the API's errors, `{"error":[{"message":"..."}]}`, and Weaviate's refusals of a caller, `{"message":"..."}`. */
function messagesOf(body: unknown): string[] {
  if (typeof body === 'string') return body === '' ? [] : [body.slice(0, SHOWN_CHARACTERS)];
  const { error, message } = (body ?? {}) as { error?: unknown; message?: unknown };
  const texts = [
    ...(Array.isArray(error) ? error.map((one) => (one as { message?: unknown })?.message) : []),
    message,
  ];
  const found = texts.filter((text) => typeof text === 'string');
  return found.length > 0 ? found : [JSON.stringify(body).slice(0, SHOWN_CHARACTERS)];
}

/** Fetch says no more than that it failed; what it was caused by says why, and of several tries has a code alone. */
function reasonOf(error: Error): string {
  const { message, code } = (error.cause ?? error) as { message?: string; code?: string };
  return message || code || error.message;
}
