import type { ServiceIdentifier } from 'inversify';

/** Structured log, in pino's shape: fields first, then the message. Fields never hold secrets. */
export interface Logger {
  debug(fields: object, message: string): void;
  info(fields: object, message: string): void;
  warn(fields: object, message: string): void;
  error(fields: object, message: string): void;
}

export const Logger = Symbol.for('@weaviate-export/Logger') as ServiceIdentifier<Logger>;

/** The default: says nothing. */
export const silentLogger: Logger = { debug() {}, info() {}, warn() {}, error() {} };
