import { ArraySource } from '../ports/array-source.fixture.ts';
import type { ExportableClass, ShardAddress, Snapshot, SnapshotRequest } from '../ports/db-adapter.ts';
import type { ExportObject, KeyRange, RangeLimits } from '@weaviate-export/entities-export';

/** A source over arrays whose every step a test can make fail or wait. */
export class StagedSource extends ArraySource {
  /** Objects a range, so that few of them make many row groups; the coordinator's own limit where undefined. */
  objectsPerRange: number | undefined;
  /** Ranges in place of those that a shard is cut into, as of a source that can only estimate. */
  estimates: ((ranges: readonly KeyRange[]) => readonly Omit<KeyRange, 'isEstimate'>[]) | undefined;
  /** Whether it tells how many objects a shard holds. */
  counts = false;
  /** Shards that are left out, by class and shard: the reasons. */
  readonly skipped: Record<string, Record<string, string>> = {};
  /** Tenants that are COLD. */
  readonly cold: string[] = [];
  /** Ranges that are being scanned now. */
  scans = 0;
  /** The most ranges that were being scanned when a snapshot was released. */
  scansAtRelease = 0;
  /** Called before each step with its name and, for `cut` its shard, for `scan` the id of the object to come. */
  before: (step: 'listClasses' | 'openSnapshot' | 'cut' | 'scan', about: string) => void | Promise<void> =
    () => undefined;

  override async listClasses(): Promise<string[]> {
    await this.before('listClasses', '');
    return super.listClasses();
  }

  override async openSnapshot(request: SnapshotRequest): Promise<Snapshot> {
    await this.before('openSnapshot', '');
    const inner = await super.openSnapshot(request);
    return {
      consistency: inner.consistency,
      classes: inner.classes.map((described) => this.#withSkipped(described)),
      cut: (address, limits) => this.#cut(inner, address, limits),
      scan: (address, range) => this.#scan(inner, address, range),
      [Symbol.asyncDispose]: async () => {
        this.scansAtRelease = Math.max(this.scansAtRelease, this.scans);
        await inner[Symbol.asyncDispose]();
      },
    };
  }

  #withSkipped({ shards, ...described }: ExportableClass): ExportableClass {
    return {
      ...described,
      shards: shards.map(({ name }) => {
        const skipReason = this.skipped[described.name]?.[name];
        const held = this.classes.find(({ definition }) => definition.class === described.name)!.shards[
          name
        ]!;
        return {
          name,
          ...(skipReason !== undefined && { skipReason }),
          ...(this.cold.includes(name) && { tenantStatus: 'COLD' }),
          ...(this.counts && { objects: held.length }),
        };
      }),
    };
  }

  async *#cut(inner: Snapshot, address: ShardAddress, limits: RangeLimits): AsyncGenerator<KeyRange> {
    await this.before('cut', address.shard);
    const cut = inner.cut(address, { ...limits, objects: this.objectsPerRange ?? limits.objects });
    if (this.estimates === undefined) yield* cut;
    else for (const range of this.estimates(await Array.fromAsync(cut))) yield { ...range, isEstimate: true };
  }

  async *#scan(inner: Snapshot, address: ShardAddress, range: KeyRange): AsyncGenerator<ExportObject> {
    this.scans += 1;
    try {
      for await (const object of inner.scan(address, range)) {
        await this.before('scan', object.id);
        yield object;
      }
    } finally {
      this.scans -= 1;
    }
  }
}
