import { spawnSync } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { availableParallelism, cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { readWeaviateOptions, weaviateEndpoints } from '@weaviate-export/adapters-weaviate';
import { EnvironmentReader } from '@weaviate-export/configuration';
import { readCommandLine, UsageError, wholeNumber } from '../command-line.ts';
import { progressLine } from '../engine/progress-line.ts';
import { runChild } from '../engine/run-child.ts';
import { BENCH_CLASS, deleteBenchClass, fillBenchClass } from './bench-class.ts';
import { CONTESTANTS, type Contestant } from './contestants.ts';
import type { ReadMeasurement, ReadOrder } from './order.ts';
import { reportText, resultOf, type Round } from './report.ts';
import { cpuSecondsOf } from './server-process.ts';

const HELP = `npm run bench:weaviate -- [options]

Exports a class of a live Weaviate to a Parquet file, beside Weaviate's own clients: that of npm, writing by hyparquet-writer, and,
where Python is, that of PyPI, writing by pyarrow. The class ${BENCH_CLASS} is made and deleted: objects with 768 float32 dimensions and
500 bytes of JSON. Each run is a process of its own, started cold; all take turns, round by round; the table shows medians.

  --objects N        objects of the class (default 100000)
  --rounds N         runs of each (default 5)
  --only NAME        one of ${CONTESTANTS.map(({ name }) => name).join(', ')}; may be given again
  --python PROGRAM   a Python with weaviate-client and pyarrow (default python3; left out where it has not both)
  --server-pid N     the server's process, on this machine: its CPU time is shown as well
  --keep             uses the class as an earlier run left it, and leaves it
  --json             the result as JSON
  --help

The server is what WEAVIATE_URL names, and what stands beside it in docs/operations.md.
Exit codes: 0 measured, 2 the call was wrong.

  WEAVIATE_URL=http://localhost:8080 npm run bench:weaviate -- --server-pid $(pidof weaviate-server)
`;

const MOST_ROUNDS = 100;

const call = readCommandLine('bench:weaviate', HELP, readCall);
if (call !== undefined) await measure(call);

function readCall() {
  const names = CONTESTANTS.map(({ name }) => name);
  const { values } = parseArgs({
    options: {
      objects: { type: 'string', default: '100000' },
      rounds: { type: 'string', default: '5' },
      only: { type: 'string', multiple: true, default: names },
      python: { type: 'string', default: 'python3' },
      'server-pid': { type: 'string' },
      keep: { type: 'boolean', default: false },
      json: { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
  });
  if (values.help) return 'help';
  const unknown = values.only.find((name) => !names.includes(name));
  if (unknown !== undefined) throw new UsageError(`--only is ${unknown}: allowed are ${names.join(', ')}`);
  const pid = values['server-pid'];
  const numbers = {
    objects: wholeNumber('--objects', values.objects),
    rounds: wholeNumber('--rounds', values.rounds, MOST_ROUNDS),
    serverPid: pid === undefined ? undefined : wholeNumber('--server-pid', pid),
  };
  const reader = new EnvironmentReader(process.env);
  const options = readWeaviateOptions(reader);
  reader.assertValid();
  if (options === undefined) throw new UsageError('WEAVIATE_URL is not set: it names the server to read');
  // The URL without a slash at its end.
  const server = { ...options, url: weaviateEndpoints(options.url).rest };
  return { ...values, ...numbers, server };
}

type Call = Exclude<ReturnType<typeof readCall>, 'help'>;

async function measure({ objects, rounds, server, ...asked }: Call): Promise<void> {
  using progress = progressLine(process.stderr);
  const contestants = CONTESTANTS.filter(
    ({ name, needsPython }) => asked.only.includes(name) && (needsPython !== true || hasClient(asked.python)),
  );
  if (!asked.keep || !(await isFilled(server))) {
    progress.say(`making ${objects.toLocaleString('en-US')} objects`);
    await fillBenchClass(server, objects);
  }
  const measured = new Map<string, Round[]>(contestants.map(({ name }) => [name, []]));
  try {
    for (let round = 0; round < rounds; round++) {
      // Each round begins at the other end, so that no one always comes behind the same other.
      for (const contestant of round % 2 === 0 ? contestants : contestants.toReversed()) {
        progress.say(`round ${round + 1} of ${rounds}: ${contestant.title}`);
        measured.get(contestant.name)!.push(await run(contestant, objects, asked));
      }
    }
  } finally {
    if (!asked.keep) await deleteBenchClass(server);
  }
  progress[Symbol.dispose]();
  const results = contestants.map((contestant) => resultOf(contestant, measured.get(contestant.name)!));
  const machine = {
    cpu: cpus()[0]?.model ?? 'unknown',
    cores: availableParallelism(),
    node: process.version,
  };
  process.stdout.write(asked.json ? `${JSON.stringify({ machine, results })}\n` : `${reportText(results)}\n`);
}

/** One run, with what the server did for it. */
async function run(
  { program, page, most = Infinity, needsPython }: Contestant,
  objects: number,
  { python, serverPid }: Pick<Call, 'python' | 'serverPid'>,
): Promise<Round> {
  const output = await mkdtemp(join(tmpdir(), 'weaviate-export-bench-'));
  const expected = Math.min(objects, most);
  const order: ReadOrder = { className: BENCH_CLASS, output, objects: expected, page };
  try {
    const before = serverPid === undefined ? undefined : cpuSecondsOf(serverPid);
    const interpreter = needsPython === true ? [python] : undefined;
    const measurement = await runChild<ReadMeasurement>(
      program,
      order,
      new AbortController().signal,
      interpreter,
    );
    if (measurement.objects !== expected)
      throw new Error(`${program} read ${measurement.objects} objects: ${expected} are right`);
    const serverCpuSeconds = before === undefined ? undefined : cpuSecondsOf(serverPid!) - before;
    return { ...measurement, ...(serverCpuSeconds !== undefined && { serverCpuSeconds }) };
  } finally {
    await rm(output, { recursive: true });
  }
}

function hasClient(python: string): boolean {
  return spawnSync(python, ['-c', 'import weaviate, pyarrow'], { stdio: 'ignore' }).status === 0;
}

async function isFilled({ url, token }: Call['server']): Promise<boolean> {
  const headers: Record<string, string> = token === undefined ? {} : { authorization: `Bearer ${token}` };
  return (await fetch(`${url}/v1/schema/${BENCH_CLASS}`, { headers })).ok;
}
