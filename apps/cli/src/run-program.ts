import { CommanderError } from 'commander';
import { commandLine } from './command-line.ts';
import type { Program } from './commands/program.ts';
import { EXIT } from './exit-codes.ts';

/**
 * Does what the arguments say, and tells on standard error what goes wrong.
 * @param args without the names of Node and the program
 * @returns the exit code
 */
export async function runProgram(args: readonly string[], running: Omit<Program, 'ended'>): Promise<number> {
  const outcome: { exitCode: number } = { exitCode: EXIT.done };
  const ended = (exitCode: number): void => void (outcome.exitCode = exitCode);
  try {
    await commandLine({ ...running, ended }).parseAsync(args, { from: 'user' });
    return outcome.exitCode;
  } catch (error) {
    // It has told already what is wrong with the arguments, or has shown help.
    if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT.done : EXIT.wrongArguments;
    const { explain } = await import('./explain.ts');
    const { exitCode, lines } = explain(error);
    for (const line of lines) running.stderr.write(`weaviate-export: ${line}\n`);
    return exitCode;
  }
}
