import { METADATA_FILE } from '@weaviate-export/entities-export';
import {
  createScheduler,
  type Authorizer,
  type Backend,
  type Logger,
} from '@weaviate-export/usecases-export';
import { backendsOf } from '../backends.ts';
import { EXIT } from '../exit-codes.ts';
import { Interrupts } from '../interrupts.ts';
import { destinationOf, parsePlace, type Destination } from '../place.ts';
import type { Opening, Source } from '../source.ts';
import { viewOf } from '../view-of.ts';
import { exportRequest, type ExportOptions } from './export-options.ts';
import { runExport } from './run-export.ts';
import { tellEnd } from './tell-end.ts';
import type { ProgressView } from '../progress/progress-view.ts';

/** How long removing a file may take, in milliseconds. */
const REMOVE_DEADLINE_MS = 10_000;

/** Who runs the program has the data already. */
const everyone: Authorizer = {
  authorize: async () => undefined,
  filter: async (_principal, _verb, classes) => [...classes],
};

/** Exports what a source holds, as the commands `export` and `convert` do; returns the exit code. */
export async function exportTo(
  target: string,
  open: (opening: Opening) => Promise<Source>,
  options: ExportOptions,
  folder: string,
): Promise<number> {
  const { env } = process;
  const place = parsePlace('TARGET', target, folder);
  const view = await viewOf(options);
  using interrupts = new Interrupts(
    () => view.say('canceling, nothing will be left; Ctrl-C again stops at once'),
    () => process.exit(EXIT.interrupted),
  );
  const logger = warningsTo(view);
  await using source = await open({ folder, environment: env, logger, signal: interrupts.signal });
  await using backends = backendsOf(place, env);
  await using scheduler = createScheduler(
    { authorizer: everyone, db: source.db, backends, logger },
    { parallelism: options.parallelism },
  );
  const request = exportRequest(options, new Date());
  const destination = destinationOf(place);
  const status = await runExport(scheduler, destination, request, view, interrupts.signal);
  if (status.status === 'CANCELED')
    await removeRecord(await backends.backend(place.backend), destination, request.id);
  return tellEnd(status, options, view, interrupts.signal);
}

/** What a canceled export leaves is its record, for those who ask a server for it. Here nobody will. */
async function removeRecord(backend: Backend, { bucket, path }: Destination, id: string): Promise<void> {
  const key = [...(path === undefined ? [] : [path]), id, METADATA_FILE].join('/');
  await backend.delete(
    { key, ...(bucket !== undefined && { bucket }) },
    AbortSignal.timeout(REMOVE_DEADLINE_MS),
  );
}

/** What a log would warn of, said to who waits. */
function warningsTo(view: ProgressView): Logger {
  const say = (fields: object, message: string): void => {
    const { err } = fields as { readonly err?: unknown };
    view.say(`${message}${err instanceof Error ? `: ${err.message}` : ''}`);
  };
  return { debug() {}, info() {}, warn: say, error: say };
}
