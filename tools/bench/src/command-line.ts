/** A call that cannot be understood. Its message is for the caller. */
export class UsageError extends Error {}

/** @throws UsageError with what is allowed */
export function wholeNumber(option: string, text: string, most = 999_999_999): number {
  const number = /^\d{1,15}$/.test(text) ? Number(text) : NaN;
  if (number >= 1 && number <= most) return number;
  throw new UsageError(
    `${option} is ${text}: allowed are whole numbers from 1 to ${most.toLocaleString('en-US')}`,
  );
}

/**
 * What the command line asks for. Where it asks for help, that is printed; where it is wrong, the user is told, and the exit code
 * is 2.
 * @param name of the script
 * @param read throws UsageError, or what node:util's parseArgs throws
 * @returns undefined where there is nothing to measure
 */
export function readCommandLine<Call>(
  name: string,
  help: string,
  read: () => Call | 'help',
): Call | undefined {
  try {
    const call = read();
    if (call !== 'help') return call;
    process.stdout.write(help);
  } catch (error) {
    if (!isUsage(error)) throw error;
    process.stderr.write(`${name}: ${error.message}\nTry: npm run ${name} -- --help\n`);
    process.exitCode = 2;
  }
  return undefined;
}

function isUsage(error: unknown): error is Error {
  if (error instanceof UsageError) return true;
  const { code } = error as { code?: unknown };
  return error instanceof TypeError && typeof code === 'string' && code.startsWith('ERR_PARSE_ARGS');
}
