import {
  type ClassDefinition,
  cutRanges,
  type ExportObject,
  isMultiTenant,
  type KeyRange,
  type RangeLimits,
  sizeOf,
} from '@weaviate-export/entities-export';
import type { DBAdapter, Deletion, ShardAddress, Snapshot, SnapshotRequest } from '../ports/db-adapter.ts';
import { unsuited } from './base-export.ts';

interface Point {
  readonly store: string;
  readonly version: number;
  readonly [name: string]: string | number;
}

interface HeldShard {
  readonly madeAt: number;
  status: string;
  readonly objects: Map<string, { readonly object: ExportObject; readonly changedAt: number }>;
  readonly deletions: Map<string, { readonly deleteTime: number; readonly deletedAt: number }>;
}

interface HeldClass {
  readonly definition: ClassDefinition;
  readonly shards: Map<string, HeldShard>;
}

/** A store in memory that keeps account of its changes, or, as a live source, does not. Time is its version. */
export class ChangingSource implements DBAdapter {
  store = 'one';
  /** Deletions before it are forgotten. */
  oldest = 0;
  isLive = false;
  /** Objects a range. */
  objectsPerRange = 3;
  openSnapshots = 0;
  /** Ids that were asked for, with how much of them, where that was not all. */
  readonly scanned: { readonly ids: number; readonly isBare: boolean }[] = [];
  #version = 1;
  readonly #classes = new Map<string, HeldClass>();

  get now(): number {
    return 1_700_000_000_000 + this.#version;
  }

  createClass(definition: ClassDefinition, ...shards: readonly string[]): void {
    this.#version += 1;
    this.#classes.set(definition.class, { definition, shards: new Map() });
    for (const shard of shards) this.addShard(definition.class, shard);
  }

  dropClass(name: string): void {
    this.#version += 1;
    this.#classes.delete(name);
  }

  addShard(name: string, shard: string): void {
    this.#version += 1;
    const madeAt = this.#version;
    this.#shards(name).set(shard, { madeAt, status: 'HOT', objects: new Map(), deletions: new Map() });
  }

  dropShard(name: string, shard: string): void {
    this.#version += 1;
    this.#shards(name).delete(shard);
  }

  setStatus(name: string, shard: string, status: string): void {
    this.#shards(name).get(shard)!.status = status;
  }

  put(name: string, shard: string, id: string, properties: string): void {
    this.#version += 1;
    const held = this.#shards(name).get(shard)!;
    const creationTime = held.objects.get(id)?.object.creationTime ?? this.now;
    const times = { creationTime, updateTime: this.now };
    const vectors = { vector: new Float32Array([this.#version, 0.5]), namedVectors: null };
    held.deletions.delete(id);
    held.objects.set(id, { object: { id, ...times, ...vectors, properties }, changedAt: this.#version });
  }

  remove(name: string, shard: string, id: string): void {
    this.#version += 1;
    const held = this.#shards(name).get(shard)!;
    if (held.objects.delete(id)) held.deletions.set(id, { deleteTime: this.now, deletedAt: this.#version });
  }

  classNames(): string[] {
    return [...this.#classes.keys()].sort();
  }

  shardNames(name: string): string[] {
    return [...this.#shards(name).keys()].sort();
  }

  ids(name: string, shard: string): string[] {
    return [...this.#shards(name).get(shard)!.objects.keys()].sort();
  }

  isMultiTenant(name: string): boolean {
    return isMultiTenant(this.#classes.get(name)!.definition);
  }

  /** What a restore of it is to give: of each class its tenants, and its objects by tenant and id. */
  state(matches: (object: ExportObject) => boolean = () => true): Map<string, HeldState> {
    return new Map(
      this.classNames().map((name) => {
        const shards = [...this.#shards(name)].filter(([, { status }]) => isReadable(status));
        const hasTenants = this.isMultiTenant(name);
        const objects = shards.flatMap(([shard, held]) =>
          [...held.objects.values()]
            .filter(({ object }) => matches(object))
            .map(({ object }) => [`${hasTenants ? shard : ''}/${object.id}`, object] as const),
        );
        const tenants = hasTenants ? shards.map(([shard, { status }]) => [shard, status] as const) : [];
        return [name, { tenants: new Map(tenants.sort()), objects: new Map(objects.sort(byKey)) }];
      }),
    );
  }

  async listClasses(): Promise<string[]> {
    return this.classNames();
  }

  async openSnapshot({ classes, since }: SnapshotRequest): Promise<Snapshot> {
    const base = since as Point | undefined;
    if (!this.isLive && base !== undefined) {
      if (base.store !== this.store) throw unsuited('it is of another store');
      if (base.version < this.oldest) throw unsuited('it is too old');
    }
    const held = new Map(
      classes.flatMap((name) => {
        const one = this.#classes.get(name);
        return one === undefined ? [] : [[name, copyOf(one)] as const];
      }),
    );
    this.openSnapshots += 1;
    const from = base?.version ?? 0;
    const find = ({ class: name, shard }: ShardAddress): HeldShard => held.get(name)!.shards.get(shard)!;
    const objectsOf = (address: ShardAddress): ExportObject[] =>
      [...find(address).objects.values()]
        .filter(({ changedAt }) => address.changes === undefined || changedAt > from)
        .map(({ object }) => object)
        .sort((a, b) => (a.id < b.id ? -1 : 1));
    const own: Snapshot = {
      consistency: this.isLive ? 'live' : 'snapshot',
      classes: [...held].map(([name, { definition, shards }]) => ({
        ...{ name, definition, dimensions: { '': 2 } },
        shards: [...shards].map(([shard, { madeAt, status }]) => ({
          name: shard,
          ...(status !== 'HOT' && { tenantStatus: status }),
          ...(!isReadable(status) && { skipReason: `tenant status is ${status}` }),
          ...(base !== undefined && !this.isLive && madeAt > from && { isAnew: true }),
        })),
      })),
      cut: (address, limits) => this.#cut(objectsOf(address), limits),
      scan: (address, { first, last, ids }, wanted) => {
        const found = objectsOf(address).filter(({ id }) => id >= first && id <= last);
        this.scanned.push({ ids: (ids ?? found).length, isBare: wanted?.properties !== undefined });
        return found;
      },
      [Symbol.asyncDispose]: async () => {
        this.openSnapshots -= 1;
      },
    };
    if (this.isLive) return own;
    const point: Point = { store: this.store, version: this.#version };
    const deletions = function* (address: ShardAddress): Generator<Deletion> {
      const told = [...find(address).deletions].filter(([, { deletedAt }]) => deletedAt > from);
      for (const [id, { deleteTime }] of told.sort(byKey)) yield { id, deleteTime };
    };
    return { ...own, point, deletions };
  }

  *#cut(objects: readonly ExportObject[], limits: RangeLimits): Generator<KeyRange> {
    const most = { ...limits, objects: Math.min(limits.objects, this.objectsPerRange) };
    const ranges = [
      ...cutRanges(
        objects.map((one) => ({ id: one.id, bytes: sizeOf(one) })),
        most,
      ),
    ];
    if (!this.isLive) return yield* ranges;
    // Estimates cover all ids that there may be.
    for (const [index, range] of ranges.entries())
      yield {
        ...range,
        first: index === 0 ? '00000000-0000-0000-0000-000000000000' : range.first,
        last: ranges[index + 1] === undefined ? LAST_ID : before(ranges[index + 1]!.first),
        isEstimate: true,
      };
  }

  #shards(name: string): Map<string, HeldShard> {
    return this.#classes.get(name)!.shards;
  }
}

/** What a class holds. */
export interface HeldState {
  readonly tenants: ReadonlyMap<string, string>;
  readonly objects: ReadonlyMap<string, ExportObject>;
}

const LAST_ID = 'ffffffff-ffff-ffff-ffff-ffffffffffff';

function before(id: string): string {
  const digits = (BigInt(`0x${id.replaceAll('-', '')}`) - 1n).toString(16).padStart(32, '0');
  return digits.replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-');
}

function isReadable(status: string): boolean {
  return status === 'HOT' || status === 'COLD';
}

function byKey<T>([a]: readonly [string, T], [b]: readonly [string, T]): number {
  return a < b ? -1 : 1;
}

function copyOf({ definition, shards }: HeldClass): HeldClass {
  const copied = [...shards].map(
    ([name, { objects, deletions, ...shard }]) =>
      [name, { ...shard, objects: new Map(objects), deletions: new Map(deletions) }] as const,
  );
  return { definition, shards: new Map(copied) };
}
