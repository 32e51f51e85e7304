import type { EXIT } from './exit-codes.ts';

/** What this program itself finds wrong: the message says what to do about it. */
export class Failure extends Error {
  override readonly name = 'Failure';
  readonly exitCode: number;

  constructor(exitCode: (typeof EXIT)['failed' | 'wrongArguments'], message: string, options?: ErrorOptions) {
    super(message, options);
    this.exitCode = exitCode;
  }
}
