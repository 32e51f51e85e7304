import { status } from '@grpc/grpc-js';
import type { ExportError } from '@weaviate-export/entities-export';

/** gRPC's codes by HTTP status; any other status of a caller's mistake is INVALID_ARGUMENT. */
const CODES: Readonly<Record<number, status>> = {
  401: status.UNAUTHENTICATED,
  403: status.PERMISSION_DENIED,
  404: status.NOT_FOUND,
  409: status.FAILED_PRECONDITION,
  413: status.RESOURCE_EXHAUSTED,
  501: status.UNIMPLEMENTED,
  503: status.UNAVAILABLE,
};
const SERVER_ERROR = 500;

/** What a call ends with. */
export interface CallStatus {
  readonly code: status;
  readonly details: string;
}

/** An error of the table as gRPC tells it, with the same message as REST. */
export function statusOf(error: ExportError): CallStatus {
  const other = error.httpStatus >= SERVER_ERROR ? status.INTERNAL : status.INVALID_ARGUMENT;
  // gRPC encodes the text for a header, and fails on halves of characters.
  return { code: CODES[error.httpStatus] ?? other, details: error.message.toWellFormed() };
}
