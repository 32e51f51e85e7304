import { type ClassDefinition, isMultiTenant } from '@weaviate-export/entities-export';
import type { RestoreOrder, RestoreSession, RestoreTarget } from '@weaviate-export/usecases-export';
import { unlessAborted } from '@weaviate-export/waiting';
import { readTenants, sendTenants } from './connection/tenants.ts';
import { WeaviateConnection } from './connection/weaviate-connection.ts';
import type { WeaviateOptions } from './connection/weaviate-options.ts';
import { removeClass, RestoreMark } from './target/restore-mark.ts';
import { WeaviateRestore } from './target/weaviate-restore.ts';
import type { WeaviateWriterOptions } from './weaviate-writer.worker-target.ts';

const WRITER_MODULE = import.meta.resolve('#weaviate-writer');

/** A live Weaviate that exports are restored to. Disposed of, it closes its connection; no restore may run then. */
export interface WeaviateTarget extends RestoreTarget, AsyncDisposable {
  /** As that of a WeaviateSource. */
  check(signal?: AbortSignal): Promise<string>;
}

/**
 * A RestoreTarget over a Weaviate of version 1.25 or later: its REST API makes classes and tenants, gRPC's batches objects. It
 * sets the times of objects itself. A class that is restored can be seen while it fills; a class of another name lists these until they
 * are whole and that is on record.
 *
 * @throws ExportError CONFIGURATION_INVALID
 */
export function createWeaviateTarget(options: WeaviateOptions): WeaviateTarget {
  return new LiveTarget(options);
}

class LiveTarget implements WeaviateTarget {
  readonly keepsTimes = false;
  readonly isAtomic = false;
  readonly #options: WeaviateOptions;
  readonly #connection: WeaviateConnection;

  constructor(options: WeaviateOptions) {
    this.#options = options;
    this.#connection = new WeaviateConnection(options);
  }

  check(signal?: AbortSignal): Promise<string> {
    return this.#connection.check(signal);
  }

  async findClasses(names: readonly string[]): Promise<readonly ClassDefinition[]> {
    // To the server, names that differ in case alone are one.
    const wanted = new Set(names.map((name) => name.toLowerCase()));
    return (await this.#definitions()).filter(({ class: name }) => wanted.has(name.toLowerCase()));
  }

  async openRestore({
    restore,
    onConflict,
    timesAs = {},
    signal,
    share,
  }: RestoreOrder): Promise<RestoreSession> {
    await this.check(signal);
    const slots = this.#connection.slots.memory;
    const there = (await this.#definitions(signal)).map(({ class: name }) => name);
    const connection = this.#options;
    const options: WeaviateWriterOptions = { connection, slots, settings: { onConflict, timesAs } };
    await unlessAborted(share({ moduleUrl: WRITER_MODULE, options }), signal);
    return new WeaviateRestore(
      new WeaviateConnection(connection, slots),
      { restore, signal, timesAs },
      there,
    );
  }

  /** Goes by the mark that the restore left, not by names, which others may have given meanwhile. */
  async closeUnfinished(restore: string, _classes: readonly string[], signal: AbortSignal): Promise<boolean> {
    const mark = new RestoreMark(this.#connection, restore);
    const told = await mark.read(signal);
    if (told === undefined) return false;
    if (!told.isCommitted) {
      for (const name of told.made) await removeClass(this.#connection, name, signal);
      for (const name of told.intended)
        if (!told.made.includes(name) && (await this.#isEmpty(name, signal)))
          await removeClass(this.#connection, name, signal);
      for (const { class: name, tenants } of told.asleep)
        await sendTenants(this.#connection, ['set', 'PUT'], name, tenants, signal);
    }
    await mark.remove(signal);
    return told.isCommitted;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#connection[Symbol.dispose]();
  }

  /** Whether a class has neither objects nor tenants, as one that was made and no more. */
  async #isEmpty(name: string, signal: AbortSignal): Promise<boolean> {
    const [definition] = (await this.#definitions(signal)).filter((one) => one.class === name);
    if (definition === undefined) return false;
    if (isMultiTenant(definition)) return (await readTenants(this.#connection, name, signal))?.length === 0;
    const path = `/v1/objects?class=${encodeURIComponent(name)}&limit=1`;
    const text = await this.#connection.get(
      `tell the objects of class ${JSON.stringify(name)}`,
      path,
      signal,
    );
    return (JSON.parse(text ?? '{}') as { objects?: unknown[] | null }).objects?.length === 0;
  }

  async #definitions(signal?: AbortSignal): Promise<ClassDefinition[]> {
    const text = await this.#connection.get('tell its schema', '/v1/schema', signal);
    return (JSON.parse(text ?? '{}') as { classes?: ClassDefinition[] | null }).classes ?? [];
  }
}
