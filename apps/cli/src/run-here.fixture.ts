import type { Environment } from '@weaviate-export/configuration';
import type { Ended } from './cli.fixture.ts';
import { runProgram } from './run-program.ts';

/** Runs the program in this process, which takes a hundredth of the time: for all but signals, threads and terminals. */
export async function runHere(
  args: readonly string[],
  folder: string,
  environment: Environment = {},
): Promise<Ended & { readonly exitCode: number }> {
  const output = { stdout: '', stderr: '' };
  const collect = (name: keyof typeof output) => ({
    write: (text: string | Uint8Array) => {
      output[name] += String(text);
      return true;
    },
  });
  const exitCode = await runProgram(args, {
    ...{ folder, environment },
    ...{ stdout: collect('stdout'), stderr: collect('stderr') },
  });
  return { exitCode, ...output };
}
