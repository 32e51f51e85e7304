import {
  type ClassDefinition,
  cutRanges,
  ExportError,
  exportObjectBytes,
  type ExportObject,
  isMultiTenant,
  type KeyRange,
  type RangeLimits,
} from '@weaviate-export/entities-export';
import type { ShardAddress, SnapshotReader } from '@weaviate-export/usecases-export';
import { type WeaviateConnection } from './connection/weaviate-connection.ts';
import { type ClassPlan, planClass } from './objects/class-plan.ts';
import { IntegerText } from './objects/integer-text.ts';
import { ShardPages } from './objects/object-page.ts';
import { PageSize } from './objects/page-size.ts';
import { scanRange } from './objects/range-scan.ts';
import { ShardProbe } from './objects/shard-probe.ts';

/** Ids that are asked for at a time. */
const IDS_PAGE = 10_000;

/** Reads the classes of an export from a live Weaviate, on one thread; the connection is closed with it. */
export class WeaviateReader implements SnapshotReader, Disposable {
  readonly #connection: WeaviateConnection;
  readonly #classes: ReadonlyMap<string, { readonly plan: ClassPlan; readonly isMultiTenant: boolean }>;
  readonly #integers = new IntegerText();
  /** What has been learnt of the sizes of a class's objects. */
  readonly #sizes = new Map<string, PageSize>();

  constructor(connection: WeaviateConnection, definitions: readonly ClassDefinition[]) {
    this.#connection = connection;
    this.#classes = new Map(
      definitions.map((definition) => [
        definition.class,
        { plan: planClass(definition), isMultiTenant: isMultiTenant(definition) },
      ]),
    );
  }

  async *cut(address: ShardAddress, limits: RangeLimits): AsyncGenerator<KeyRange> {
    const probe = this.probe(address);
    const bytes = exportObjectBytes(0, 0);
    let after: string | undefined;
    const ids: string[] = [];
    for (;;) {
      const page = await probe.idsAfter(after, IDS_PAGE);
      ids.push(...page);
      if (page.length < IDS_PAGE) break;
      after = page.at(-1);
    }
    yield* cutRanges(
      ids.map((id) => ({ id, bytes })),
      limits,
    );
  }

  /** The arrays of an object are valid until the next step, and overwritten then. */
  scan(address: ShardAddress, range: KeyRange): AsyncIterable<ExportObject> {
    const size = this.#sizes.get(address.class) ?? new PageSize();
    this.#sizes.set(address.class, size);
    return scanRange(this.#pages(address), size, range);
  }

  /**
   * The lengths of the vectors of a shard's first object, by name: Weaviate's indexes hold all others to them. A file looks at each
   * vector before it relies on them.
   */
  async lengths(address: ShardAddress): Promise<Record<string, number>> {
    const lengths: Record<string, number> = {};
    const request = { after: undefined, limit: () => 1, onLate: () => undefined };
    const page = await this.#pages(address).read(request);
    const { vector = null, namedVectors } = (page.length > 0 && (await page.object(0))) || {};
    if (vector !== null) lengths[''] = vector.length;
    for (const [name, value] of Object.entries(namedVectors ?? {}))
      if (value instanceof Float32Array) lengths[name] = value.length;
    return lengths;
  }

  probe(address: ShardAddress): ShardProbe {
    const { plan, tenant } = this.#locate(address);
    return new ShardProbe(this.#connection, plan.class, tenant);
  }

  [Symbol.dispose](): void {
    this.#connection[Symbol.dispose]();
  }

  #pages(address: ShardAddress): ShardPages {
    const { plan, tenant } = this.#locate(address);
    return new ShardPages(this.#connection, plan, tenant, this.#integers);
  }

  #locate({ class: name, shard }: ShardAddress): { plan: ClassPlan; tenant: string | undefined } {
    const found = this.#classes.get(name);
    if (found === undefined) throw new ExportError('CLASS_NOT_FOUND', [name]);
    return { plan: found.plan, tenant: found.isMultiTenant ? shard : undefined };
  }
}
