#!/usr/bin/env node
import { CommanderError } from 'commander';
import { commandLine } from './command-line.ts';
import { EXIT } from './exit-codes.ts';

// `… | head -1` closes the pipe early: that is no error of ours.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') throw error;
});

// npm runs its scripts in the workspace; INIT_CWD is where the user stood.
const folder = process.env['INIT_CWD'] ?? process.cwd();

try {
  await commandLine(folder, (exitCode) => (process.exitCode = exitCode)).parseAsync();
} catch (error) {
  // It has told already what is wrong with the arguments, or has shown help.
  if (error instanceof CommanderError)
    process.exitCode = error.exitCode === 0 ? EXIT.done : EXIT.wrongArguments;
  else {
    const { explain } = await import('./explain.ts');
    const { exitCode, lines } = explain(error);
    for (const line of lines) process.stderr.write(`weaviate-export: ${line}\n`);
    process.exitCode = exitCode;
  }
}
