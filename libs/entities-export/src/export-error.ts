import { ERRORS, type ErrorArguments, type ErrorCode } from './errors.ts';

/** The one error class of the project: an entry of the table in errors.ts, with its arguments and its cause. */
export class ExportError<Code extends ErrorCode = ErrorCode> extends Error {
  override readonly name = 'ExportError';
  readonly code: Code;
  /** The arguments of the message, so that the error can cross a thread and be built again there. */
  readonly args: ErrorArguments<Code>;
  /** What the REST API answers with. */
  readonly httpStatus: number;

  constructor(code: Code, args: ErrorArguments<Code>, options?: ErrorOptions) {
    const entry = ERRORS[code];
    super((entry.message as (...values: unknown[]) => string)(...args), options);
    this.code = code;
    this.args = args;
    this.httpStatus = entry.status;
  }
}

/** True for an ExportError, of the given code where one is named. */
export function isExportError<Code extends ErrorCode = ErrorCode>(
  error: unknown,
  code?: Code,
): error is ExportError<Code> {
  return error instanceof ExportError && (code === undefined || error.code === code);
}
