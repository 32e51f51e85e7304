import { type ClassDefinition, ExportError, type ExportObject } from '@weaviate-export/entities-export';
import type {
  BatchResult,
  RestoredShard,
  RestoredTenant,
  RestoreOrder,
  RestoreSession,
  RestoreTarget,
} from './restore-target.ts';

/** A class that was restored, or was there. */
export interface HeldClass {
  readonly definition: ClassDefinition;
  readonly tenants: Map<string, string>;
  /** By tenant and id. */
  readonly objects: Map<string, ExportObject>;
}

type Step = 'openRestore' | 'createClass' | 'createTenants' | 'write' | 'commit' | 'dispose';

/** Holds what is restored in memory; every step of it a test can make fail or wait. */
export class MemoryTarget implements RestoreTarget {
  keepsTimes = true;
  /** What the last restore was told. */
  timesAs: RestoreOrder['timesAs'];
  readonly isAtomic = true;
  readonly classes = new Map<string, HeldClass>();
  /** Restores that were committed, and not yet left. */
  readonly committed = new Set<string>();
  openSessions = 0;
  before: (step: Step, about: string) => void | Promise<void> = () => undefined;
  /** Why an object is refused, if it is. */
  refuses: (object: ExportObject) => string | undefined = () => undefined;

  async findClasses(names: readonly string[]): Promise<readonly ClassDefinition[]> {
    const wanted = new Set(names.map((name) => name.toLowerCase()));
    return [...this.classes.values()]
      .map(({ definition }) => definition)
      .filter(({ class: name }) => wanted.has(name.toLowerCase()));
  }

  async openRestore(order: RestoreOrder): Promise<RestoreSession> {
    await this.before('openRestore', order.restore);
    this.openSessions += 1;
    this.timesAs = order.timesAs;
    return new MemorySession(this, order);
  }

  async closeUnfinished(restore: string): Promise<boolean> {
    return this.committed.delete(restore);
  }
}

class MemorySession implements RestoreSession {
  readonly #target: MemoryTarget;
  readonly #order: RestoreOrder;
  readonly #made = new Map<string, HeldClass>();

  constructor(target: MemoryTarget, order: RestoreOrder) {
    this.#target = target;
    this.#order = order;
  }

  async createClass(definition: ClassDefinition): Promise<void> {
    await this.#target.before('createClass', definition.class);
    if (this.#target.classes.has(definition.class))
      throw new ExportError('CLASS_ALREADY_EXISTS', [definition.class]);
    this.#made.set(definition.class, { definition, tenants: new Map(), objects: new Map() });
  }

  async createTenants(className: string, tenants: readonly RestoredTenant[]): Promise<void> {
    await this.#target.before('createTenants', className);
    const held = this.#class(className);
    for (const { name, status } of tenants) if (!held.tenants.has(name)) held.tenants.set(name, status);
  }

  async write({ class: className, tenant = '' }: RestoredShard, batch: unknown): Promise<BatchResult> {
    await this.#target.before('write', className);
    this.#order.signal.throwIfAborted();
    const held = this.#class(className);
    const keeps = this.#order.onConflict === 'skip' && !this.#made.has(className);
    const result = { written: 0, skipped: 0, refused: [] as { id: string; reason: string }[] };
    for (const object of batch as ExportObject[]) {
      const reason = this.#target.refuses(object);
      const key = `${tenant}/${object.id}`;
      if (reason !== undefined) result.refused.push({ id: object.id, reason });
      else if (keeps && held.objects.has(key)) result.skipped += 1;
      else {
        held.objects.set(key, object);
        result.written += 1;
      }
    }
    return result;
  }

  async commit(): Promise<void> {
    await this.#target.before('commit', this.#order.restore);
    for (const [name, held] of this.#made) this.#target.classes.set(name, held);
    this.#target.committed.add(this.#order.restore);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#target.before('dispose', this.#order.restore);
    this.#target.openSessions -= 1;
    this.#target.committed.delete(this.#order.restore);
  }

  #class(name: string): HeldClass {
    return (this.#made.get(name) ?? this.#target.classes.get(name))!;
  }
}
