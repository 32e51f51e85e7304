import { type ClassDefinition, ExportError, isExportError } from '@weaviate-export/entities-export';
import {
  type BatchResult,
  type RefusedObject,
  type RestoredShard,
  type RestoredTenant,
  type RestoreOrder,
  type RestoreSession,
} from '@weaviate-export/usecases-export';
import { shardsToRestore } from './addressed-shards.ts';
import { checkClassName, type ClassRecord, newRecord, requireClass, shardCountOf } from './class-record.ts';
import { ClassWriter } from './class-writer.ts';
import { type EmbeddedStore } from './embedded-store.ts';
import { dropRestore, findRestore, isHeld, publishRestore, putRestore } from './held-restores.ts';
import { idOf, objectKey } from './object-key.ts';
import { type PackedObjects, unpacked } from './packed-objects.ts';
import { checkTenants, type NewTenant } from './tenant.ts';
import { createTenants } from './tenants.ts';

/** Tenants that one transaction makes: it holds the main thread for a few milliseconds. */
const TENANTS_PER_TRANSACTION = 500;

/** A restore into the store. Its classes lie in it under numbers of their own, by names that nobody finds before the commit. */
export class EmbeddedRestoreSession implements RestoreSession {
  readonly #store: EmbeddedStore;
  readonly #order: RestoreOrder;
  /** The classes that it made. */
  readonly #made = new Map<string, ClassRecord>();

  constructor(store: EmbeddedStore, order: RestoreOrder) {
    this.#store = store;
    this.#order = order;
  }

  async createClass(definition: ClassDefinition): Promise<void> {
    const name = definition.class;
    checkClassName(name);
    const shards = shardCountOf(definition);
    const record = await this.#write(() => {
      const { databases } = this.#store;
      if (isHeld(databases, name)) throw new ExportError('CLASS_ALREADY_EXISTS', [name]);
      const made = newRecord(databases, definition, shards);
      const { classes = [] } = findRestore(databases, this.#order.restore) ?? {};
      putRestore(databases, this.#order.restore, { isCommitted: false, classes: [...classes, made] });
      return made;
    });
    this.#made.set(name, record);
  }

  async createTenants(className: string, tenants: readonly RestoredTenant[]): Promise<void> {
    const { databases } = this.#store;
    checkTenants(tenants as readonly NewTenant[]);
    for (let from = 0; from < tenants.length; from += TENANTS_PER_TRANSACTION) {
      const some = tenants.slice(from, from + TENANTS_PER_TRANSACTION) as readonly NewTenant[];
      await this.#write(() => void createTenants(databases, this.#class(className), some));
    }
  }

  /** A COLD tenant takes objects as it is: nothing of it is to be seen by requests. */
  write({ class: className, tenant }: RestoredShard, batch: unknown): Promise<BatchResult> {
    const { databases } = this.#store;
    const keep = this.#order.onConflict === 'skip' && !this.#made.has(className);
    return this.#write(() => {
      const record = this.#class(className);
      const shards = shardsToRestore(databases, record, tenant);
      const writer = new ClassWriter(databases, record, shards, 0);
      let [written, skipped] = [0, 0];
      const refused: RefusedObject[] = [];
      for (const [uuid, bytes] of unpacked(batch as PackedObjects)) {
        try {
          if (writer.putEncoded(uuid, bytes, { keep })) written += 1;
          else skipped += 1;
        } catch (error) {
          if (!isExportError(error)) throw error;
          refused.push({ id: idOf(objectKey(0, 0, uuid)), reason: error.message });
        }
      }
      writer.finish();
      return { written, skipped, refused };
    });
  }

  async commit(): Promise<void> {
    await this.#write(() => publishRestore(this.#store.databases, this.#order.restore));
  }

  async [Symbol.asyncDispose](): Promise<void> {
    const { databases, removal } = this.#store;
    await databases.write(() => dropRestore(databases, this.#order.restore));
    removal.resume();
  }

  #write<Result>(change: () => Result): Promise<Result> {
    this.#order.signal.throwIfAborted();
    return this.#store.databases.write(change);
  }

  /** @throws ExportError CLASS_NOT_FOUND where one that was there is deleted meanwhile */
  #class(name: string): ClassRecord {
    return this.#made.get(name) ?? requireClass(this.#store.databases, name);
  }
}
