import { status } from '@grpc/grpc-js';

/**
 * Why a request had no answer.
 *
 * - gone: the server is not there, or was cut off
 * - busy: it has too much to do, or did not answer in time
 * - large: its reply would be larger than it may send
 * - doubtful: it failed, for a reason that may pass
 * - untrusted: its certificate is not one that this process trusts; another attempt would end the same
 * - credentials, forbidden, absent, wrong: another attempt would end the same
 */
export type FaultKind =
  | 'gone'
  | 'busy'
  | 'late'
  | 'large'
  | 'doubtful'
  | 'untrusted'
  | 'credentials'
  | 'forbidden'
  | 'absent'
  | 'wrong';

/** A request without an answer. Its message is the server's, or the system's. */
export class Fault extends Error {
  override readonly name = 'Fault';
  readonly kind: FaultKind;

  constructor(kind: FaultKind, reason: string, options?: ErrorOptions) {
    super(reason, options);
    this.kind = kind;
  }
}

/** How OpenSSL, and Node for the name, say what is wrong with a certificate: in `unable to verify the first certificate`, `Hostname/IP does not match certificate's altnames`. */
const UNTRUSTED = /certificate/i;

/** Longest part of a server's own words that a message repeats. */
const REASON_LENGTH = 300;

/** How servers, and @grpc/grpc-js, say that a message is beyond the limit; gRPC has the code of throttling for it. */
const TOO_LARGE = /larger than|exceeds? .*(?:limit|max)|maximum results/i;

const GRPC_KINDS = new Map<number, FaultKind>([
  [status.UNAVAILABLE, 'gone'],
  [status.RESOURCE_EXHAUSTED, 'busy'],
  [status.DEADLINE_EXCEEDED, 'late'],
  [status.UNAUTHENTICATED, 'credentials'],
  [status.PERMISSION_DENIED, 'forbidden'],
  [status.NOT_FOUND, 'absent'],
  [status.INVALID_ARGUMENT, 'wrong'],
  [status.FAILED_PRECONDITION, 'wrong'],
  [status.UNIMPLEMENTED, 'wrong'],
]);

const REST_KINDS = new Map<number, FaultKind>([
  [400, 'wrong'],
  [401, 'credentials'],
  [403, 'forbidden'],
  [404, 'absent'],
  [405, 'wrong'],
  [422, 'wrong'],
  [429, 'busy'],
  [502, 'gone'],
  [503, 'busy'],
  [504, 'busy'],
]);

/** Weaviate's gRPC answers most of what goes wrong as UNKNOWN, which may be anything. */
export function grpcFault({ code, details }: { readonly code: number; readonly details: string }): Fault {
  return new Fault(grpcKind(code, details), `${status[code]}: ${excerptOf(details)}`);
}

function grpcKind(code: number, details: string): FaultKind {
  if (TOO_LARGE.test(details)) return 'large';
  const kind = GRPC_KINDS.get(code) ?? 'doubtful';
  return kind === 'gone' && UNTRUSTED.test(details) ? 'untrusted' : kind;
}

/** @param body of Weaviate's errors, `{"error": [{"message": "…"}]}`, or of a proxy's */
export function restFault(code: number, body: string): Fault {
  return new Fault(REST_KINDS.get(code) ?? 'doubtful', `${code}: ${excerptOf(messageOf(body))}`);
}

/** Of what fetch throws. */
export function networkFault(error: unknown): Fault {
  const { name, message, cause } = error as Error;
  if (name === 'TimeoutError') return new Fault('late', 'it did not answer in time', { cause: error });
  const { code, message: reason = '' } = (cause ?? {}) as { code?: string; message?: string };
  if (UNTRUSTED.test(reason)) return new Fault('untrusted', reason, { cause: error });
  return new Fault('gone', code ?? message, { cause: error });
}

function messageOf(body: string): string {
  try {
    const { error } = JSON.parse(body) as { error: { message: string }[] };
    return error.map(({ message }) => message).join('; ');
  } catch {
    return body;
  }
}

function excerptOf(reason: string): string {
  const line = reason.replace(/\s+/g, ' ').trim();
  return line.length > REASON_LENGTH ? `${line.slice(0, REASON_LENGTH)}…` : line;
}
