import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { EmbeddedDBAdapter, EmbeddedStore } from '@weaviate-export/adapters-db';
import { EnvironmentBackendProvider } from '@weaviate-export/backends';
import {
  type Authorizer,
  createScheduler,
  type ExportRequest,
  type Scheduler,
} from '@weaviate-export/usecases-export';
import { readCommandLine, wholeNumber } from '../command-line.ts';
import { median } from '../engine/statistics.ts';
import { fillClasses } from './kinds.ts';

const HELP = `npm run bench:settings -- [options]

Measures what settings of an export cost and save: levels of zstd in both encodings, over three kinds of data, and vectors left
out. The exports go from an embedded store to a folder below TMPDIR, and take turns. Told are the medians of the CPU time of all
threads, which a busy machine changes least, and the files' bytes of the raw ones.

  --objects N          of each kind (default 10000)
  --rounds N           exports of each setting (default 3)
  --help

Exit codes: 0 measured, 2 the call was wrong.
`;

type Config = NonNullable<ExportRequest['config']>;
const LEVELS = [1, 3, 9, 19];
const ENCODINGS = ['plain', 'compact'];
const everybody: Authorizer = {
  authorize: async () => undefined,
  filter: async (_principal, _verb, classes) => [...classes],
};
const MEGABYTE = 1e6;
/** Ids of exports are not used again. */
let exports = 0;
/** How long one export may take, in milliseconds. */
const DEADLINE_MS = 600_000;

const call = readCommandLine('bench:settings', HELP, () => {
  const { values } = parseArgs({
    options: {
      objects: { type: 'string', default: '10000' },
      rounds: { type: 'string', default: '3' },
      help: { type: 'boolean', default: false },
    },
  });
  if (values.help) return 'help';
  return {
    objects: wholeNumber('--objects', values.objects),
    rounds: wholeNumber('--rounds', values.rounds),
  };
});
if (call !== undefined) await measure(call);

async function measure({ objects, rounds }: { objects: number; rounds: number }): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'weaviate-export-settings-'));
  try {
    await using store = await EmbeddedStore.open({ path: join(folder, 'store') });
    const rawBytes = await fillClasses(store, objects);
    await using backends = new EnvironmentBackendProvider({ env: {}, filesystemRoot: join(folder, 'out') });
    const ports = { authorizer: everybody, db: new EmbeddedDBAdapter(store), backends };
    await using scheduler = createScheduler(ports, { parallelism: 2 });
    const settings = new Map<string, Config>();
    for (const encoding of ENCODINGS)
      for (const level of LEVELS)
        settings.set(`zstd ${level}, ${encoding}`, { encoding, compression: { codec: 'zstd', level } });
    settings.set('defaults', {});
    settings.set('vectors left out', { vectors: false });
    for (const [kind, raw] of rawBytes) {
      const cpu = new Map([...settings.keys()].map((name) => [name, [] as number[]]));
      const bytes = new Map<string, number>();
      // The first exports load and compile what all need.
      for (let round = -1; round < rounds; round++)
        for (const [name, config] of settings) {
          const measured = await exported(scheduler, kind, config);
          bytes.set(name, measured.bytes);
          if (round >= 0) cpu.get(name)!.push(measured.seconds);
        }
      for (const name of settings.keys()) {
        const seconds = median(cpu.get(name)!);
        const share = (bytes.get(name)! / raw).toFixed(3);
        const speed = (raw / MEGABYTE / seconds).toFixed(0);
        process.stdout.write(
          `${kind}\t${name}\t${share} of raw\t${seconds.toFixed(2)} s CPU\t${speed} MB/s a core\n`,
        );
      }
    }
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function exported(
  scheduler: Scheduler,
  kind: string,
  config: Config,
): Promise<{ readonly seconds: number; readonly bytes: number }> {
  const id = `export-${exports++}`;
  const before = process.cpuUsage();
  await scheduler.export(null, 'filesystem', { id, include: [kind], config });
  const deadline = AbortSignal.timeout(DEADLINE_MS);
  const { status, error, progress } = await scheduler.finished(null, 'filesystem', id, {}, deadline);
  if (status !== 'SUCCESS') throw new Error(`${kind}: ${error}`);
  const { user, system } = process.cpuUsage(before);
  return { seconds: (user + system) / 1e6, bytes: progress[kind]!.fileSizeBytes };
}
