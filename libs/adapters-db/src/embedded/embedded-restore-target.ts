import { type ClassDefinition } from '@weaviate-export/entities-export';
import { type RestoreOrder, type RestoreSession, type RestoreTarget } from '@weaviate-export/usecases-export';
import { unlessAborted } from '@weaviate-export/waiting';
import { classKey, parseRecord } from './class-record.ts';
import { type EmbeddedStore } from './embedded-store.ts';
import { EmbeddedRestoreSession } from './embedded-restore-session.ts';
import { dropRestore, findRestore } from './held-restores.ts';

const PACKER_MODULE = import.meta.resolve('#object-packer');

/** The store as a target of restores: their classes appear all at once, with the commit, or never. */
export class EmbeddedRestoreTarget implements RestoreTarget {
  readonly keepsTimes = true;
  readonly isAtomic = true;
  readonly #store: EmbeddedStore;

  constructor(store: EmbeddedStore) {
    this.#store = store;
  }

  async findClasses(names: readonly string[]): Promise<readonly ClassDefinition[]> {
    const { classes } = this.#store.databases;
    return names.flatMap((name) => {
      const text = classes.get(classKey(name));
      return text === undefined ? [] : [parseRecord(text).definition];
    });
  }

  async openRestore(order: RestoreOrder): Promise<RestoreSession> {
    await unlessAborted(order.share({ moduleUrl: PACKER_MODULE, options: {} }), order.signal);
    return new EmbeddedRestoreSession(this.#store, order);
  }

  /** What it had not committed went when the store was opened. */
  async closeUnfinished(restore: string): Promise<boolean> {
    const { databases } = this.#store;
    const isCommitted = findRestore(databases, restore)?.isCommitted === true;
    if (isCommitted) await databases.write(() => dropRestore(databases, restore));
    return isCommitted;
  }
}
