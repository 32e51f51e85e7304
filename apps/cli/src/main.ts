#!/usr/bin/env node
import { runProgram } from './run-program.ts';

const { env, stdout, stderr } = process;

// `… | head -1` closes the pipe early: that is no error of ours.
stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') throw error;
});

// npm runs its scripts in the workspace; INIT_CWD is where the user stood.
const folder = env['INIT_CWD'] ?? process.cwd();

const exitCode = await runProgram(process.argv.slice(2), { folder, environment: env, stdout, stderr });
// A server that runs on says itself how it ends.
if (exitCode !== 0) process.exitCode = exitCode;
