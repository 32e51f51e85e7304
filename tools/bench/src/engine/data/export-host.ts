import 'reflect-metadata';
import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { EmbeddedDBAdapter, EmbeddedExportRecords, EmbeddedStore } from '@weaviate-export/adapters-db';
import { EnvironmentBackendProvider } from '@weaviate-export/backends';
import {
  Authorizer,
  BackendProvider,
  DBAdapter,
  ExportModule,
  ExportRecords,
  Scheduler,
  SchedulerOptions,
} from '@weaviate-export/usecases-export';
import { Container } from 'inversify';
import type { ExportConfig } from '../order.ts';
import { storePath } from './places.ts';
import type { ClassName } from './bench-object.ts';

const BACKEND = 'filesystem';
/** Far above what the slowest machine needs, so that a run that hangs ends. */
const EXPORT_DEADLINE_MS = 30 * 60_000;

const everybody: Authorizer = {
  authorize: async () => undefined,
  filter: async (_principal, _verb, classes) => [...classes],
};

export interface ExportHostOptions {
  readonly data: string;
  readonly output: string;
  readonly workers: number;
}

/** The engine as a host has it: embedded store, filesystem backend, and the export module in a container. */
export class ExportHost implements AsyncDisposable {
  readonly #scheduler: Scheduler;
  readonly #output: string;
  readonly #resources: AsyncDisposableStack;

  private constructor(scheduler: Scheduler, output: string, resources: AsyncDisposableStack) {
    this.#scheduler = scheduler;
    this.#output = output;
    this.#resources = resources;
  }

  static async open({ data, output, workers }: ExportHostOptions): Promise<ExportHost> {
    await using opened = new AsyncDisposableStack();
    const store = opened.use(await EmbeddedStore.open({ path: storePath(data) }));
    const backends = opened.use(new EnvironmentBackendProvider({ env: {}, filesystemRoot: output }));
    const container = new Container();
    container.bind(Authorizer).toConstantValue(everybody);
    container.bind(DBAdapter).toConstantValue(new EmbeddedDBAdapter(store));
    container.bind(BackendProvider).toConstantValue(backends);
    container.bind(ExportRecords).toConstantValue(new EmbeddedExportRecords(store));
    container.bind(SchedulerOptions).toConstantValue({ parallelism: workers, owner: store.serverId });
    container.load(ExportModule);
    opened.defer(() => container.unbindAllAsync());
    return new ExportHost(container.get(Scheduler), output, opened.move());
  }

  /**
   * Exports a class, and resolves when the export has ended.
   * @returns the Parquet file
   * @throws ExportError where the export is refused, Error where it does not succeed
   */
  async export(className: ClassName, config: ExportConfig = {}): Promise<string> {
    // The store remembers its exports, also those whose files are gone: each needs an id of its own.
    const id = randomUUID();
    const request = { id, include: [className], config };
    await this.#scheduler.export(null, BACKEND, request);
    const deadline = AbortSignal.timeout(EXPORT_DEADLINE_MS);
    const { status, error } = await this.#scheduler.finished(null, BACKEND, id, {}, deadline);
    if (status !== 'SUCCESS') throw new Error(`the export ended ${status}: ${error}`);
    return join(this.#output, id, `${className}.parquet`);
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.#resources.disposeAsync();
  }
}
