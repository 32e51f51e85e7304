import { setTimeout as pause } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { resolve } from 'node:path';
import { readCommandLine, wholeNumber } from '../command-line.ts';
import { median } from '../engine/statistics.ts';
import { startOurs, startWeaviate, type BenchServer } from './server.ts';

const HELP = `npm run bench:small -- [options]

Measures exports of next to nothing, from POST to SUCCESS over HTTP, which is what their steps wait for one after another: an
empty class, 5 objects, 200 tenants of 5 objects. Each server is a process of its own on loopback and exports to a folder below
TMPDIR; all take turns export by export. The first exports of each are not counted. The table shows medians in milliseconds.

  --rounds N           exports of each case and server (default 30)
  --beside CHECKOUT    another checkout of this repository, such as the one before a change; may be given again
  --weaviate PROGRAM   Weaviate's own server as well. Its gRPC and its cluster listen on all addresses: run it all in a network
                       of its own, as the example does
  --json               the result as JSON
  --help

Exit codes: 0 measured, 2 the call was wrong.

  unshare -n sh -c 'ip link set lo up; npm run bench:small -- --weaviate /opt/weaviate-server'
`;

const MOST_ROUNDS = 99_999;
const WARM_UP = 5;
const OBJECTS = 5;
const TENANTS = 200;
const DIMENSIONS = 32;
/** How long one export may take, in milliseconds. */
const DEADLINE_MS = 60_000;
const CASES = { Empty: 'empty class', Five: '5 objects', Tenants: '200 tenants of 5 objects' } as const;

interface Contestant extends BenchServer {
  readonly name: string;
}

const call = readCommandLine('bench:small', HELP, readCall);
if (call !== undefined) await measure(call);

function readCall() {
  const { values } = parseArgs({
    options: {
      rounds: { type: 'string', default: '30' },
      beside: { type: 'string', multiple: true, default: [] },
      weaviate: { type: 'string' },
      json: { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
  });
  if (values.help) return 'help';
  return { ...values, rounds: wholeNumber('--rounds', values.rounds, MOST_ROUNDS) };
}

async function measure({
  rounds,
  beside,
  weaviate,
  json,
}: Exclude<ReturnType<typeof readCall>, 'help'>): Promise<void> {
  await using servers = new AsyncDisposableStack();
  const contestants: Contestant[] = [];
  const add = async (name: string, starting: Promise<BenchServer>): Promise<void> => {
    const server = servers.use(await starting);
    await load(server.url);
    contestants.push({ ...server, name });
  };
  await add('ours', startOurs(resolve(import.meta.dirname, '../../../..')));
  for (const checkout of beside) await add(checkout, startOurs(resolve(checkout)));
  if (weaviate !== undefined) await add('weaviate', startWeaviate(weaviate));

  const results: Record<string, Record<string, { answered: number; done: number }>> = {};
  for (const [name, title] of Object.entries(CASES)) {
    const took = new Map(contestants.map((one) => [one.name, [] as { answered: number; done: number }[]]));
    for (let round = -WARM_UP; round < rounds; round++)
      for (const one of contestants) {
        const times = await exported(one.url, name, `${name.toLowerCase()}-${round + WARM_UP}`);
        if (round >= 0) took.get(one.name)!.push(times);
      }
    results[title] = Object.fromEntries(
      [...took].map(([contestant, times]) => [
        contestant,
        {
          answered: rounded(median(times.map(({ answered }) => answered))),
          done: rounded(median(times.map(({ done }) => done))),
        },
      ]),
    );
  }
  if (json) process.stdout.write(`${JSON.stringify(results)}\n`);
  else
    for (const [title, byName] of Object.entries(results)) {
      process.stdout.write(`${title}\n`);
      for (const [name, { answered, done }] of Object.entries(byName))
        process.stdout.write(
          `  ${done.toFixed(1).padStart(8)} (answer to POST ${answered.toFixed(1)})  ${name}\n`,
        );
    }
}

/** Milliseconds from the request to its answer, and to the end of the export. */
async function exported(url: string, name: string, id: string): Promise<{ answered: number; done: number }> {
  const begin = performance.now();
  await request('POST', `${url}/export/filesystem`, { id, file_format: 'parquet', include: [name] });
  const answered = performance.now() - begin;
  while (performance.now() - begin < DEADLINE_MS) {
    const { status } = (await request('GET', `${url}/export/filesystem/${id}`)) as { status: string };
    if (status === 'SUCCESS') return { answered, done: performance.now() - begin };
    if (status === 'FAILED' || status === 'CANCELED') throw new Error(`export ${id} at ${url} is ${status}`);
    await pause(1);
  }
  throw new Error(`export ${id} at ${url} did not end`);
}

async function load(url: string): Promise<void> {
  const settings = {
    vectorizer: 'none',
    vectorIndexConfig: { skip: true },
    properties: [{ name: 'n', dataType: ['int'], indexFilterable: false }],
  };
  for (const name of Object.keys(CASES))
    await request('POST', `${url}/schema`, {
      class: name,
      ...settings,
      ...(name === 'Tenants' && { multiTenancyConfig: { enabled: true } }),
    });
  await request('POST', `${url}/batch/objects`, { objects: objectsOf('Five') });
  const tenants = Array.from({ length: TENANTS }, (_, index) => `t${index}`);
  await request(
    'POST',
    `${url}/schema/Tenants/tenants`,
    tenants.map((name) => ({ name })),
  );
  for (const tenant of tenants)
    await request('POST', `${url}/batch/objects`, { objects: objectsOf('Tenants', tenant) });
}

function objectsOf(name: string, tenant?: string): unknown[] {
  return Array.from({ length: OBJECTS }, (_, n) => ({
    class: name,
    ...(tenant !== undefined && { tenant }),
    id: `00000000-0000-4000-8000-${String(n).padStart(12, '0')}`,
    properties: { n },
    vector: Array.from({ length: DIMENSIONS }, (_, d) => ((n * 31 + d * 17) % 101) / 101),
  }));
}

async function request(method: string, url: string, body?: unknown): Promise<unknown> {
  const answer = await fetch(url, {
    method,
    ...(body !== undefined && {
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    }),
  });
  const text = await answer.text();
  if (!answer.ok) throw new Error(`${method} ${url} answered ${answer.status}: ${text}`);
  return JSON.parse(text);
}

function rounded(milliseconds: number): number {
  return Math.round(milliseconds * 10) / 10;
}
