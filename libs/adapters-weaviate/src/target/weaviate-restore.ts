import {
  type ClassDefinition,
  ExportError,
  isMultiTenant,
  type PropertyDefinition,
  type TimesAs,
} from '@weaviate-export/entities-export';
import type {
  BatchResult,
  RestoredShard,
  RestoredTenant,
  RestoreOrder,
  RestoreSession,
} from '@weaviate-export/usecases-export';
import { olderWord, readTenants, sendTenants } from '../connection/tenants.ts';
import type { WeaviateConnection } from '../connection/weaviate-connection.ts';
import { isReference } from '../objects/property-plan.ts';
import { removeClass, RestoreMark } from './restore-mark.ts';

/** Tenants that are told by one description. */
const TENANTS_A_MARK = 100;

/** How long the classes of a restore that failed are waited for until they are gone, in milliseconds. */
const REMOVAL_MS = 60_000;

/** Classes, tenants and, by its writers, objects on their way into a live Weaviate. */
export class WeaviateRestore implements RestoreSession {
  readonly #connection: WeaviateConnection;
  readonly #order: Pick<RestoreOrder, 'restore' | 'signal'> & { readonly timesAs: TimesAs };
  readonly #mark: RestoreMark;
  /** Classes that it made, with the properties that still wait for classes that they refer to. */
  readonly #made = new Map<string, PropertyDefinition[]>();
  /** Names of all classes that can be referred to. */
  readonly #there: Set<string>;
  /** Statuses that tenants are to have in the end, by class and tenant. */
  readonly #ends = new Map<string, RestoredTenant[]>();
  /** Those that were there before, and were activated to be written to. */
  readonly #before = new Map<string, RestoredTenant[]>();
  #isCommitted = false;

  constructor(
    connection: WeaviateConnection,
    order: Pick<RestoreOrder, 'restore' | 'signal'> & { readonly timesAs: TimesAs },
    there: Iterable<string>,
  ) {
    this.#connection = connection;
    this.#order = order;
    this.#mark = new RestoreMark(connection, order.restore);
    this.#there = new Set(there);
  }

  async createClass(given: ClassDefinition): Promise<void> {
    const definition = withTimes(given, this.#order.timesAs);
    const { class: name } = definition;
    const properties = definition.properties ?? [];
    const first = properties.findIndex((property) => !this.#isThere(property, name));
    const pending = first < 0 ? [] : properties.slice(first);
    if (this.#there.has(name)) throw new ExportError('CLASS_ALREADY_EXISTS', [name]);
    await this.#mark.intends(name, this.#order.signal);
    // Its own from here on: a request that is given up may have been done.
    this.#made.set(name, pending);
    const { shardingConfig, ...others } = definition;
    const { reason } = await this.#connection.send(
      {
        action: `create class ${JSON.stringify(name)}`,
        method: 'POST',
        path: '/v1/schema',
        body: {
          ...others,
          // It is told of multi-tenant classes as well, but not taken with them.
          ...(!isMultiTenant(definition) && shardingConfig !== undefined && { shardingConfig }),
          properties: first < 0 ? properties : properties.slice(0, first),
        },
      },
      this.#order.signal,
    );
    if (reason !== undefined) {
      this.#made.delete(name);
      if (/already exists/i.test(reason)) throw new ExportError('CLASS_ALREADY_EXISTS', [name]);
      throw new ExportError('CLASS_INVALID', [`${JSON.stringify(name)}: Weaviate refuses it: ${reason}`]);
    }
    await this.#mark.made(name, this.#order.signal);
    this.#there.add(name);
    await this.#addPending();
  }

  async createTenants(className: string, tenants: readonly RestoredTenant[]): Promise<void> {
    const { signal } = this.#order;
    const known = await readTenants(this.#connection, className, signal);
    if (known === undefined) throw new ExportError('CLASS_NOT_FOUND', [className]);
    const there = new Map(known.map((tenant) => [tenant.name, tenant]));
    const missing = tenants.filter(({ name }) => !there.has(name));
    const ends = tenants.map(({ name, status }) => there.get(name) ?? { name, status: olderWord(status) });
    const asleep = ends.filter(({ name, status }) => there.has(name) && status !== 'HOT');
    this.#ends.set(className, [
      ...(this.#ends.get(className) ?? []),
      ...ends.filter(({ status }) => status !== 'HOT'),
    ]);
    this.#before.set(className, [...(this.#before.get(className) ?? []), ...asleep]);
    await sendTenants(this.#connection, ['create', 'POST'], className, missing.map(hot), signal);
    for (let start = 0; start < asleep.length; start += TENANTS_A_MARK) {
      const some = asleep.slice(start, start + TENANTS_A_MARK);
      await this.#mark.woke({ class: className, tenants: some }, signal);
    }
    await sendTenants(this.#connection, ['activate', 'PUT'], className, asleep.map(hot), signal);
  }

  async write({ class: name }: RestoredShard): Promise<BatchResult> {
    throw new TypeError(`objects of ${name} are written by the writers themselves`);
  }

  async commit(): Promise<void> {
    for (const [name, [property]] of this.#made) {
      if (property === undefined) continue;
      const targets = property.dataType.filter((target) => !this.#there.has(target)).join(', ');
      throw new ExportError('CLASS_INVALID', [
        `${JSON.stringify(name)}: property ${JSON.stringify(property.name)} refers to ${targets}, which does not exist: restore it as well`,
      ]);
    }
    await this.#endTenants(this.#ends, this.#order.signal);
    await this.#mark.committed(this.#order.signal);
    this.#isCommitted = true;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    try {
      // What the order's signal ended must still be put back.
      const signal = AbortSignal.timeout(REMOVAL_MS);
      if (!this.#isCommitted) {
        for (const name of [...this.#made.keys()].reverse())
          await removeClass(this.#connection, name, signal);
        await this.#endTenants(this.#before, signal);
      }
      if (this.#mark.isMade) await this.#mark.remove(signal);
    } finally {
      this.#connection[Symbol.dispose]();
    }
  }

  #isThere(property: PropertyDefinition, own: string): boolean {
    if (!isReference(property)) return true;
    return property.dataType.every((target) => target === own || this.#there.has(target));
  }

  /** Adds, in their order, the properties whose classes have come since. */
  async #addPending(): Promise<void> {
    for (const [name, pending] of this.#made) {
      while (pending[0] !== undefined && this.#isThere(pending[0], name)) {
        const [property] = pending;
        const action = `add property ${JSON.stringify(property.name)} to class ${JSON.stringify(name)}`;
        const path = `/v1/schema/${encodeURIComponent(name)}/properties`;
        const { reason } = await this.#connection.send(
          { action, method: 'POST', path, body: property },
          this.#order.signal,
        );
        if (reason !== undefined && !/already exists|conflict for property/i.test(reason))
          throw new ExportError('CLASS_INVALID', [
            `${JSON.stringify(name)}: Weaviate refuses property ${JSON.stringify(property.name)}: ${reason}`,
          ]);
        pending.shift();
      }
    }
  }

  async #endTenants(
    ends: ReadonlyMap<string, readonly RestoredTenant[]>,
    signal: AbortSignal,
  ): Promise<void> {
    for (const [className, tenants] of ends)
      await sendTenants(this.#connection, ['set', 'PUT'], className, tenants, signal);
  }
}

function hot({ name }: RestoredTenant): RestoredTenant {
  return { name, status: 'HOT' };
}

function withTimes(definition: ClassDefinition, { creation, update }: TimesAs): ClassDefinition {
  const properties = definition.properties ?? [];
  const added = [creation, update]
    .filter((name) => name !== undefined && !properties.some((property) => property.name === name))
    .map((name) => ({ name: name!, dataType: ['date'] }));
  return { ...definition, properties: [...properties, ...added] };
}
