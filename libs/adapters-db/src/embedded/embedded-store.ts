import { randomUUID } from 'node:crypto';
import { mkdirSync } from 'node:fs';
import { type ClassDefinition, ExportError, isExportError } from '@weaviate-export/entities-export';
import { type Clock, type Logger, silentLogger, systemClock } from '@weaviate-export/usecases-export';
import {
  checkClassName,
  classKey,
  findClass,
  parseRecord,
  putRecord,
  requireClass,
  shardCountOf,
} from './class-record.ts';
import { removeDeletedClasses } from './class-removal.ts';
import { ClassWriter, keyOf, readObject, readTally } from './class-writer.ts';
import { Environment } from './environment.ts';
import { idOf, objectKey, shardStart, uuidBytes } from './object-key.ts';
import { StoreLock } from './store-lock.ts';
import { type NewObject, type StoredObject } from './stored-object.ts';

/** Version of the databases and keys; raised when an older server would misread a newer store. */
const STORE_FORMAT = 1;

export interface EmbeddedStoreOptions {
  /** The store's folder; created where it is missing. */
  readonly path: string;
  readonly clock?: Clock;
  /** Hears of trouble in the background. */
  readonly logger?: Logger;
}

/**
 * Classes and their objects in one folder, for one server. Reads are synchronous and see every write whose promise has
 * resolved; such a write is on disk, so that neither `kill -9` nor a loss of power undoes it. Writes are atomic.
 */
export class EmbeddedStore implements AsyncDisposable {
  /** Names this store in records of exports: a UUID made when it was first opened. */
  readonly serverId: string;
  /** For the adapters of this package. */
  readonly environment: Environment;
  readonly #lock: StoreLock;
  readonly #clock: Clock;
  readonly #logger: Logger;
  readonly #closing = new AbortController();
  #removing: Promise<void> = Promise.resolve();
  #closed: Promise<void> | undefined;

  /**
   * @throws ExportError STORE_LOCKED where another store, of any process, has the folder
   */
  static async open(options: EmbeddedStoreOptions): Promise<EmbeddedStore> {
    mkdirSync(options.path, { recursive: true });
    const lock = new StoreLock(options.path);
    try {
      const environment = new Environment(options.path, { readOnly: false });
      try {
        return new EmbeddedStore(environment, lock, await initialize(environment), options);
      } catch (error) {
        await environment.close();
        throw error;
      }
    } catch (error) {
      lock[Symbol.dispose]();
      throw error;
    }
  }

  private constructor(
    environment: Environment,
    lock: StoreLock,
    serverId: string,
    options: EmbeddedStoreOptions,
  ) {
    this.environment = environment;
    this.serverId = serverId;
    this.#lock = lock;
    this.#clock = options.clock ?? systemClock;
    this.#logger = options.logger ?? silentLogger;
    this.#removeDeletedClasses();
  }

  /** All classes in order of name, as they were given. */
  listClasses(): ClassDefinition[] {
    return [...this.environment.classes.getRange()]
      .map(({ value }) => parseRecord(value).definition)
      .sort((a, b) => (a.class < b.class ? -1 : 1));
  }

  getClass(name: string): ClassDefinition | null {
    return findClass(this.environment, name)?.definition ?? null;
  }

  /**
   * Keeps the definition as given, unknown settings too. `shardingConfig.desiredCount` (1 to 64, else 1) sets the number
   * of shards for good.
   * @throws ExportError CLASS_INVALID, or CLASS_ALREADY_EXISTS, also where the names differ in case alone
   */
  async createClass(definition: ClassDefinition): Promise<void> {
    const { classes, facts } = this.environment;
    checkClassName(definition.class);
    const key = classKey(definition.class);
    const shards = shardCountOf(definition);
    await this.environment.write(() => {
      if (classes.get(key) !== undefined) throw new ExportError('CLASS_ALREADY_EXISTS', [definition.class]);
      const number = (facts.get('lastClassNumber') as number) + 1;
      void facts.put('lastClassNumber', number);
      putRecord(this.environment, { number, shards, definition });
    });
  }

  /**
   * Puts what `change` makes of the definition in its place. The number of shards stays as it is.
   * @throws ExportError CLASS_NOT_FOUND, or CLASS_INVALID where the name would change; what `change` throws
   */
  async updateClass(
    name: string,
    change: (definition: ClassDefinition) => ClassDefinition,
  ): Promise<ClassDefinition> {
    return this.environment.write(() => {
      const record = requireClass(this.environment, name);
      const definition = change(record.definition);
      if (definition.class !== name)
        throw new ExportError('CLASS_INVALID', [`class ${name} cannot be renamed to ${definition.class}`]);
      putRecord(this.environment, { ...record, definition });
      return definition;
    });
  }

  /**
   * Deletes the class and, from then on in the background, its objects; a class of the same name never sees them.
   * False where there is no such class.
   */
  async deleteClass(name: string): Promise<boolean> {
    const { classes, tallies, removals } = this.environment;
    const deleted = await this.environment.write(() => {
      const record = findClass(this.environment, name);
      if (record === null) return false;
      void classes.remove(classKey(name));
      void tallies.remove(record.number);
      void removals.put(record.number, true);
      return true;
    });
    if (deleted) this.#removeDeletedClasses();
    return deleted;
  }

  /**
   * Adds an object.
   * @throws ExportError CLASS_NOT_FOUND, OBJECT_ID_INVALID, OBJECT_ALREADY_EXISTS or VECTOR_INVALID
   */
  async insert(className: string, object: NewObject): Promise<StoredObject> {
    return this.#write(className, (writer) => {
      if (writer.has(object.id)) throw new ExportError('OBJECT_ALREADY_EXISTS', [object.id]);
      return writer.put(object);
    });
  }

  /**
   * Adds or replaces objects in one transaction. For each, in the order given, there is what was stored, or why it was
   * not; one that is not stored keeps no other from being stored.
   * @throws ExportError CLASS_NOT_FOUND
   */
  async upsert(className: string, objects: readonly NewObject[]): Promise<(StoredObject | ExportError)[]> {
    return this.#write(className, (writer) =>
      objects.map((object) => {
        try {
          return writer.put(object);
        } catch (error) {
          if (isExportError(error)) return error;
          throw error;
        }
      }),
    );
  }

  /**
   * Puts what `change` makes of an object in its place, its id and creation time kept. Nothing is written between the
   * reading and the writing.
   * @throws ExportError CLASS_NOT_FOUND, OBJECT_ID_INVALID, OBJECT_NOT_FOUND or VECTOR_INVALID; what `change` throws
   */
  async update(
    className: string,
    id: string,
    change: (old: StoredObject) => NewObject,
  ): Promise<StoredObject> {
    return this.#write(className, (writer) => {
      const old = writer.get(id);
      if (old === null) throw new ExportError('OBJECT_NOT_FOUND', [className, id]);
      return writer.put({ ...change(old), id, creationTime: old.creationTime });
    });
  }

  /**
   * False where there was no such object.
   * @throws ExportError CLASS_NOT_FOUND or OBJECT_ID_INVALID
   */
  async delete(className: string, id: string): Promise<boolean> {
    return this.#write(className, (writer) => writer.remove(id));
  }

  /** @throws ExportError CLASS_NOT_FOUND or OBJECT_ID_INVALID */
  get(className: string, id: string): StoredObject | null {
    return readObject(this.environment, requireClass(this.environment, className), id);
  }

  /** @throws ExportError CLASS_NOT_FOUND or OBJECT_ID_INVALID */
  has(className: string, id: string): boolean {
    const record = requireClass(this.environment, className);
    return this.environment.objects.doesExist(keyOf(record, id));
  }

  /**
   * Up to `limit` objects in order of id over all shards, from the first one behind `after`.
   * @throws ExportError CLASS_NOT_FOUND or OBJECT_ID_INVALID
   */
  list(
    className: string,
    { after, limit }: { readonly after?: string; readonly limit: number },
  ): StoredObject[] {
    const record = requireClass(this.environment, className);
    const last = after === undefined ? undefined : uuidBytes(after);
    const ids = Array.from({ length: record.shards }, (_, shard) => [
      ...this.environment.objects
        .getKeys({
          start: last ? objectKey(record.number, shard, last) : shardStart(record.number, shard),
          exclusiveStart: last !== undefined,
          end: shardStart(record.number, shard + 1),
          limit,
        })
        .map(idOf),
    ]);
    return ids
      .flat()
      .sort()
      .slice(0, limit)
      .map((id) => readObject(this.environment, record, id))
      .filter((object) => object !== null);
  }

  /**
   * Number of objects of the class; it is kept, not counted.
   * @throws ExportError CLASS_NOT_FOUND
   */
  count(className: string): number {
    return readTally(this.environment, requireClass(this.environment, className)).objects;
  }

  /** Waits for the writes under way, and gives the folder free. May be called again. */
  [Symbol.asyncDispose](): Promise<void> {
    this.#closed ??= this.#close();
    return this.#closed;
  }

  async #close(): Promise<void> {
    this.#closing.abort();
    try {
      await this.#removing;
      await this.environment.close();
    } finally {
      this.#lock[Symbol.dispose]();
    }
  }

  #write<Result>(className: string, change: (writer: ClassWriter) => Result): Promise<Result> {
    return this.environment.write(() => {
      const record = requireClass(this.environment, className);
      const writer = new ClassWriter(this.environment, record, this.#clock.now());
      const result = change(writer);
      writer.finish();
      return result;
    });
  }

  #removeDeletedClasses(): void {
    this.#removing = this.#removing
      .then(() => removeDeletedClasses(this.environment, this.#closing.signal))
      .catch((error: unknown) => {
        this.#logger.error(
          { err: error },
          'removing the objects of a deleted class failed; the next start tries again',
        );
      });
  }
}

/** Writes the facts of a new store, and checks those of an old one. Gives the server's id. */
async function initialize(environment: Environment): Promise<string> {
  const { facts, path } = environment;
  const format = facts.get('format');
  if (format === undefined) {
    await environment.write(() => {
      void facts.put('format', STORE_FORMAT);
      void facts.put('serverId', randomUUID());
      void facts.put('lastClassNumber', 0);
    });
  } else if (format !== STORE_FORMAT) {
    throw new Error(`the store at ${path} has format ${JSON.stringify(format)}: known is ${STORE_FORMAT}`);
  }
  return facts.get('serverId') as string;
}
