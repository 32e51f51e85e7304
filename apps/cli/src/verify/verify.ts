import { availableParallelism } from 'node:os';
import { ExportError, type ExportStatus, type VerificationStatus } from '@weaviate-export/entities-export';
import {
  type Backend,
  type FileLocation,
  silentLogger,
  systemClock,
  VerificationRun,
  WorkerPartExecutor,
} from '@weaviate-export/usecases-export';
import { backendsOf } from '../backends.ts';
import { EXIT } from '../exit-codes.ts';
import { Interrupts } from '../interrupts.ts';
import { homeOf, parseExport } from '../place.ts';
import type { Program } from '../commands/program.ts';
import { openSource, type Source } from '../source.ts';
import { viewOf } from '../view-of.ts';
import { verdictText } from './finding-text.ts';

export interface VerifyOptions {
  readonly against?: string;
  /** Worker threads; 0 is one a core. */
  readonly parallelism: number;
  readonly json?: true;
  readonly quiet?: true;
}

/** How often progress is looked at, in milliseconds: as often as a bar moves smoothly. */
const LOOK_EVERY_MS = 200;
/** How long the look for any file of the export may take, in milliseconds. */
const LOOK_UP_DEADLINE_MS = 30_000;

/** Reads an export back, shows how it goes on and what was found; returns the exit code. */
export async function verify(
  text: string,
  options: VerifyOptions,
  { folder, environment, stdout }: Program,
): Promise<number> {
  const named = parseExport('EXPORT', text, folder);
  const { place, id } = named;
  const view = await viewOf(options);
  using interrupts = new Interrupts(
    () => view.say('stopping; Ctrl-C again stops at once'),
    () => process.exit(EXIT.interrupted),
  );
  await using backends = backendsOf(place, environment);
  const backend = await backends.backend(place.backend);
  const home = homeOf(named);
  await refuseEmpty(backend, home, text);
  const opening = { folder, environment, logger: silentLogger, signal: interrupts.signal };
  const opened: Source | undefined =
    options.against === undefined ? undefined : await openSource(options.against, opening);
  await using _source = opened ?? noSource;
  const threads = options.parallelism === 0 ? availableParallelism() : options.parallelism;
  await using executor = new WorkerPartExecutor(threads);
  const run = new VerificationRun({
    ...{ id, backend, home, executor, clock: systemClock },
    ...(opened !== undefined && { source: { db: opened.db, readable: async (classes) => classes } }),
  });
  const cancel = (): void => run.cancel(new ExportError('VERIFICATION_CANCELED', []));
  interrupts.signal.addEventListener('abort', cancel, { once: true });
  if (interrupts.signal.aborted) cancel();
  const told = (status: VerificationStatus): ExportStatus =>
    options.json ? (status as unknown as ExportStatus) : asProgress(status);
  const looking = setInterval(() => view.show(told(run.status)), LOOK_EVERY_MS);
  try {
    await run.done;
  } finally {
    clearInterval(looking);
  }
  const { status } = run;
  if (!options.quiet || options.json) view.end(told(status));
  if (!options.json) {
    const lines = verdictText(status);
    const shown = options.quiet && status.status === 'SUCCESS' ? [] : lines;
    for (const line of shown) stdout.write(`${line}\n`);
  }
  if (status.status === 'SUCCESS') return EXIT.done;
  return interrupts.signal.aborted ? EXIT.interrupted : EXIT.failed;
}

const noSource: AsyncDisposable = { [Symbol.asyncDispose]: async () => undefined };

/** A folder that is not there is a mistyped one. */
async function refuseEmpty(backend: Backend, home: FileLocation, text: string): Promise<void> {
  const signal = AbortSignal.timeout(LOOK_UP_DEADLINE_MS);
  for await (const _ of backend.list({ ...home, key: `${home.key}/` }, signal)) return;
  throw new ExportError('FIELD_INVALID', ['EXPORT', text, 'nothing lies there']);
}

/** As the progress of an export is shown. */
function asProgress(status: VerificationStatus): ExportStatus {
  const progress = Object.entries(status.progress).map(
    ([name, { filesChecked, filesTotal, objectsChecked, objectsTotal, bytesChecked }]) =>
      [
        name,
        {
          status: filesChecked === filesTotal ? ('SUCCESS' as const) : ('TRANSFERRING' as const),
          ...{ objectsExported: objectsChecked, objectsTotal, fileSizeBytes: bytesChecked },
        },
      ] as const,
  );
  const { id, backend, path, startedAt, classes } = status;
  return {
    ...{ id, backend, path, status: status.status, startedAt, classes },
    progress: Object.fromEntries(progress),
    shardStatus: {},
  };
}
