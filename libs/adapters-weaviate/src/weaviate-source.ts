import {
  type ClassDefinition,
  type ExportObject,
  isMultiTenant,
  type KeyRange,
  type RangeLimits,
} from '@weaviate-export/entities-export';
import type {
  DBAdapter,
  ExportableClass,
  ExportableShard,
  ShardAddress,
  Snapshot,
  SnapshotRequest,
  Wanted,
} from '@weaviate-export/usecases-export';
import { inOrder, unlessAborted } from '@weaviate-export/waiting';
import type { TenantReply } from '@weaviate-export/weaviate-protocol';
import { WeaviateConnection } from './connection/weaviate-connection.ts';
import { MAX_IN_FLIGHT, type WeaviateOptions } from './connection/weaviate-options.ts';
import { WeaviateReader } from './weaviate-reader.ts';
import type { WeaviateReaderOptions } from './weaviate-reader.worker-source.ts';

const READER_MODULE = import.meta.resolve('#weaviate-reader');

/** The name of the one shard of a class without tenants: its cursor goes over all that the server has. */
const WHOLE_CLASS = 'all';

/** Tenants of a class that are counted before an export begins, and how many at a time: a request each. */
const [MOST_COUNTED, COUNTS_AHEAD] = [1_000, 16];

/** A live Weaviate as a source of exports. Disposed of, it closes its connection; no snapshot may be open then. */
export interface WeaviateSource extends DBAdapter, AsyncDisposable {
  /**
   * Asks the server for its version, by REST, and whether gRPC is there as well; what does not answer is not waited for
   * longer than some seconds.
   * @throws ExportError WEAVIATE_UNREACHABLE, WEAVIATE_CREDENTIALS, WEAVIATE_TOO_OLD, …, or the signal's reason
   */
  check(signal?: AbortSignal): Promise<string>;
}

/**
 * A DBAdapter over a Weaviate of version 1.25 or later. It connects when it is first asked. Its snapshots are `live`: what was there
 * throughout an export is in it once, what changed meanwhile in one of its versions.
 *
 * @example
 * await using source = createWeaviateSource({ url: 'http://localhost:8080' });
 * const scheduler = createScheduler({ dbAdapter: source, … });
 * // Or of the environment, WEAVIATE_URL and those beside it:
 * const options = readWeaviateOptions(new EnvironmentReader(process.env));
 * @throws ExportError CONFIGURATION_INVALID
 */
export function createWeaviateSource(options: WeaviateOptions): WeaviateSource {
  return new LiveSource(options);
}

class LiveSource implements WeaviateSource {
  readonly #options: WeaviateOptions;
  readonly #connection: WeaviateConnection;

  constructor(options: WeaviateOptions) {
    this.#options = options;
    this.#connection = new WeaviateConnection(options);
  }

  check(signal?: AbortSignal): Promise<string> {
    return this.#connection.check(signal);
  }

  async listClasses(): Promise<readonly string[]> {
    await this.#connection.check();
    const definitions = await this.#definitions();
    return definitions.map(({ class: name }) => name);
  }

  async openSnapshot({ classes, signal, prepare, share }: SnapshotRequest): Promise<Snapshot> {
    const prepared = prepare(READER_MODULE);
    // Awaited below; until then a failure must not count as unhandled.
    prepared.catch(() => undefined);
    await this.#connection.check(signal);
    const all = new Map(
      (await this.#definitions(signal)).map((definition) => [definition.class, definition]),
    );
    const definitions = classes.flatMap((name) => all.get(name) ?? []);
    const slots = this.#connection.slots.memory;
    const connection = this.#options;
    const options: WeaviateReaderOptions = { connection, slots, definitions };
    const reader = new WeaviateReader(new WeaviateConnection(connection, slots), definitions);
    try {
      const described: ExportableClass[] = [];
      const ahead = connection.maxInFlight ?? MAX_IN_FLIGHT;
      for await (const found of inOrder(definitions, ahead, (one) => this.#describe(one, reader, signal)))
        described.push(...found);
      await unlessAborted(prepared, signal);
      await unlessAborted(share({ moduleUrl: READER_MODULE, options }), signal);
      return new LiveSnapshot(reader, described);
    } catch (error) {
      reader[Symbol.dispose]();
      throw error;
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#connection[Symbol.dispose]();
  }

  async #definitions(signal?: AbortSignal): Promise<ClassDefinition[]> {
    const text = await this.#connection.get('tell its schema', '/v1/schema', signal);
    const { classes } = JSON.parse(text ?? '{}') as { classes?: ClassDefinition[] | null };
    return (classes ?? []).sort((a, b) => (a.class < b.class ? -1 : 1));
  }

  /** None where the class was deleted meanwhile. */
  async #describe(
    definition: ClassDefinition,
    reader: WeaviateReader,
    signal: AbortSignal,
  ): Promise<ExportableClass[]> {
    const { class: name } = definition;
    const shards = await this.#shards(definition, signal);
    if (shards === undefined) return [];
    const exported = shards.filter(({ skipReason }) => skipReason === undefined);
    const [first] = exported;
    const dimensions = first === undefined ? {} : await reader.lengths({ class: name, shard: first.name });
    const counts = new Map<string, number>();
    if (exported.length <= MOST_COUNTED)
      for await (const [shard, objects] of inOrder(exported, COUNTS_AHEAD, async (one) => {
        const objects = await reader.probe({ class: name, shard: one.name }).count();
        return [one.name, objects] as const;
      }))
        counts.set(shard, objects);
    const counted = shards.map((shard) => {
      const objects = counts.get(shard.name);
      return objects === undefined ? shard : { ...shard, objects };
    });
    return [{ name, definition, shards: counted, dimensions }];
  }

  async #shards(definition: ClassDefinition, signal: AbortSignal): Promise<ExportableShard[] | undefined> {
    if (!isMultiTenant(definition)) return [{ name: WHOLE_CLASS }];
    const { class: name } = definition;
    const text = await this.#connection.get(
      `tell the tenants of class ${JSON.stringify(name)}`,
      `/v1/schema/${encodeURIComponent(name)}/tenants`,
      signal,
    );
    if (text === undefined) return undefined;
    const tenants = JSON.parse(text) as readonly TenantReply[];
    return tenants
      .map(({ name: tenant, activityStatus }) => ({
        name: tenant,
        ...(!ACTIVE.includes(activityStatus) && { skipReason: `tenant status is ${activityStatus}` }),
      }))
      .sort((a, b) => (a.name < b.name ? -1 : 1));
  }
}

/** Newer and older words for the one state in which a tenant can be read. */
const ACTIVE = ['HOT', 'ACTIVE'];

class LiveSnapshot implements Snapshot {
  readonly consistency = 'live';
  readonly classes: readonly ExportableClass[];
  readonly #reader: WeaviateReader;

  constructor(reader: WeaviateReader, classes: readonly ExportableClass[]) {
    this.#reader = reader;
    this.classes = classes;
  }

  cut(shard: ShardAddress, limits: RangeLimits): AsyncIterable<KeyRange> {
    return this.#reader.cut(shard, limits);
  }

  scan(shard: ShardAddress, range: KeyRange, wanted?: Wanted): AsyncIterable<ExportObject> {
    return this.#reader.scan(shard, range, wanted);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#reader[Symbol.dispose]();
  }
}
