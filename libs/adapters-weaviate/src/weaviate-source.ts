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
import { ActivatedTenants } from './connection/activated-tenants.ts';
import { readTenants } from './connection/tenants.ts';
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

  async openSnapshot(request: SnapshotRequest): Promise<Snapshot> {
    const { classes, signal, prepare, share, consistencyLevel } = request;
    const prepared = prepare(READER_MODULE);
    // Awaited below; until then a failure must not count as unhandled.
    prepared.catch(() => undefined);
    await this.#connection.check(signal);
    const all = new Map(
      (await this.#definitions(signal)).map((definition) => [definition.class, definition]),
    );
    const definitions = classes.flatMap((name) => all.get(name) ?? []);
    const slots = this.#connection.slots.memory;
    const connection = { ...this.#options, ...(consistencyLevel !== undefined && { consistencyLevel }) };
    const options: WeaviateReaderOptions = { connection, slots, definitions };
    await using opening = new AsyncDisposableStack();
    const tenants = opening.use(new ActivatedTenants(this.#connection));
    const reader = opening.use(new WeaviateReader(new WeaviateConnection(connection, slots), definitions));
    const described: ExportableClass[] = [];
    const ahead = connection.maxInFlight ?? MAX_IN_FLIGHT;
    const describe = (one: ClassDefinition) => this.#describe(one, reader, tenants, request);
    for await (const found of inOrder(definitions, ahead, describe)) described.push(...found);
    await unlessAborted(prepared, signal);
    await unlessAborted(share({ moduleUrl: READER_MODULE, options }), signal);
    return new LiveSnapshot(reader, described, opening.move());
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
    activated: ActivatedTenants,
    request: SnapshotRequest,
  ): Promise<ExportableClass[]> {
    const { class: name } = definition;
    const shards = await this.#shards(definition, activated, request);
    if (shards === undefined) return [];
    const asked = request.tenants && new Set(request.tenants);
    const exported = shards.filter(
      ({ name: shard, skipReason }) => skipReason === undefined && (asked?.has(shard) ?? true),
    );
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

  async #shards(
    definition: ClassDefinition,
    activated: ActivatedTenants,
    { tenants: asked, activateTenants, signal }: SnapshotRequest,
  ): Promise<ExportableShard[] | undefined> {
    if (!isMultiTenant(definition)) return [{ name: WHOLE_CLASS }];
    const { class: name } = definition;
    const tenants = await readTenants(this.#connection, name, signal);
    if (tenants === undefined) return undefined;
    const names = asked && new Set(asked);
    const asleep = tenants.filter(
      (tenant) => activateTenants && tenant.status === 'COLD' && (names?.has(tenant.name) ?? true),
    );
    const woken = new Set(asleep.map((tenant) => tenant.name));
    await activated.activate(name, [...woken], signal);
    return tenants
      .map(({ name: tenant, status }) => {
        if (status === 'HOT') return { name: tenant };
        if (woken.has(tenant)) return { name: tenant, tenantStatus: status };
        return { name: tenant, skipReason: `tenant status is ${status}` };
      })
      .sort((a, b) => (a.name < b.name ? -1 : 1));
  }
}

class LiveSnapshot implements Snapshot {
  readonly consistency = 'live';
  readonly classes: readonly ExportableClass[];
  readonly #reader: WeaviateReader;
  readonly #held: AsyncDisposable;

  /** @param held the reader, and what else is released with the snapshot */
  constructor(reader: WeaviateReader, classes: readonly ExportableClass[], held: AsyncDisposable) {
    this.#reader = reader;
    this.classes = classes;
    this.#held = held;
  }

  cut(shard: ShardAddress, limits: RangeLimits): AsyncIterable<KeyRange> {
    return this.#reader.cut(shard, limits);
  }

  scan(shard: ShardAddress, range: KeyRange, wanted?: Wanted): AsyncIterable<ExportObject> {
    return this.#reader.scan(shard, range, wanted);
  }

  [Symbol.asyncDispose](): PromiseLike<void> {
    return this.#held[Symbol.asyncDispose]();
  }
}
