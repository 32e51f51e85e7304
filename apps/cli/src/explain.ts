import { ERRORS, isExportError } from '@weaviate-export/entities-export';
import { RestError, type RestErrorCode } from '@weaviate-export/rest-client';
import { EXIT } from './exit-codes.ts';
import { Failure } from './failure.ts';

/** What to tell of an error, a line each, and how the program ends with it. */
export interface Explanation {
  readonly lines: readonly string[];
  readonly exitCode: number;
}

/** What people can act on in words; a stack trace for the rest. */
export function explain(error: unknown): Explanation {
  if (error instanceof AggregateError) {
    const all = error.errors.map(explain);
    return { lines: all.flatMap(({ lines }) => lines), exitCode: all[0]?.exitCode ?? EXIT.failed };
  }
  if (error instanceof Failure) return { lines: [error.message], exitCode: error.exitCode };
  if (error instanceof RestError)
    return { lines: [`${error.message}${hintOf(error)}`], exitCode: exitCodeOfRest(error) };
  if (isExportError(error)) return { lines: [error.message], exitCode: exitCodeOf(error.code) };
  // Such as a port that is in use.
  if (error instanceof Error && ('syscall' in error || error.name === 'TimeoutError'))
    return { lines: [error.message], exitCode: EXIT.failed };
  const told = error instanceof Error ? (error.stack ?? error.message) : String(error);
  return { lines: [told], exitCode: EXIT.failed };
}

function exitCodeOf(code: keyof typeof ERRORS): number {
  if (code === 'EXPORT_CANCELED') return EXIT.interrupted;
  // What an API would call a request that cannot be processed: arguments, and what they name.
  return ERRORS[code].status === 422 ? EXIT.wrongArguments : EXIT.failed;
}

/** What to do about what a server answers, where it does not say so itself. */
const HINTS: { readonly [Code in RestErrorCode]?: string } = {
  UNAUTHENTICATED: ': set WEAVIATE_API_KEY or WEAVIATE_BEARER_TOKEN to what the server knows',
  UNREACHABLE: ': check the URL of --server, and that it runs',
};

/** What to do about a message of a server, by how it begins: those of its use case, and of a Weaviate that has no schedules. */
const HINTS_BY_MESSAGE: readonly (readonly [begins: string, hint: string])[] = [
  ['export not found', 'weaviate-export list --server shows those that a server of this project knows'],
  ['schedule not found', 'weaviate-export schedule list --server shows those that are there'],
  ['schedule already exists', 'here with --replace'],
  [
    'path /v1/export-schedules',
    'a Weaviate has no schedules: give the URL of a server of this project over it',
  ],
];

function hintOf({ code, messages }: RestError): string {
  const found = HINTS_BY_MESSAGE.find(([begins]) => messages.some((message) => message.startsWith(begins)));
  if (found !== undefined) return `: ${found[1]}`;
  if (code !== 'NOT_FOUND') return HINTS[code] ?? '';
  return ': is an export API there? A Weaviate has one from 1.37 on';
}

function exitCodeOfRest({ code }: RestError): number {
  return code === 'INVALID' || code === 'NOT_FOUND' ? EXIT.wrongArguments : EXIT.failed;
}
