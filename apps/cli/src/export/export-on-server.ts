import { isFinished, type ExportStatus } from '@weaviate-export/entities-export';
import type { Program } from '../commands/program.ts';
import { EXIT } from '../exit-codes.ts';
import { ExportServer } from '../exports/server.ts';
import { Failure } from '../failure.ts';
import { Interrupts } from '../interrupts.ts';
import type { Destination } from '../place.ts';
import type { ProgressView } from '../progress/progress-view.ts';
import { parseServerExport, parseServerPlace } from '../server-place.ts';
import { viewOf } from '../view-of.ts';
import { exportRequest, type ExportOptions } from './export-options.ts';
import { tellEnd } from './tell-end.ts';

/** What is shown of an export that a server runs. */
export interface WatchOptions {
  readonly json?: true;
  readonly quiet?: true;
}

/** Has a running server export into a place of its own, watches it and cancels it on Ctrl-C; returns the exit code. */
export async function exportOnServer(
  url: string,
  target: string,
  options: ExportOptions,
  { environment }: Program,
): Promise<number> {
  if (options.parallelism !== 0)
    throw new Failure(EXIT.wrongArguments, '--parallelism is the own choice of a server: leave it out');
  const destination = parseServerPlace('TARGET', target);
  const server = new ExportServer(url, environment);
  const request = exportRequest(options, new Date());
  const view = await viewOf(options);
  using interrupts = new Interrupts(
    () => view.say(`canceling ${request.id}; Ctrl-C again stops at once, and leaves it to the server`),
    () => process.exit(EXIT.interrupted),
  );
  await server.start(destination, request, interrupts.signal);
  const cancel = (): void => {
    // It may have ended in between; how, is told below.
    const tell = (error: Error): void => view.say(`${request.id} could not be canceled: ${error.message}`);
    server.cancel(destination, request.id).catch(tell);
  };
  interrupts.signal.addEventListener('abort', cancel, { once: true });
  if (interrupts.signal.aborted) cancel();
  const status = await watched(server, destination, request.id, view);
  return tellEnd(status, options, view, interrupts.signal);
}

/** Watches an export of a running server to its end; Ctrl-C ends the watching alone. Returns the exit code. */
export async function watch(
  url: string,
  text: string,
  options: WatchOptions,
  { environment }: Program,
): Promise<number> {
  const { destination, id } = parseServerExport('EXPORT', text);
  const server = new ExportServer(url, environment);
  const view = await viewOf(options);
  using interrupts = new Interrupts(
    () => view.say(`${id} runs on: weaviate-export cancel ${text} --server ${url} ends it`),
    () => process.exit(EXIT.interrupted),
  );
  const status = await watched(server, destination, id, view, interrupts.signal);
  return tellEnd(status, options, view, interrupts.signal);
}

async function watched(
  server: ExportServer,
  destination: Destination,
  id: string,
  view: ProgressView,
  signal?: AbortSignal,
): Promise<ExportStatus> {
  const show = (status: ExportStatus): void => {
    if (!isFinished(status.status)) view.show(status);
  };
  const status = await server.finished(destination, id, show, signal);
  view.end(status);
  return status;
}
