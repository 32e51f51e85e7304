import { availableParallelism, cpus } from 'node:os';
import { styleText } from 'node:util';
import { readCommandLine } from '../command-line.ts';
import { BenchData } from './bench-data.ts';
import { HELP, readCall, type Call } from './call.ts';
import { runContest } from './contest.ts';
import { WRITERS } from './contestants.ts';
import { progressLine } from './progress-line.ts';
import { reportText } from './report.ts';
import { verdictOf } from './verdict.ts';

/** What a shell reports for a program that Ctrl-C ended. */
const INTERRUPTED_EXIT_CODE = 130;
const { stdout, stderr } = process;

/** Measures, prints, and gives the exit code. */
async function bench(call: Call, signal: AbortSignal): Promise<number> {
  const { objects, rounds, json } = call;
  using progress = progressLine(stderr);
  progress.say(`making ${objects.toLocaleString('en-US')} objects, and 4 times as many`);
  await using data = await BenchData.prepare({ ...call, signal });
  const { writers, load } = await runContest({
    ...call,
    data,
    signal,
    onStep: (round, contestant) => progress.say(`round ${round + 1} of ${rounds}: ${contestant}`),
  });
  progress[Symbol.dispose]();
  const verdict = verdictOf(WRITERS, writers, load);
  const results = [...writers, ...(load ? [load] : [])];
  if (json) {
    const machine = {
      cpu: cpus()[0]?.model ?? 'unknown',
      cores: availableParallelism(),
      node: process.version,
    };
    for (const line of [...results, { objects, rounds, machine, ...verdict }])
      stdout.write(`${JSON.stringify(line)}\n`);
  } else {
    const paper = stdout.isTTY
      ? {
          width: stdout.columns || undefined,
          heading: (text: string) => styleText('bold', text, { stream: stdout }),
        }
      : { width: undefined, heading: (text: string) => text };
    stdout.write(`${reportText(writers, load, verdict, paper)}\n`);
  }
  return results.some(({ error }) => error !== undefined) ? 1 : 0;
}

// npm runs its scripts in the workspace; INIT_CWD is where the user stood.
const call = readCommandLine('bench', HELP, () =>
  readCall(process.argv.slice(2), process.env['INIT_CWD'] ?? process.cwd()),
);
if (call !== undefined) {
  const interrupted = new AbortController();
  for (const name of ['SIGINT', 'SIGTERM'] as const) process.once(name, () => interrupted.abort());
  try {
    process.exitCode = await bench(call, interrupted.signal);
  } catch (error) {
    const isInterrupted = interrupted.signal.aborted;
    const reason = error instanceof Error ? error.message : String(error);
    stderr.write(`bench: ${isInterrupted ? 'interrupted' : reason}\n`);
    process.exitCode = isInterrupted ? INTERRUPTED_EXIT_CODE : 1;
  }
}
