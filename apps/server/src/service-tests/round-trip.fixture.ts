import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  EmbeddedDBAdapter,
  EmbeddedExportRecords,
  EmbeddedRestoreTarget,
  EmbeddedStore,
} from '@weaviate-export/adapters-db';
import { EnvironmentBackendProvider } from '@weaviate-export/backends';
import { type ExportObject, parseBigIntJson } from '@weaviate-export/entities-export';
import { createExports, type Authorizer, type Exports } from '@weaviate-export/usecases-export';
import { expect } from 'vitest';
import { type AnyClass, objectsOf, TARGET } from './any-class.fixture.ts';

/** Objects that are written to the store at a time. */
const BATCH = 1_000;
const LIMITS = { objects: 10_000, bytes: 64 * 1024 * 1024 };
const BACKEND = 'filesystem';
const RESTORED = 'Restored';

const everyone: Authorizer = {
  authorize: async () => undefined,
  filter: async (_principal, _verb, classes) => [...classes],
};

/** A store, and exports and restores of it to a folder, all gone when it is disposed of. */
export class RoundTrips implements AsyncDisposable {
  readonly #store: EmbeddedStore;
  readonly #exports: Exports;
  readonly #owned: AsyncDisposableStack;
  #trips = 0;

  static async start(): Promise<RoundTrips> {
    await using opening = new AsyncDisposableStack();
    const folder = mkdtempSync(join(tmpdir(), 'round-trips-'));
    opening.defer(() => rmSync(folder, { recursive: true, force: true }));
    const store = opening.use(await EmbeddedStore.open({ path: join(folder, 'store') }));
    await store.createClass(TARGET);
    const backends = opening.use(
      new EnvironmentBackendProvider({ env: {}, filesystemRoot: join(folder, 'files') }),
    );
    const exports = opening.use(
      createExports({
        authorizer: everyone,
        db: new EmbeddedDBAdapter(store),
        target: new EmbeddedRestoreTarget(store),
        records: new EmbeddedExportRecords(store),
        backends,
      }),
    );
    return new RoundTrips(store, exports, opening.move());
  }

  private constructor(store: EmbeddedStore, exports: Exports, owned: AsyncDisposableStack) {
    this.#store = store;
    this.#exports = exports;
    this.#owned = owned;
  }

  /**
   * Exports a class, restores it under another name and compares both, object by object; neither is there afterwards.
   * @returns how many objects there were
   */
  async trip(any: AnyClass, config: { readonly layout: string; readonly encoding: string }): Promise<number> {
    const id = `trip-${this.#trips++}`;
    const { class: name } = any.definition;
    await this.#fill(any);
    const { scheduler, restorer } = this.#exports;
    const signal = AbortSignal.timeout(300_000);
    await scheduler.export(null, BACKEND, { id, include: [name], config });
    const exported = await scheduler.finished(null, BACKEND, id, {}, signal);
    expect(exported).toMatchObject({ status: 'SUCCESS' });
    await restorer.restore(null, BACKEND, id, { rename: { [name]: RESTORED } });
    const restored = await restorer.finished(null, BACKEND, id, {}, signal);
    expect(restored).toMatchObject({
      status: 'SUCCESS',
      progress: { [RESTORED]: { objectsRestored: any.objects } },
    });
    const compared = await this.#compare(name, config.layout === 'standard' ? asItIs : asItsTypesSay);
    for (const one of [name, RESTORED]) await this.#store.deleteClass(one);
    return compared;
  }

  [Symbol.asyncDispose](): PromiseLike<void> {
    return this.#owned[Symbol.asyncDispose]();
  }

  async #fill(any: AnyClass): Promise<void> {
    const { class: name } = any.definition;
    await this.#store.createClass(any.definition);
    const tenants = Array.from({ length: any.tenants }, (_, index) => `tenant${index}`);
    if (tenants.length > 0)
      await this.#store.tenants.create(
        name,
        tenants.map((tenant) => ({ name: tenant })),
      );
    const objects = objectsOf(any);
    for (let at = 0, batch = 0; at < objects.length; at += BATCH, batch++) {
      const tenant = tenants.length === 0 ? undefined : tenants[batch % tenants.length];
      const results = await this.#store.upsert(name, objects.slice(at, at + BATCH), tenant);
      expect(results.filter((result) => result instanceof Error)).toEqual([]);
    }
  }

  async #compare(name: string, propertiesOf: (text: string | null) => unknown): Promise<number> {
    await using snapshot = await new EmbeddedDBAdapter(this.#store).openSnapshot({
      classes: [name, RESTORED],
      signal: new AbortController().signal,
      prepare: async () => undefined,
      share: async () => undefined,
    });
    const [before, after] = snapshot.classes;
    expect(after!.shards).toEqual(before!.shards);
    expect({ ...after!.definition, class: name }).toEqual(before!.definition);
    let compared = 0;
    for (const { name: shard } of before!.shards) {
      const [source, copy] = [name, RESTORED].map((one) => objects({ class: one, shard })) as [
        AsyncGenerator<ExportObject, undefined>,
        AsyncGenerator<ExportObject, undefined>,
      ];
      for await (const object of source) {
        // Before the next one is read, which may use its memory.
        const was = comparable(object, propertiesOf);
        const next = await copy.next();
        if (next.done) throw new Error(`object ${object.id} did not come back`);
        const is = comparable(next.value, propertiesOf);
        // Far cheaper than what tells the difference, and as strict.
        if (JSON.stringify(was) !== JSON.stringify(is)) expect(is).toEqual(was);
        compared++;
      }
      expect(await copy.next()).toMatchObject({ done: true });
    }
    return compared;

    async function* objects(address: {
      class: string;
      shard: string;
    }): AsyncGenerator<ExportObject, undefined> {
      for await (const range of snapshot.cut(address, LIMITS)) yield* snapshot.scan(address, range);
    }
  }
}

function comparable(
  { id, creationTime, updateTime, vector, namedVectors, properties }: ExportObject,
  propertiesOf: (text: string | null) => unknown,
): unknown {
  const bits = (floats: Float32Array): string =>
    Buffer.from(floats.buffer, floats.byteOffset, floats.byteLength).toString('base64');
  const named = Object.entries(namedVectors ?? {})
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([key, value]) => [key, value instanceof Float32Array ? bits(value) : value.map(bits)]);
  const text =
    typeof properties === 'object' && properties !== null ? Buffer.from(properties).toString() : properties;
  return {
    id,
    creationTime,
    updateTime,
    vector: vector && bits(vector),
    named,
    properties: propertiesOf(text),
  };
}

const asItIs = (text: string | null): string | null => text;

/** The members of objects in order of name; bigint as text. Of a class without properties `typed` has no column that says more. */
function asItsTypesSay(text: string | null): unknown {
  return sorted(parseBigIntJson(text ?? '{}'));
}

function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value === 'bigint') return String(value);
  if (typeof value !== 'object' || value === null) return value;
  const members = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
  return members.map(([key, member]) => [key, sorted(member)]);
}
