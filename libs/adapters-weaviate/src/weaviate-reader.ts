import {
  type ClassDefinition,
  ExportError,
  type ExportObject,
  isMultiTenant,
  type KeyRange,
  type RangeLimits,
  sizeOf,
  uuidOf,
} from '@weaviate-export/entities-export';
import type { ShardAddress, SnapshotReader, Wanted } from '@weaviate-export/usecases-export';
import { type WeaviateConnection } from './connection/weaviate-connection.ts';
import { cutByDensity } from './cut/density-cut.ts';
import { HIGHEST } from './cut/id-number.ts';
import { type ClassPlan, planClass } from './objects/class-plan.ts';
import { IntegerText } from './objects/integer-text.ts';
import { ShardPages } from './objects/object-page.ts';
import { PageSize } from './objects/page-size.ts';
import { scanRange } from './objects/range-scan.ts';
import { readPage } from './objects/read-page.ts';
import { ShardProbe } from './objects/shard-probe.ts';

/** How far a row group is filled by what was estimated, so that chance seldom makes two of one. */
const FULL = 0.9;
/** Objects whose sizes are looked at in each place. */
const SIZED_OBJECTS = 20;

interface ReadClass {
  readonly definition: ClassDefinition;
  readonly plan: ClassPlan;
  readonly isMultiTenant: boolean;
}

/** Reads the classes of an export from a live Weaviate, on one thread; the connection is closed with it. */
export class WeaviateReader implements SnapshotReader, Disposable {
  readonly #connection: WeaviateConnection;
  readonly #classes: ReadonlyMap<string, ReadClass>;
  readonly #integers = new IntegerText();
  /** What has been learnt of the sizes of a class's objects. */
  readonly #sizes = new Map<string, PageSize>();

  constructor(connection: WeaviateConnection, definitions: readonly ClassDefinition[]) {
    this.#connection = connection;
    this.#classes = new Map(
      definitions.map((definition) => [
        definition.class,
        { definition, plan: planClass(definition), isMultiTenant: isMultiTenant(definition) },
      ]),
    );
  }

  /** Ranges are estimates: objects may come and go before they are read. */
  async *cut(address: ShardAddress, limits: RangeLimits): AsyncGenerator<KeyRange> {
    const probe = this.probe(address);
    const objects = await probe.count();
    const bytesEach = objects === 0 ? 1 : await this.#bytesEach(address);
    const most = Math.max(1, Math.floor(FULL * Math.min(limits.objects, limits.bytes / bytesEach)));
    for (const stretch of await cutByDensity(probe, objects, most))
      yield { ...stretch, bytes: Math.ceil(stretch.objects * bytesEach), isEstimate: true };
  }

  /** The arrays of an object are valid until the next step, and overwritten then. */
  scan(address: ShardAddress, range: KeyRange, wanted?: Wanted): AsyncIterable<ExportObject> {
    const size = this.#sizes.get(address.class) ?? new PageSize();
    this.#sizes.set(address.class, size);
    const pages = (cursor: number): ShardPages => this.#pages(address, cursor, wanted?.vectors);
    return scanRange({ pages, probe: this.probe(address) }, size, range);
  }

  /**
   * The lengths of the vectors of a shard's first object, by name: Weaviate's indexes hold all others to them. A file looks at each
   * vector before it relies on them.
   */
  async lengths(address: ShardAddress): Promise<Record<string, number>> {
    const lengths: Record<string, number> = {};
    const request = { after: undefined, limit: () => 1, onLate: () => undefined };
    using page = await this.#pages(address).read(request);
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

  /** About how large an object is, by some at the beginning and some in the middle of all ids: the larger of both. */
  async #bytesEach(address: ShardAddress): Promise<number> {
    const means = [undefined, uuidOf(HIGHEST / 2n)].map(async (after) => {
      using page = await readPage(this.#pages(address), new PageSize(), after, SIZED_OBJECTS);
      let bytes = 0;
      for (let index = 0; index < page.length; index++) {
        const object = await page.object(index);
        bytes += object === undefined ? 0 : sizeOf(object);
      }
      return page.length === 0 ? 0 : bytes / page.length;
    });
    return Math.max(1, ...(await Promise.all(means)));
  }

  /** @param vectors names of those that are asked for; all unless told */
  #pages(address: ShardAddress, cursor = 0, vectors?: readonly string[]): ShardPages {
    const { definition, plan, tenant } = this.#locate(address);
    const asked = vectors === undefined ? plan : planClass(definition, vectors);
    return new ShardPages(this.#connection, asked, tenant, this.#integers, cursor);
  }

  #locate({
    class: name,
    shard,
  }: ShardAddress): Omit<ReadClass, 'isMultiTenant'> & { tenant: string | undefined } {
    const found = this.#classes.get(name);
    if (found === undefined) throw new ExportError('CLASS_NOT_FOUND', [name]);
    return { ...found, tenant: found.isMultiTenant ? shard : undefined };
  }
}
