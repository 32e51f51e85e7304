import { isExportError } from '@weaviate-export/entities-export';

/** What an operator can act on, a line each; a stack trace for the rest. */
export function explain(error: unknown): string[] {
  if (error instanceof AggregateError) return error.errors.flatMap(explain);
  if (isExportError(error)) return [error.message];
  if (error instanceof Error && ('syscall' in error || error.name === 'TimeoutError')) return [error.message];
  return [error instanceof Error ? (error.stack ?? error.message) : String(error)];
}
