import { accessSync, constants, existsSync, mkdirSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import {
  type ClassDefinition,
  ExportError,
  isExportError,
  isMultiTenant,
} from '@weaviate-export/entities-export';
import { type Clock, type Logger, silentLogger, systemClock } from '@weaviate-export/usecases-export';
import { type AddressedShard, placeOf, shardsToRead, shardsToWrite } from './addressed-shards.ts';
import { BackgroundRemoval } from './background-removal.ts';
import {
  checkClassName,
  classKey,
  type ClassRecord,
  findClass,
  newRecord,
  parseRecord,
  putRecord,
  readTally,
  requireClass,
  shardCountOf,
  shardNames,
} from './class-record.ts';
import { ClassWriter, readObject } from './class-writer.ts';
import { StoreDatabases } from './store-databases.ts';
import { idOf, objectKey, shardSpan, uuidBytes } from './object-key.ts';
import { dropUncommitted, isHeld } from './held-restores.ts';
import { findShard } from './shard-record.ts';
import { checkStoreFile, DATA_FILE, storeError } from './store-file.ts';
import { prepareStore } from './store-format.ts';
import { StoreLock } from './store-lock.ts';
import { upgradeStore } from './store-upgrade.ts';
import { type NewObject, type StoredObject } from './stored-object.ts';
import { Tenants } from './tenants.ts';

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
 *
 * In a multi-tenant class (`multiTenancyConfig.enabled`) every object is one of a tenant's, and an id may be used by
 * each of them. The methods for objects take the tenant there, and there alone. Besides what they name, they throw
 * TENANT_MISSING, MULTI_TENANCY_DISABLED, TENANT_NOT_FOUND, and TENANT_NOT_ACTIVE where the tenant is not HOT. A write
 * makes it HOT where the class has `autoTenantActivation`; one that adds objects creates it where the class has
 * `autoTenantCreation`.
 */
export class EmbeddedStore implements AsyncDisposable {
  /** Names this store in records of exports: a UUID made when it was first opened. */
  readonly serverId: string;
  readonly tenants: Tenants;
  /** For the adapters of this package. */
  readonly databases: StoreDatabases;
  /** For the adapters of this package. */
  readonly removal: BackgroundRemoval;
  readonly #lock: StoreLock;
  readonly #clock: Clock;
  #closed: Promise<void> | undefined;

  /**
   * @throws ExportError STORE_LOCKED where another store, of any process, has the folder; STORE_FORMAT_UNKNOWN;
   *   STORE_DAMAGED
   */
  static async open(options: EmbeddedStoreOptions): Promise<EmbeddedStore> {
    makeFolder(options.path);
    const lock = new StoreLock(options.path);
    try {
      checkStoreFile(options.path);
      await upgradeStore(options.path);
      const databases = new StoreDatabases(options.path, { readOnly: false });
      try {
        const serverId = await prepareStore(databases);
        await dropUncommitted(databases);
        return new EmbeddedStore(databases, lock, serverId, options);
      } catch (error) {
        await databases[Symbol.asyncDispose]();
        throw error;
      }
    } catch (error) {
      lock[Symbol.dispose]();
      throw storeError(error, options.path);
    }
  }

  private constructor(
    databases: StoreDatabases,
    lock: StoreLock,
    serverId: string,
    options: EmbeddedStoreOptions,
  ) {
    this.databases = databases;
    this.serverId = serverId;
    this.#lock = lock;
    this.#clock = options.clock ?? systemClock;
    this.removal = new BackgroundRemoval(databases, options.logger ?? silentLogger);
    this.tenants = new Tenants(databases, this.removal);
    this.removal.resume();
  }

  /** True while the store is open, and its files are there and can be written: false once their disk is gone. */
  isAvailable(): boolean {
    if (this.#closed !== undefined) return false;
    try {
      accessSync(join(this.databases.path, DATA_FILE), constants.R_OK | constants.W_OK);
      return true;
    } catch {
      return false;
    }
  }

  /** All classes in order of name, as they were given. */
  listClasses(): ClassDefinition[] {
    return [...this.databases.classes.getRange()]
      .map(({ value }) => parseRecord(value).definition)
      .sort((a, b) => (a.class < b.class ? -1 : 1));
  }

  getClass(name: string): ClassDefinition | null {
    return findClass(this.databases, name)?.definition ?? null;
  }

  /**
   * Keeps the definition as given, unknown settings too. `shardingConfig.desiredCount` (1 to 64, else 1) sets the number
   * of shards for good; a multi-tenant class has none but its tenants.
   * @throws ExportError CLASS_INVALID, or CLASS_ALREADY_EXISTS, also where the names differ in case alone, or where a restore
   * is about to make a class of that name
   */
  async createClass(definition: ClassDefinition): Promise<void> {
    checkClassName(definition.class);
    const shards = shardCountOf(definition);
    await this.databases.write(() => {
      if (isHeld(this.databases, definition.class))
        throw new ExportError('CLASS_ALREADY_EXISTS', [definition.class]);
      putRecord(this.databases, newRecord(this.databases, definition, shards));
    });
  }

  /**
   * Puts what `change` makes of the definition in its place. The number of shards stays as it is.
   * @throws ExportError CLASS_NOT_FOUND, or CLASS_INVALID where the name or `multiTenancyConfig.enabled` would change;
   * what `change` throws
   */
  async updateClass(
    name: string,
    change: (definition: ClassDefinition) => ClassDefinition,
  ): Promise<ClassDefinition> {
    return this.databases.write(() => {
      const record = requireClass(this.databases, name);
      const definition = change(record.definition);
      if (definition.class !== name)
        throw new ExportError('CLASS_INVALID', [`class ${name} cannot be renamed to ${definition.class}`]);
      if (isMultiTenant(definition) !== isMultiTenant(record.definition))
        throw new ExportError('CLASS_INVALID', [`multiTenancyConfig.enabled of class ${name} cannot change`]);
      putRecord(this.databases, { ...record, definition });
      return definition;
    });
  }

  /**
   * Deletes the class and, from then on in the background, its objects; a class of the same name never sees them.
   * False where there is no such class.
   */
  async deleteClass(name: string): Promise<boolean> {
    const { classes, tallies, removals } = this.databases;
    const deleted = await this.databases.write(() => {
      const record = findClass(this.databases, name);
      if (record === null) return false;
      void classes.remove(classKey(name));
      void tallies.remove(record.number);
      void removals.put(record.number, true);
      return true;
    });
    if (deleted) this.removal.resume();
    return deleted;
  }

  /**
   * Adds an object.
   * @throws ExportError CLASS_NOT_FOUND, OBJECT_ID_INVALID, OBJECT_ALREADY_EXISTS or VECTOR_INVALID
   */
  async insert(className: string, object: NewObject, tenant?: string): Promise<StoredObject> {
    return this.#write(className, tenant, { adding: true }, (writer) => {
      if (writer.has(object.id)) throw new ExportError('OBJECT_ALREADY_EXISTS', [object.id]);
      return writer.put(object);
    });
  }

  /**
   * Adds or replaces objects in one transaction. For each, in the order given, there is what was stored, or why it was
   * not; one that is not stored keeps no other from being stored.
   * @throws ExportError CLASS_NOT_FOUND
   */
  async upsert(
    className: string,
    objects: readonly NewObject[],
    tenant?: string,
  ): Promise<(StoredObject | ExportError)[]> {
    return this.#write(className, tenant, { adding: true }, (writer) =>
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
    tenant?: string,
  ): Promise<StoredObject> {
    return this.#write(className, tenant, { adding: false }, (writer) => {
      const old = writer.get(id);
      if (old === null) throw new ExportError('OBJECT_NOT_FOUND', [className, id]);
      return writer.put({ ...change(old), id, creationTime: old.creationTime });
    });
  }

  /**
   * False where there was no such object.
   * @throws ExportError CLASS_NOT_FOUND or OBJECT_ID_INVALID
   */
  async delete(className: string, id: string, tenant?: string): Promise<boolean> {
    return this.#write(className, tenant, { adding: false }, (writer) => writer.remove(id));
  }

  /** @throws ExportError CLASS_NOT_FOUND or OBJECT_ID_INVALID */
  get(className: string, id: string, tenant?: string): StoredObject | null {
    const [record, shards] = this.#address(className, tenant);
    return readObject(this.databases, record, shards, id);
  }

  /** @throws ExportError CLASS_NOT_FOUND or OBJECT_ID_INVALID */
  has(className: string, id: string, tenant?: string): boolean {
    const [record, shards] = this.#address(className, tenant);
    return this.databases.objects.doesExist(placeOf(record, shards, id).key);
  }

  /**
   * Up to `limit` objects in order of id over all shards, or of one tenant, from the first one behind `after`.
   * @throws ExportError CLASS_NOT_FOUND or OBJECT_ID_INVALID
   */
  list(
    className: string,
    { after, limit, tenant }: { readonly after?: string; readonly limit: number; readonly tenant?: string },
  ): StoredObject[] {
    const [record, shards] = this.#address(className, tenant);
    const last = after === undefined ? undefined : uuidBytes(after);
    const ids = shards.map(({ number }) => {
      const range = {
        ...shardSpan(record.number, number),
        ...(last && { start: objectKey(record.number, number, last), exclusiveStart: true }),
        limit,
      };
      return [...this.databases.objects.getKeys(range).map(idOf)];
    });
    return ids
      .flat()
      .sort()
      .slice(0, limit)
      .map((id) => readObject(this.databases, record, shards, id))
      .filter((object) => object !== null);
  }

  /**
   * Names of the shards of a class; of a multi-tenant one, whose shards are its tenants, none.
   * @throws ExportError CLASS_NOT_FOUND
   */
  shardNames(className: string): string[] {
    return shardNames(requireClass(this.databases, className).shards);
  }

  /**
   * Number of objects of the class, in all of its tenants, whatever their status; it is kept, not counted.
   * @throws ExportError CLASS_NOT_FOUND
   */
  count(className: string): number {
    return readTally(this.databases, requireClass(this.databases, className)).objects;
  }

  /**
   * Number of objects that `list` reaches, over all shards, or of one tenant; it is kept, not counted.
   * @throws ExportError as `list`
   */
  countIn(className: string, tenant?: string): number {
    const [record] = this.#address(className, tenant);
    if (tenant === undefined) return readTally(this.databases, record).objects;
    return findShard(this.databases, record.number, tenant)?.objects ?? 0;
  }

  /** Waits for the writes under way, and gives the folder free. May be called again. */
  [Symbol.asyncDispose](): Promise<void> {
    this.#closed ??= this.#close();
    return this.#closed;
  }

  async #close(): Promise<void> {
    try {
      await this.removal[Symbol.asyncDispose]();
      await this.databases[Symbol.asyncDispose]();
    } finally {
      this.#lock[Symbol.dispose]();
    }
  }

  #address(className: string, tenant: string | undefined): [ClassRecord, readonly AddressedShard[]] {
    const record = requireClass(this.databases, className);
    return [record, shardsToRead(this.databases, record, tenant)];
  }

  #write<Result>(
    className: string,
    tenant: string | undefined,
    mode: { readonly adding: boolean },
    change: (writer: ClassWriter) => Result,
  ): Promise<Result> {
    return this.databases.write(() => {
      const record = requireClass(this.databases, className);
      const shards = shardsToWrite(this.databases, record, tenant, mode);
      const writer = new ClassWriter(this.databases, record, shards, this.#clock.now());
      const result = change(writer);
      writer.finish();
      return result;
    });
  }
}

/**
 * Makes a folder and those above it, from the top. By hand, since mkdir's own recursion says ENOENT for a read-only disk.
 * Some folders that are there take no new ones, and say ENOENT as well (/proc).
 */
function makeFolder(path: string): void {
  const above = dirname(path);
  if (above !== path && !existsSync(above)) makeFolder(above);
  try {
    mkdirSync(path);
  } catch (error) {
    if (statSync(path, { throwIfNoEntry: false })?.isDirectory() !== true) throw error;
  }
}
