import { spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { parseArgs } from 'node:util';
import { readCommandLine, UsageError, wholeNumber } from '../command-line.ts';
import { median } from '../engine/statistics.ts';
import { startServer } from './servers.ts';
import { TARGETS, WAYS, type StreamOrder, type StreamResult, type Target, type Way } from './target.ts';

const HELP = `npm run bench:backends -- [options]

Streams a file to each backend and prints MB/s and peak memory, beside the same SDK used plainly. Each stream runs in a
process of its own, the rounds of both ways interleaved; the table shows medians.

  --megabytes N   size of the file (default 1000)
  --rounds N      streams of each way (default 3)
  --only NAME     one of ${TARGETS.join(', ')}; may be given again
  --json          the result as JSON
  --help

Exit codes: 0 measured, 2 the call was wrong.

  npm run bench:backends -- --only s3 --rounds 5
`;

const BYTES_PER_MB = 1e6;

interface Row {
  readonly target: Target;
  readonly mbPerSecond: Record<Way, number>;
  readonly peakMB: Record<Way, number>;
  /** Our speed over the plain SDK's. */
  readonly ratio: number;
}

const call = readCommandLine('bench:backends', HELP, readCall);
if (call !== undefined) await measure(call);

function readCall() {
  const { values } = parseArgs({
    options: {
      megabytes: { type: 'string', default: '1000' },
      rounds: { type: 'string', default: '3' },
      only: { type: 'string', multiple: true, default: [...TARGETS] },
      json: { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
  });
  if (values.help) return 'help';
  const unknown = values.only.find((name) => !(TARGETS as readonly string[]).includes(name));
  if (unknown !== undefined) throw new UsageError(`--only is ${unknown}: allowed are ${TARGETS.join(', ')}`);
  return {
    ...values,
    megabytes: wholeNumber('--megabytes', values.megabytes),
    rounds: wholeNumber('--rounds', values.rounds),
  };
}

type Call = Exclude<ReturnType<typeof readCall>, 'help'>;

async function measure(values: Call): Promise<void> {
  const bytes = values.megabytes * BYTES_PER_MB;
  const folder = await mkdtemp(join(tmpdir(), 'weaviate-export-bench-'));
  const rows: Row[] = [];
  try {
    for (const target of TARGETS.filter((name) => values.only.includes(name))) {
      rows.push(await measureTarget(target, bytes, folder, values.rounds));
      if (!values.json) process.stdout.write(`${line(rows.at(-1)!)}\n`);
    }
  } finally {
    await rm(folder, { recursive: true });
  }
  if (values.json) process.stdout.write(`${JSON.stringify(rows, null, 2)}\n`);
}

async function measureTarget(target: Target, bytes: number, folder: string, rounds: number): Promise<Row> {
  await using server = await startServer(target);
  const results: Record<Way, StreamResult[]> = { ours: [], plain: [] };
  for (let round = 0; round < rounds; round++) {
    // Each round begins with the other way, so that neither always comes second.
    for (const way of round % 2 === 0 ? WAYS : WAYS.toReversed()) {
      results[way].push(await streamOnce({ target, way, bytes, folder }, server.environment));
    }
  }
  const speed = (way: Way): number =>
    bytes / BYTES_PER_MB / median(results[way].map(({ seconds }) => seconds));
  const peak = (way: Way): number =>
    Math.max(...results[way].map(({ peakBytes }) => peakBytes)) / BYTES_PER_MB;
  const mbPerSecond = { ours: speed('ours'), plain: speed('plain') };
  return {
    target,
    mbPerSecond,
    peakMB: { ours: peak('ours'), plain: peak('plain') },
    ratio: mbPerSecond.ours / mbPerSecond.plain,
  };
}

async function streamOnce(order: StreamOrder, environment: Record<string, string>): Promise<StreamResult> {
  const program = join(import.meta.dirname, 'stream-once.ts');
  const child = spawn(
    process.execPath,
    ['--conditions=@weaviate-export/source', program, JSON.stringify(order)],
    {
      env: { PATH: process.env['PATH'], ...environment },
      stdio: ['ignore', 'pipe', 'inherit'],
    },
  );
  return JSON.parse(await text(child.stdout)) as StreamResult;
}

function line({ target, mbPerSecond, peakMB, ratio }: Row): string {
  const column = (value: number): string => value.toFixed(0).padStart(5);
  return (
    `${target.padEnd(11)} ours ${column(mbPerSecond.ours)} MB/s, peak ${column(peakMB.ours)} MB   ` +
    `plain SDK ${column(mbPerSecond.plain)} MB/s, peak ${column(peakMB.plain)} MB   ratio ${ratio.toFixed(2)}`
  );
}
