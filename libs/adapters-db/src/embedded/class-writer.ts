import { type ClassRecord } from './class-record.ts';
import { type ClassTally, type Environment, type ReadTransaction } from './environment.ts';
import { objectKey, shardOf, uuidBytes } from './object-key.ts';
import { decodeStoredObject, encodedCreationTime, encodeObject } from './object-value.ts';
import { type NewObject, type StoredObject } from './stored-object.ts';
import { VectorLengths } from './vector-lengths.ts';

const EMPTY_TALLY: ClassTally = { objects: 0, lengths: {} };

/** @throws ExportError OBJECT_ID_INVALID */
export function keyOf({ number, shards }: ClassRecord, id: string): Uint8Array {
  const uuid = uuidBytes(id);
  return objectKey(number, shardOf(uuid, shards), uuid);
}

/** @throws ExportError OBJECT_ID_INVALID */
export function readObject(environment: Environment, record: ClassRecord, id: string): StoredObject | null {
  const bytes = environment.objects.get(keyOf(record, id));
  return bytes === undefined ? null : decodeStoredObject(id.toLowerCase(), bytes);
}

export function readTally(
  environment: Environment,
  record: ClassRecord,
  transaction?: ReadTransaction,
): ClassTally {
  return environment.tallies.get(record.number, transaction && { transaction }) ?? EMPTY_TALLY;
}

/** Changes objects of one class inside a write transaction, and keeps the class's tally in step. */
export class ClassWriter {
  readonly #environment: Environment;
  readonly #record: ClassRecord;
  readonly #now: number;
  readonly #lengths: VectorLengths;
  #objects: number;

  constructor(environment: Environment, record: ClassRecord, now: number) {
    const tally = readTally(environment, record);
    this.#environment = environment;
    this.#record = record;
    this.#now = now;
    this.#objects = tally.objects;
    this.#lengths = new VectorLengths(record.definition, tally.lengths);
  }

  get(id: string): StoredObject | null {
    return readObject(this.#environment, this.#record, id);
  }

  has(id: string): boolean {
    return this.#environment.objects.doesExist(keyOf(this.#record, id));
  }

  /** Writes the object, in place of the one stored under its id where there is one. */
  put(object: NewObject): StoredObject {
    const { objects } = this.#environment;
    const key = keyOf(this.#record, object.id);
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
    void objects.put(key, bytes);
    if (old === undefined) this.#objects += 1;
    return stored;
  }

  remove(id: string): boolean {
    const key = keyOf(this.#record, id);
    if (!this.#environment.objects.doesExist(key)) return false;
    void this.#environment.objects.remove(key);
    this.#objects -= 1;
    return true;
  }

  /** To be called at the end of the transaction. */
  finish(): void {
    const tally = { objects: this.#objects, lengths: this.#lengths.all() };
    void this.#environment.tallies.put(this.#record.number, tally);
  }
}
