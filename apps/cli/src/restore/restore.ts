import { type ExportStatus, isFinished, type RestoreStatus } from '@weaviate-export/entities-export';
import {
  type Authorizer,
  createExports,
  type DBAdapter,
  type Logger,
  type RestoreRequest,
} from '@weaviate-export/usecases-export';
import { backendsOf } from '../backends.ts';
import type { Program } from '../commands/program.ts';
import { EXIT } from '../exit-codes.ts';
import { Interrupts } from '../interrupts.ts';
import { readDefinitions } from '../open-export.ts';
import { destinationOf, parseExport } from '../place.ts';
import { viewOf } from '../view-of.ts';
import { openTarget } from './open-target.ts';
import { endText } from './restore-text.ts';

export interface RestoreOptions extends Pick<
  RestoreRequest,
  'include' | 'exclude' | 'rename' | 'tenants' | 'timesAs'
> {
  readonly onConflict: string;
  readonly maxErrors: number;
  readonly definitions?: string;
  /** Worker threads; 0 is one a core. */
  readonly parallelism: number;
  readonly json?: true;
  readonly quiet?: true;
}

/** How often progress is looked at, in milliseconds: as often as a bar moves smoothly. */
const LOOK_EVERY_MS = 200;

/** Who runs the program has the data already. */
const everyone: Authorizer = {
  authorize: async () => undefined,
  filter: async (_principal, _verb, classes) => [...classes],
};

/** Nothing is exported meanwhile. */
const nothing: DBAdapter = {
  listClasses: async () => [],
  openSnapshot: () => Promise.reject(new Error('a restore exports nothing')),
};

/** Restores an export and shows how it goes on; returns the exit code. */
export async function restore(
  text: string,
  targetText: string,
  options: RestoreOptions,
  { folder, environment, stdout }: Program,
): Promise<number> {
  const { place, id } = parseExport('EXPORT', text, folder);
  const view = await viewOf(options);
  using interrupts = new Interrupts(
    () => view.say('canceling, no class that it made will be left; Ctrl-C again stops at once'),
    () => process.exit(EXIT.interrupted),
  );
  const say = (_fields: object, message: string): void => view.say(message);
  const logger: Logger = { debug() {}, info() {}, warn: say, error() {} };
  const request = await requestOf(options, folder);
  const opening = { folder, environment, logger, signal: interrupts.signal };
  await using opened = await openTarget(targetText, opening);
  await using backends = backendsOf(place, environment);
  const { target } = opened;
  await using exports = createExports(
    { authorizer: everyone, db: nothing, backends, logger, target },
    { parallelism: options.parallelism },
  );
  const { restorer } = exports;
  const { backend, ...config } = destinationOf(place);
  await restorer.restore(null, backend, id, { ...request, config });
  // It may have ended in between; how, is told below.
  const cancel = (): void => void restorer.cancel(null, backend, id, config).catch(() => undefined);
  interrupts.signal.addEventListener('abort', cancel, { once: true });
  if (interrupts.signal.aborted) cancel();
  const told = (status: RestoreStatus): ExportStatus =>
    options.json ? (status as unknown as ExportStatus) : asProgress(status);
  const look = async (): Promise<void> => {
    const status = await restorer.status(null, backend, id, config);
    if (!isFinished(status.status)) view.show(told(status));
  };
  const looking = setInterval(() => void look().catch(() => undefined), LOOK_EVERY_MS);
  let status: RestoreStatus;
  try {
    status = await restorer.finished(null, backend, id, config, new AbortController().signal);
  } finally {
    clearInterval(looking);
  }
  if (!options.quiet || options.json) view.end(told(status));
  const isDone = status.status === 'SUCCESS';
  if (!options.json && !(options.quiet && isDone))
    for (const line of endText(status)) stdout.write(`${line}\n`);
  if (isDone) return EXIT.done;
  return interrupts.signal.aborted ? EXIT.interrupted : EXIT.failed;
}

async function requestOf(options: RestoreOptions, folder: string): Promise<RestoreRequest> {
  const { include, exclude, rename, tenants, timesAs, onConflict, maxErrors, definitions } = options;
  return {
    ...{ onConflict, maxErrors },
    ...(include !== undefined && { include }),
    ...(exclude !== undefined && { exclude }),
    ...(rename !== undefined && { rename }),
    ...(tenants !== undefined && { tenants }),
    ...(timesAs !== undefined && { timesAs }),
    ...(definitions !== undefined && { definitions: await readDefinitions(definitions, folder) }),
  };
}

/** As the progress of an export is shown. */
function asProgress(status: RestoreStatus): ExportStatus {
  const progress = Object.entries(status.progress).map(
    ([name, { status: state, objectsRestored, objectsSkipped, objectsTotal, bytesRead }]) =>
      [
        name,
        {
          status: state,
          ...{ objectsExported: objectsRestored + objectsSkipped, objectsTotal, fileSizeBytes: bytesRead },
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
