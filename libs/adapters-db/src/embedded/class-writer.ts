import { type AddressedShard, placeOf, placeOfUuid } from './addressed-shards.ts';
import { type ClassRecord, readTally } from './class-record.ts';
import { type StoreDatabases } from './store-databases.ts';
import {
  decodeExportObject,
  decodeStoredObject,
  encodedCreationTime,
  encodedObjectBytes,
  encodeObject,
} from './object-value.ts';
import { findShard, putShard, type Shard } from './shard-record.ts';
import { type NewObject, type StoredObject } from './stored-object.ts';
import { AcceptedVectors } from './accepted-vectors.ts';

/** @throws ExportError OBJECT_ID_INVALID */
export function readObject(
  databases: StoreDatabases,
  record: ClassRecord,
  shards: readonly AddressedShard[],
  id: string,
): StoredObject | null {
  const bytes = databases.objects.get(placeOf(record, shards, id).key);
  return bytes === undefined ? null : decodeStoredObject(id.toLowerCase(), bytes);
}

/** Changes objects in shards of one class inside a write transaction, and keeps their numbers in step. */
export class ClassWriter {
  readonly #databases: StoreDatabases;
  readonly #record: ClassRecord;
  readonly #shards: readonly AddressedShard[];
  readonly #now: number;
  readonly #lengths: AcceptedVectors;
  readonly #changes = new Map<AddressedShard, ShardChange>();

  constructor(
    databases: StoreDatabases,
    record: ClassRecord,
    shards: readonly AddressedShard[],
    now: number,
  ) {
    this.#databases = databases;
    this.#record = record;
    this.#shards = shards;
    this.#now = now;
    this.#lengths = new AcceptedVectors(record.definition, readTally(databases, record).lengths);
  }

  get(id: string): StoredObject | null {
    return readObject(this.#databases, this.#record, this.#shards, id);
  }

  has(id: string): boolean {
    return this.#databases.objects.doesExist(this.#place(id).key);
  }

  /** Writes the object, in place of the one stored under its id where there is one. */
  put(object: NewObject): StoredObject {
    const { objects } = this.#databases;
    const { key, shard } = this.#place(object.id);
    const old = objects.get(key);
    const stored = {
      id: object.id.toLowerCase(),
      creationTime: object.creationTime ?? (old && encodedCreationTime(old)) ?? this.#now,
      updateTime: this.#now,
      vector: object.vector,
      namedVectors: object.namedVectors,
      properties: object.properties,
    };
    // Whatever throws comes before anything is kept of the object.
    const bytes = encodeObject(this.#record.definition.class, stored);
    this.#lengths.take(object);
    this.#put(key, shard, bytes, old !== undefined);
    return stored;
  }

  /**
   * Writes the bytes of an object, its times among them.
   * @param bytes as `encodeObject` makes them, from a multiple of 4 on
   * @param keep leaves an object as it is that is there
   * @returns false where it was left so
   * @throws ExportError VECTOR_INVALID; nothing is kept of the object then
   */
  putEncoded(uuid: Uint8Array, bytes: Uint8Array, { keep }: { readonly keep: boolean }): boolean {
    const { key, shard } = placeOfUuid(this.#record, this.#shards, uuid);
    const isThere = this.#databases.objects.doesExist(key);
    if (isThere && keep) return false;
    this.#lengths.take(decodeExportObject('', bytes));
    this.#put(key, shard, bytes, isThere);
    return true;
  }

  remove(id: string): boolean {
    const { key, shard } = this.#place(id);
    if (!this.#databases.objects.doesExist(key)) return false;
    void this.#databases.objects.remove(key);
    this.#change(shard, -1);
    return true;
  }

  /** To be called at the end of the transaction. */
  finish(): void {
    let { objects } = readTally(this.#databases, this.#record);
    for (const [{ name }, change] of this.#changes) {
      const shard = findShard(this.#databases, this.#record.number, name) as Shard;
      const changed = changedShard(shard, change);
      if (changed.objects !== shard.objects || changed.largest !== shard.largest)
        putShard(this.#databases, this.#record.number, changed);
      objects += change.gained;
    }
    void this.#databases.tallies.put(this.#record.number, { objects, lengths: this.#lengths.all() });
  }

  #place(id: string): ReturnType<typeof placeOf> {
    return placeOf(this.#record, this.#shards, id);
  }

  #put(key: Uint8Array, shard: AddressedShard, bytes: Uint8Array, isThere: boolean): void {
    void this.#databases.objects.put(key, bytes);
    this.#change(shard, isThere ? 0 : 1, encodedObjectBytes(bytes));
  }

  #change(shard: AddressedShard, objects: number, bytes = 0): void {
    const { gained, largest } = this.#changes.get(shard) ?? { gained: 0, largest: 0 };
    this.#changes.set(shard, { gained: gained + objects, largest: Math.max(largest, bytes) });
  }
}

/** What has happened to a shard. */
interface ShardChange {
  readonly gained: number;
  /** Bytes of the largest object written. */
  readonly largest: number;
}

function changedShard(shard: Shard, { gained, largest }: ShardChange): Shard {
  const before = shard.objects === 0 ? 0 : shard.largest;
  return {
    ...shard,
    objects: shard.objects + gained,
    ...(before !== undefined && { largest: Math.max(before, largest) }),
  };
}
