import { isExportError } from '@weaviate-export/entities-export';
import { type DestinationStream, type Logger, pino, stdSerializers, stdTimeFunctions } from 'pino';
import type { LogLevel } from './configuration.ts';

/** The server's log: a JSON object a line, to stdout unless told; docs/operations.md lists the fields. */
export function createLogger(level: LogLevel, destination?: DestinationStream): Logger {
  const options = {
    level,
    timestamp: stdTimeFunctions.isoTime,
    formatters: { level: (label: string) => ({ level: label }) },
    serializers: { err: describeError },
  };
  return destination === undefined ? pino(options) : pino(options, destination);
}

/**
 * What the log says of an error: pino's own serializer would add every field of it, and SDKs keep whole requests in
 * theirs, with the headers that carry credentials. Messages and stack include those of the causes.
 */
function describeError(error: unknown): object {
  if (!(error instanceof Error)) return { type: typeof error, message: String(error) };
  const { type, message, stack } = stdSerializers.err(error);
  return { type, ...(isExportError(error) && { code: error.code }), message, stack };
}
