import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createWeaviateSource } from '@weaviate-export/adapters-weaviate';
import { CONSISTENCY_LEVELS } from '@weaviate-export/entities-export';
import type { TenantReply } from '@weaviate-export/weaviate-protocol';
import { bits } from '@weaviate-export/parquet-readers';
import { CASES, EVERY_TYPE, property } from './every-type.fixture.ts';
import { exportClasses } from './export-source.fixture.ts';
import { readClass, type ReadObject } from './read-source.fixture.ts';
import { idOf, scattered, type SentObject, type Weaviate } from './weaviate.fixture.ts';

/** Two more than what an export puts into two row groups. */
const MANY = 25_000;

const LOWEST = '00000000-0000-0000-0000-000000000000';
const HIGHEST = 'ffffffff-ffff-ffff-ffff-ffffffffffff';

interface RestObject {
  readonly id: string;
  readonly creationTimeUnix: number;
  readonly lastUpdateTimeUnix: number;
  readonly properties: Record<string, unknown>;
  readonly vector?: readonly number[];
  readonly vectors?: Readonly<Record<string, unknown>>;
}

export interface LiveSourceOptions {
  /** How the server's REST API writes values: as a text of its own, or as it was sent. */
  readonly textsAreItsOwn: boolean;
  /** Whether a class that has an unnamed vector may be given named ones. */
  readonly addsNamedVectors: boolean;
}

/** What a live Weaviate as a source promises, whichever server it is. */
export function describeLiveSource(
  name: string,
  { textsAreItsOwn, addsNamedVectors }: LiveSourceOptions,
  open: () => Promise<Weaviate>,
): void {
  describe(`a live Weaviate as a source: ${name}`, () => {
    let weaviate: Weaviate;
    beforeAll(async () => {
      weaviate = await open();
    });
    afterAll(async () => weaviate[Symbol.asyncDispose]());

    /** The objects as GET /v1/objects shows them, by an id each. */
    async function shown(className: string, tenant?: string): Promise<RestObject[]> {
      const query = new URLSearchParams({ class: className, limit: '10000', include: 'vector' });
      if (tenant !== undefined) query.set('tenant', tenant);
      const { objects } = await weaviate.call<{ objects: RestObject[] }>(
        'GET',
        `/objects?${query.toString()}`,
      );
      return objects.sort((a, b) => (a.id < b.id ? -1 : 1));
    }

    /** The one shard of a class without tenants. */
    async function read(className: string): Promise<readonly ReadObject[]> {
      const { shards } = await readClass(weaviate.options, className);
      expect(Object.keys(shards)).toHaveLength(1);
      return Object.values(shards)[0]!;
    }

    const numbered = (count: number): SentObject[] =>
      Array.from({ length: count }, (_, index) => ({ id: idOf(index), properties: `{"number":${index}}` }));

    it('has the properties of every type as REST shows them', async () => {
      const className = await weaviate.createClass({ class: 'LiveEveryType', properties: EVERY_TYPE });
      await weaviate.add(
        className,
        CASES.map((properties, index) => ({ id: idOf(index), properties })),
      );
      const objects = await read(className);
      expect(objects).toHaveLength(CASES.length);
      for (const [index, rest] of (await shown(className)).entries()) {
        const { id, creationTime, updateTime, vector, vectors, properties } = objects[index]!;
        expect([id, creationTime, updateTime]).toEqual([
          rest.id,
          rest.creationTimeUnix,
          rest.lastUpdateTimeUnix,
        ]);
        expect([vector, vectors]).toEqual([null, {}]);
        const text = await weaviate.text(`/objects/${className}/${id}`);
        const own = /"properties":(\{.*\})(?:,"vectorWeights"|\}$)/s.exec(text)![1]!;
        if (textsAreItsOwn) expect(properties).toBe(own);
        else expect(comparable(properties!)).toEqual(comparable(own));
      }
    });

    it('keeps integers of 64 bits as exact as the server has them', async () => {
      const className = await weaviate.createClass({ class: 'LiveIntegers', properties: [property('int')] });
      const sent = [1234567890123456789n, -1234567890123456789n, 2n ** 60n, 2n ** 53n + 1n];
      await weaviate.add(
        className,
        sent.map((value, index) => ({ id: idOf(index), properties: `{"int":${value}}` })),
      );
      for (const { id, properties } of await read(className)) {
        const text = await weaviate.text(`/objects/${className}/${id}`);
        expect(text).toContain(properties!.slice(1, -1));
      }
    });

    it('has vectors to the bit', async () => {
      const className = await weaviate.createClass({ class: 'LiveVectors', properties: [property('text')] });
      const vectors = [
        [1, 0.1, -0.5],
        [1e-40, 3.4028234663852886e38, -1],
        [Math.fround(Math.PI), Math.fround(-Math.E), 0],
      ];
      const sent = vectors.map((vector, index) => ({ id: idOf(index), vector }));
      await weaviate.add(className, [...sent, { id: idOf(9) }]);
      const { shards, dimensions } = await readClass(weaviate.options, className);
      expect(Object.values(shards)[0]!.map(({ vector }) => vector)).toEqual([
        ...vectors.map((vector) => vector.map(Math.fround)),
        null,
      ]);
      expect(dimensions).toEqual({ '': 3 });
    });

    it('has named vectors and multi-vectors', async () => {
      const flat = { vectorizer: { none: {} }, vectorIndexType: 'flat' };
      const multi = {
        vectorizer: { none: {} },
        vectorIndexType: 'hnsw',
        vectorIndexConfig: { multivector: { enabled: true } },
      };
      const className = await weaviate.createClass({
        class: 'LiveNamed',
        vectorizer: undefined,
        vectorConfig: { short: flat, long: flat, many: multi },
        properties: [property('text')],
      });
      const long = Array.from({ length: 700 }, (_, index) => Math.fround(index / 7));
      await weaviate.add(className, [
        {
          id: idOf(0),
          vectors: {
            short: [1, 2],
            long,
            many: [
              [1, 2, 3],
              [4, 5, 6],
            ],
          },
        },
        { id: idOf(1), vectors: { short: [3, 4] } },
        { id: idOf(2), vectors: { many: [[7, 8, 9]] } },
        { id: idOf(3) },
      ]);
      const { shards, dimensions } = await readClass(weaviate.options, className);
      expect(Object.values(shards)[0]!.map(({ vectors }) => vectors)).toEqual([
        {
          short: [1, 2],
          long,
          many: [
            [1, 2, 3],
            [4, 5, 6],
          ],
        },
        { short: [3, 4] },
        { many: [[7, 8, 9]] },
        {},
      ]);
      expect(dimensions).toEqual({ short: 2, long: 700 });
    });

    it.runIf(addsNamedVectors)('has the unnamed vector beside named ones', async () => {
      const className = await weaviate.createClass({ class: 'LiveMixed', properties: [property('text')] });
      const definition = await weaviate.call<object>('GET', `/schema/${className}`);
      const vectorConfig = { extra: { vectorizer: { none: {} }, vectorIndexType: 'hnsw' } };
      await weaviate.call('PUT', `/schema/${className}`, { ...definition, vectorConfig });
      await weaviate.add(className, [{ id: idOf(1), vector: [1, 2], vectors: { extra: [3, 4, 5] } }]);
      const [object] = await read(className);
      expect([object!.vector, object!.vectors]).toEqual([[1, 2], { extra: [3, 4, 5] }]);
      const { rows } = await exportClasses(weaviate.options, [className]);
      expect(rows[`${className}.parquet`]![0]!.vector).toBe(bits([1, 2]));
    });

    it('has tenants, and says why one of them is left out', async () => {
      const className = await weaviate.createClass({
        class: 'LiveTenants',
        multiTenancyConfig: { enabled: true },
        properties: [property('text')],
      });
      const tenants = ['alpha', 'Beta', 'cold', 'empty'].map((tenant) => ({ name: tenant }));
      await weaviate.call('POST', `/schema/${className}/tenants`, tenants);
      await weaviate.add(className, [
        { id: idOf(1), tenant: 'alpha', properties: '{"text":"a"}' },
        { id: idOf(2), tenant: 'alpha', properties: '{"text":"b"}' },
        { id: idOf(1), tenant: 'Beta', properties: '{"text":"c"}' },
        { id: idOf(1), tenant: 'cold', properties: '{"text":"d"}' },
      ]);
      await weaviate.call('PUT', `/schema/${className}/tenants`, [{ name: 'cold', activityStatus: 'COLD' }]);
      const { shards, skipped, counts, consistency, definition } = await readClass(
        weaviate.options,
        className,
      );
      const properties = Object.entries(shards).map(([tenant, objects]) => [
        tenant,
        objects.map((object) => object.properties),
      ]);
      expect(properties).toEqual([
        ['Beta', ['{"text":"c"}']],
        ['alpha', ['{"text":"a"}', '{"text":"b"}']],
        ['empty', []],
      ]);
      expect(skipped).toEqual({ cold: 'tenant status is COLD' });
      expect(counts).toEqual({ alpha: 2, Beta: 1, empty: 0 });
      expect(consistency).toBe('live');
      expect(definition).toEqual(await weaviate.call('GET', `/schema/${className}`));
    });

    it('activates COLD tenants that are asked for until the snapshot is disposed of', async () => {
      const className = await weaviate.createClass({
        class: 'LiveActivated',
        multiTenancyConfig: { enabled: true },
        properties: [property('text')],
      });
      const names = ['warm', 'cold', 'other'];
      await weaviate.call(
        'POST',
        `/schema/${className}/tenants`,
        names.map((name) => ({ name })),
      );
      await weaviate.add(
        className,
        names.map((tenant) => ({ id: idOf(1), tenant, properties: JSON.stringify({ text: tenant }) })),
      );
      const asleep = ['cold', 'other'].map((name) => ({ name, activityStatus: 'COLD' }));
      await weaviate.call('PUT', `/schema/${className}/tenants`, asleep);
      const statuses = async (): Promise<[string, string][]> => {
        const tenants = await weaviate.call<TenantReply[]>('GET', `/schema/${className}/tenants`);
        return tenants.map(({ name, activityStatus }): [string, string] => [name, activityStatus]).sort();
      };
      const before = await statuses();
      let during: [string, string][] = [];
      const { shards, skipped, counts } = await readClass(
        weaviate.options,
        className,
        async () => void (during = await statuses()),
        { activateTenants: true, tenants: ['warm', 'cold'] },
      );
      expect(Object.entries(shards).map(([tenant, [object]]) => [tenant, object!.properties])).toEqual([
        ['cold', '{"text":"cold"}'],
        ['warm', '{"text":"warm"}'],
      ]);
      expect(skipped).toEqual({ other: 'tenant status is COLD' });
      expect(counts).toEqual({ cold: 1, warm: 1, other: undefined });
      const [[, cold], [, other], [, warm]] = during as [
        [string, string],
        [string, string],
        [string, string],
      ];
      expect([cold, cold === other]).toEqual([warm, false]);
      expect(await statuses()).toEqual(before);

      await using source = createWeaviateSource(weaviate.options);
      const failing = source.openSnapshot({
        classes: [className],
        activateTenants: true,
        signal: new AbortController().signal,
        prepare: async () => undefined,
        share: async () => {
          during = await statuses();
          throw new Error('no worker could open it');
        },
      });
      await expect(failing).rejects.toThrow('no worker could open it');
      expect(new Set(during.map(([, status]) => status))).toEqual(new Set([warm]));
      expect(await statuses()).toEqual(before);
    });

    it('reads with the consistency that is asked for', async () => {
      const className = await weaviate.createClass({ class: 'LiveLevels', properties: [property('text')] });
      await weaviate.add(className, [{ id: idOf(1), properties: '{"text":"a"}' }]);
      for (const consistencyLevel of CONSISTENCY_LEVELS) {
        const { shards } = await readClass(weaviate.options, className, undefined, { consistencyLevel });
        expect(Object.values(shards)[0]).toMatchObject([{ properties: '{"text":"a"}' }]);
      }
    });

    it('has references as beacons, also such as lead nowhere any longer', async () => {
      const target = await weaviate.createClass({ class: 'LiveTarget', properties: [property('text')] });
      const className = await weaviate.createClass({
        class: 'LiveReferences',
        properties: [property('int'), { name: 'refers', dataType: [target] }],
      });
      await weaviate.add(target, [{ id: idOf(1) }, { id: idOf(2) }]);
      const beacons = [2, 1].map((number) => ({ beacon: `weaviate://localhost/${target}/${idOf(number)}` }));
      const refers = JSON.stringify(beacons);
      await weaviate.add(className, [
        { id: idOf(1), properties: `{"int":1234567890123456789,"refers":${refers}}`, vector: [1, 0.1] },
        { id: idOf(2), properties: '{"int":1}' },
      ]);
      await weaviate.call('DELETE', `/objects/${target}/${idOf(2)}`);
      const [first, second] = await read(className);
      expect(JSON.parse(first!.properties!)).toMatchObject({ refers: beacons });
      expect(first!.properties).toMatch(/"int":1234567890123456(789|800)/);
      expect(first!.vector).toEqual([1, Math.fround(0.1)]);
      expect(second!.properties).toBe('{"int":1}');
    });

    it.each([0, 1, 2, 150])('reads %i objects', async (count) => {
      const className = await weaviate.createClass({ class: 'LiveFew', properties: [property('number')] });
      await weaviate.add(className, numbered(count));
      expect((await read(className)).map(({ id }) => id)).toEqual(numbered(count).map(({ id }) => id));
    });

    it('reads 25,000 objects, each once, with those at both ends of all ids', async () => {
      const className = await weaviate.createClass({
        class: 'LiveMany',
        vectorIndexConfig: { skip: true },
        properties: [property('number')],
      });
      const ids = Array.from({ length: MANY - 2 }, (_, index) => scattered(index));
      const all = [LOWEST, ...ids, HIGHEST];
      await weaviate.add(
        className,
        all.map((id, index) => ({ id, properties: `{"number":${index}}`, vector: [index, 0.5] })),
      );
      const objects = await read(className);
      expect(objects.map(({ id }) => id)).toEqual(all.toSorted());
      const indexOf = new Map(all.map((id, index) => [id, index]));
      for (const { id, vector, properties } of objects)
        expect([vector![0], properties]).toEqual([indexOf.get(id), `{"number":${indexOf.get(id)}}`]);
    });

    it('reads what is there throughout once, while objects are written, changed and deleted', async () => {
      const className = await weaviate.createClass({
        class: 'LiveChanging',
        properties: [property('number')],
      });
      const count = 6_000;
      const spaced = (number: number): string => idOf(number * 16);
      await weaviate.add(
        className,
        Array.from({ length: count }, (_, number) => ({
          id: spaced(number),
          properties: `{"number":${number}}`,
        })),
      );
      const gone = new Set<number>();
      let round = 0;
      const { shards } = await readClass(weaviate.options, className, async () => {
        const at = round++ * 40;
        for (let step = 0; step < 8; step++) {
          // Deleted, in front of the reader and behind it.
          const deleted = (at * 37 + step * 701) % count;
          gone.add(deleted);
          await weaviate.call('DELETE', `/objects/${className}/${spaced(deleted)}`).catch(() => undefined);
        }
        await weaviate.add(className, [
          // New ones in between.
          ...Array.from({ length: 20 }, (_, index) => ({ id: idOf((at * 31 + index * 211) * 16 + 1) })),
          // Changed ones, which stay there.
          ...Array.from({ length: 20 }, (_, index) => (at * 53 + index * 311) % count)
            .filter((number) => !gone.has(number))
            .map((number) => ({ id: spaced(number), properties: `{"number":${number + 0.5}}` })),
        ]);
      });
      const objects = Object.values(shards)[0]!;
      const ids = objects.map(({ id }) => id);
      expect(ids).toEqual(ids.toSorted());
      expect(new Set(ids).size).toBe(ids.length);
      const found = new Map(objects.map(({ id, properties }) => [id, properties]));
      for (let number = 0; number < count; number++) {
        const properties = found.get(spaced(number));
        if (properties === undefined) expect(gone).toContain(number);
        else expect([`{"number":${number}}`, `{"number":${number + 0.5}}`]).toContain(properties);
      }
    });

    it('is exported by worker threads into files that others read, while it changes', async () => {
      const className = await weaviate.createClass({
        class: 'LiveExported',
        vectorIndexConfig: { skip: true },
        properties: [property('number')],
      });
      const tenants = await weaviate.createClass({
        class: 'LiveExportedTenants',
        multiTenancyConfig: { enabled: true },
        properties: [property('number')],
      });
      await weaviate.call('POST', `/schema/${tenants}/tenants`, [{ name: 'full' }, { name: 'empty' }]);
      await weaviate.add(tenants, [{ id: idOf(1), tenant: 'full', properties: '{"number":1}' }]);
      const count = 11_000;
      const sent = Array.from({ length: count }, (_, number) => ({
        id: scattered(number),
        properties: `{"number":${number}}`,
        vector: [number, 0.5],
      }));
      await weaviate.add(className, sent);
      let isOver = false;
      const writing = (async (): Promise<void> => {
        for (let number = 0; !isOver; number += 10) {
          await weaviate.add(
            className,
            Array.from({ length: 10 }, (_, index) => ({
              id: scattered(count + number + index),
              vector: [1, 1],
            })),
          );
          await weaviate.call('DELETE', `/objects/${className}/${scattered(count + number)}`);
        }
      })();
      const { status, manifest, rows } = await exportClasses(weaviate.options, [className, tenants]).finally(
        () => (isOver = true),
      );
      await writing;
      expect(manifest.source.consistency).toBe('live');
      expect(Object.keys(rows)).toEqual([`${className}.parquet`, `${tenants}/tenant=full.parquet`]);
      expect(status.shardStatus[tenants]!['empty']).toMatchObject({ status: 'SKIPPED' });
      const written = rows[`${className}.parquet`]!;
      const ids = written.map(({ id }) => id);
      expect(new Set(ids).size).toBe(ids.length);
      expect(status.progress[className]).toMatchObject({
        status: 'SUCCESS',
        objectsExported: ids.length,
        objectsTotal: ids.length,
      });
      const found = new Map(written.map((row) => [row.id, row]));
      for (const [number, { id, properties }] of sent.entries())
        expect([found.get(id)?.properties, found.get(id)?.vector]).toEqual([properties, bits([number, 0.5])]);
    });

    it('reads ids that are alike in all but their end', async () => {
      const className = await weaviate.createClass({ class: 'LiveSkewed', properties: [property('number')] });
      await weaviate.add(className, numbered(3_000));
      expect((await read(className)).map(({ id }) => id)).toEqual(numbered(3_000).map(({ id }) => id));
    });
  });
}

/** JSON whose numbers are what they are as float32 in coordinates, and the same value however written elsewhere. */
function comparable(json: string): unknown {
  return JSON.parse(json, (key, value: unknown) =>
    key === 'latitude' || key === 'longitude' ? Math.fround(value as number) : value,
  );
}
