import { createHash } from 'node:crypto';
import { createWeaviateTarget } from '@weaviate-export/adapters-weaviate';
import type { ClassDefinition } from '@weaviate-export/entities-export';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { CASES, EVERY_TYPE, property } from './every-type.fixture.ts';
import { readClass } from './read-source.fixture.ts';
import { objectOf, openRestore, restoreClass } from './restore-objects.fixture.ts';
import { idOf, type Weaviate } from './weaviate.fixture.ts';

/** More than one batch. */
const MANY = 2_500;

/** Integers that JSON's doubles do not hold, which the batches of gRPC cannot tell. */
const LONG_INTEGER = /\d{17,}/;

/** What a live Weaviate as a target of restores promises, whichever server it is. */
export function describeLiveTarget(name: string, open: () => Promise<Weaviate>): void {
  describe(`a live Weaviate as a target: ${name}`, () => {
    let weaviate: Weaviate;
    beforeAll(async () => {
      weaviate = await open();
    });
    afterAll(async () => weaviate[Symbol.asyncDispose]());

    const schemaOf = (className: string): Promise<ClassDefinition> =>
      weaviate.call('GET', `/schema/${className}`);
    const isThere = async (className: string): Promise<boolean> =>
      (await weaviate.call<{ classes: ClassDefinition[] }>('GET', '/schema')).classes.some(
        (one) => one.class === className,
      );
    const objectsOf = async (className: string, tenant?: string): Promise<number> => {
      const of = tenant === undefined ? '' : `&tenant=${tenant}`;
      const answer = await weaviate.call<{ objects: unknown[] }>(
        'GET',
        `/objects?class=${className}&limit=10000${of}`,
      );
      return answer.objects.length;
    };

    /** A class of this name is deleted with the fixture, whoever makes it. */
    async function freed(className: string): Promise<string> {
      await weaviate.createClass({ class: className });
      await weaviate.call('DELETE', `/schema/${className}`);
      return className;
    }

    it('takes the properties of every type, and shows them as before', async () => {
      const from = await weaviate.createClass({
        class: 'LiveBefore',
        description: 'of every type',
        properties: EVERY_TYPE,
      });
      const cases = CASES.filter((text) => !LONG_INTEGER.test(text));
      await weaviate.add(
        from,
        cases.map((properties, index) => ({ id: idOf(index), properties, vector: [index, 0.1] })),
      );
      const to = await freed('LiveAfter');
      const { shards, definition } = await readClass(weaviate.options, from);
      const objects = Object.values(shards)
        .flat()
        .map(({ id, vector, properties }) =>
          objectOf(id, { properties, vector: vector && Float32Array.from(vector) }),
        );
      await restoreClass(weaviate.options, { ...definition, class: to }, [
        { name: 'all', status: 'HOT', objects },
      ]);
      expect(await schemaOf(to)).toEqual({ ...(await schemaOf(from)), class: to });
      for (const index of cases.keys()) {
        const [before, after] = await Promise.all(
          [from, to].map((className) =>
            weaviate.call<object>('GET', `/objects/${className}/${idOf(index)}?include=vector`),
          ),
        );
        expect(after).toEqual({
          ...before,
          class: to,
          creationTimeUnix: expect.any(Number) as number,
          lastUpdateTimeUnix: expect.any(Number) as number,
        });
      }
    });

    it('takes named vectors and multi-vectors to the bit', async () => {
      const plain = { vectorizer: { none: {} }, vectorIndexType: 'hnsw' };
      const many = { ...plain, vectorIndexConfig: { multivector: { enabled: true } } };
      const to = await freed('LiveAfterNamed');
      const namedVectors = {
        one: Float32Array.of(0.1, -1.5),
        many: [Float32Array.of(1, 2.5, 3), Float32Array.of(Math.PI, 0, -1)],
      };
      await restoreClass(weaviate.options, { class: to, vectorConfig: { one: plain, many } }, [
        { name: 'all', status: 'HOT', objects: [objectOf(idOf(1), { namedVectors }), objectOf(idOf(2))] },
      ]);
      const { shards } = await readClass(weaviate.options, to);
      expect(
        Object.values(shards)
          .flat()
          .map(({ vectors }) => vectors),
      ).toEqual([{ one: [...namedVectors.one], many: namedVectors.many.map((one) => [...one]) }, {}]);
    });

    it('makes tenants, which have their state in the end', async () => {
      const to = await freed('LiveAfterTenants');
      const definition = { class: to, multiTenancyConfig: { enabled: true }, shardingConfig: {} };
      const objects = [objectOf(idOf(1)), objectOf(idOf(2))];
      await restoreClass(weaviate.options, definition, [
        { name: 'hot', status: 'HOT', objects },
        { name: 'cold', status: 'COLD', objects },
        { name: 'empty', status: 'ACTIVE', objects: [] },
      ]);
      const tenants = await weaviate.call<{ name: string; activityStatus: string }[]>(
        'GET',
        `/schema/${to}/tenants`,
      );
      const statuses = Object.fromEntries(tenants.map((one) => [one.name, one.activityStatus]));
      expect(statuses).toEqual({ hot: 'HOT', cold: 'COLD', empty: 'HOT' });
      expect(await objectsOf(to, 'hot')).toBe(2);
      await weaviate.call('PUT', `/schema/${to}/tenants`, [{ name: 'cold', activityStatus: 'HOT' }]);
      expect(await objectsOf(to, 'cold')).toBe(2);
    });

    it('wakes a tenant that sleeps, and lets it sleep on, whether the restore ends well or not', async () => {
      const to = await weaviate.createClass({
        class: 'LiveAsleep',
        multiTenancyConfig: { enabled: true },
      });
      await weaviate.call('POST', `/schema/${to}/tenants`, [{ name: 'one', activityStatus: 'COLD' }]);
      const statusOf = async (): Promise<unknown> => weaviate.call('GET', `/schema/${to}/tenants`);
      for (const isWhole of [true, false]) {
        await using restore = await openRestore(weaviate.options);
        await restore.session.createTenants(to, [{ name: 'one', status: 'HOT' }]);
        expect(await restore.write({ class: to, tenant: 'one' }, [objectOf(idOf(1))])).toMatchObject({
          written: 1,
        });
        if (isWhole) await restore.session.commit();
        await restore[Symbol.asyncDispose]();
        expect(await statusOf()).toEqual([{ name: 'one', activityStatus: 'COLD' }]);
      }
    });

    it('makes classes that refer to each other, with their properties in order, and the references', async () => {
      const [one, other] = [await freed('LiveCircleOne'), await freed('LiveCircleOther')];
      const refers = (to: string) => ({ name: 'refers', dataType: [to] });
      const both = { name: 'either', dataType: [one, other] };
      await using restore = await openRestore(weaviate.options);
      await restore.session.createClass({
        class: one,
        properties: [refers(other), property('text'), { name: 'self', dataType: [one] }],
      });
      await restore.session.createClass({ class: other, properties: [refers(one), both, property('int')] });
      const beacon = (className: string, number: number) => ({
        beacon: `weaviate://localhost/${className}/${idOf(number)}`,
      });
      const sent = {
        // One of them leads nowhere.
        refers: [beacon(one, 1), beacon(one, 2), beacon(one, 99)],
        either: [beacon(one, 1), beacon(other, 5)],
        int: 7,
      };
      const results = [
        await restore.write({ class: one }, [objectOf(idOf(1)), objectOf(idOf(2))]),
        await restore.write({ class: other }, [
          objectOf(idOf(5)),
          objectOf(idOf(6), { properties: JSON.stringify(sent) }),
        ]),
      ];
      expect(results).toEqual([1, 2].map(() => ({ written: 2, skipped: 0, refused: [] })));
      await restore.session.commit();
      expect((await schemaOf(one)).properties!.map((made) => made.name)).toEqual(['refers', 'text', 'self']);
      expect((await schemaOf(other)).properties!.map((made) => made.name)).toEqual([
        'refers',
        'either',
        'int',
      ]);
      const { properties } = await weaviate.call<{ properties: typeof sent }>(
        'GET',
        `/objects/${other}/${idOf(6)}`,
      );
      const named = (beacons: readonly { beacon: string }[]) => beacons.map((told) => told.beacon).sort();
      expect([named(properties.refers), named(properties.either), properties.int]).toEqual([
        named(sent.refers),
        named(sent.either),
        7,
      ]);
    });

    it('refuses a class whose references lead nowhere, and leaves nothing of it', async () => {
      const to = await freed('LiveNowhere');
      await using restore = await openRestore(weaviate.options);
      await restore.session.createClass({
        class: to,
        properties: [{ name: 'refers', dataType: ['LiveMissing'] }],
      });
      await expect(restore.session.commit()).rejects.toMatchObject({
        code: 'CLASS_INVALID',
        message: expect.stringContaining('refers to LiveMissing, which does not exist') as string,
      });
      await restore[Symbol.asyncDispose]();
      expect(await isThere(to)).toBe(false);
    });

    it('names what it refuses of a definition', async () => {
      await using restore = await openRestore(weaviate.options);
      const wrong = { class: 'LiveWrong', properties: [{ name: 'text', dataType: ['texts'] }] };
      await expect(restore.session.createClass(wrong)).rejects.toMatchObject({
        code: 'CLASS_INVALID',
        message: expect.stringContaining('Weaviate refuses') as string,
      });
    });

    it('refuses a class that is there, also in other letters', async () => {
      const there = await weaviate.createClass({ class: 'LiveThere' });
      await using target = createWeaviateTarget(weaviate.options);
      expect((await target.findClasses(['LIVEThere', 'LiveOther'])).map((found) => found.class)).toEqual([
        there,
      ]);
      await using restore = await openRestore(weaviate.options);
      await expect(restore.session.createClass({ class: there })).rejects.toMatchObject({
        code: 'CLASS_ALREADY_EXISTS',
      });
      await restore[Symbol.asyncDispose]();
      expect(await isThere(there)).toBe(true);
    });

    it.each([
      ['skip', 'before', { written: MANY - 2, skipped: 2 }],
      ['replace', 'after', { written: MANY, skipped: 0 }],
    ] as const)('lets a rule say what becomes of ids that are there: %s', async (rule, text, result) => {
      const to = await weaviate.createClass({ class: 'LiveConflict', properties: [property('text')] });
      await weaviate.add(
        to,
        [7, 1_700].map((number) => ({ id: idOf(number), properties: '{"text":"before"}' })),
      );
      await using restore = await openRestore(weaviate.options, { onConflict: rule });
      const objects = Array.from({ length: MANY }, (_, index) =>
        objectOf(idOf(index), { properties: '{"text":"after"}' }),
      );
      expect(await restore.write({ class: to }, objects)).toEqual({ ...result, refused: [] });
      await restore.session.commit();
      const shown = await weaviate.call<object>('GET', `/objects/${to}/${idOf(1_700)}`);
      expect(shown).toMatchObject({ properties: { text } });
      expect(await objectsOf(to)).toBe(MANY);
    });

    it('names the objects that it refuses, and writes the others', async () => {
      const to = await weaviate.createClass({
        class: 'LiveRefused',
        properties: [property('date'), property('int')],
      });
      await using restore = await openRestore(weaviate.options);
      const { written, refused } = await restore.write({ class: to }, [
        objectOf(idOf(1), { properties: '{"int":1}' }),
        objectOf(idOf(2), { properties: '{"date":"yesterday"}' }),
        objectOf(idOf(3), { properties: '{"int":3}' }),
      ]);
      expect([written, refused.map(({ id }) => id)]).toEqual([2, [idOf(2)]]);
      expect(refused[0]!.reason).toMatch(/date/);
    });

    it('keeps the times of objects as properties where it is asked to', async () => {
      const to = await freed('LiveTimes');
      await restoreClass(
        weaviate.options,
        { class: to },
        [{ name: 'all', status: 'HOT', objects: [objectOf(idOf(1))] }],
        { timesAs: { creation: 'createdAt', update: 'updatedAt' } },
      );
      expect((await schemaOf(to)).properties).toMatchObject([
        { name: 'createdAt', dataType: ['date'] },
        { name: 'updatedAt', dataType: ['date'] },
      ]);
      const { properties } = await weaviate.call<{ properties: Record<string, string> }>(
        'GET',
        `/objects/${to}/${idOf(1)}`,
      );
      expect([properties['createdAt'], properties['updatedAt']].map((time) => Date.parse(time!))).toEqual([
        Date.UTC(2024, 0, 2),
        Date.UTC(2024, 0, 3),
      ]);
    });

    it('has nothing of a restore that was given up, by its end or after a crash', async () => {
      const [to, kept] = [await freed('LiveGivenUp'), await weaviate.createClass({ class: 'LiveKept' })];
      const end = new AbortController();
      const restore = await openRestore(weaviate.options, { signal: end.signal });
      await restore.session.createClass({ class: to });
      await restore.write({ class: to }, [objectOf(idOf(1))]);
      end.abort(new Error('canceled'));
      await expect(restore.session.commit()).rejects.toThrow('canceled');
      await restore[Symbol.asyncDispose]();
      expect(await isThere(to)).toBe(false);

      const crashed = await openRestore(weaviate.options, { restore: 'crashed' });
      await crashed.session.createClass({ class: to });
      await using target = createWeaviateTarget(weaviate.options);
      const { signal } = new AbortController();
      await target.closeUnfinished('another', [to], signal);
      expect(await isThere(to)).toBe(true);
      expect(await target.closeUnfinished('crashed', [to, kept], signal)).toBe(false);
      expect([await isThere(to), await isThere(kept)]).toEqual([false, true]);
      await crashed[Symbol.asyncDispose]();

      await using whole = await openRestore(weaviate.options, { restore: 'whole' });
      await whole.session.createClass({ class: to });
      await whole.session.commit();
      expect(await target.closeUnfinished('whole', [to], signal)).toBe(true);
      expect(await target.closeUnfinished('whole', [to], signal)).toBe(false);
      expect(await isThere(to)).toBe(true);
    });

    it('is told by nothing to have succeeded that made no class, and puts its tenants to sleep after a crash', async () => {
      const to = await weaviate.createClass({ class: 'LiveCrash', multiTenancyConfig: { enabled: true } });
      await weaviate.call('POST', `/schema/${to}/tenants`, [{ name: 'one', activityStatus: 'COLD' }]);
      await using crashed = await openRestore(weaviate.options, { restore: 'crashed-there' });
      await using target = createWeaviateTarget(weaviate.options);
      const { signal } = new AbortController();
      expect(await target.closeUnfinished('crashed-there', [], signal)).toBe(false);
      await crashed.session.createTenants(to, [{ name: 'one', status: 'HOT' }]);
      expect(await target.closeUnfinished('crashed-there', [], signal)).toBe(false);
      expect(await weaviate.call('GET', `/schema/${to}/tenants`)).toEqual([
        { name: 'one', activityStatus: 'COLD' },
      ]);
    });

    it('leaves no class that it was about to make, and none that others have filled', async () => {
      const [made, filled] = [await freed('LiveIntended'), await freed('LiveFilled')];
      const mark = `RestoreMark_${createHash('sha256').update('died').digest('hex').slice(0, 32)}`;
      await weaviate.createClass({
        class: mark,
        multiTenancyConfig: { enabled: true },
        properties: [made, filled].map((description, index) => ({
          ...property('text'),
          ...{ name: `intends_${index}`, description },
        })),
      });
      for (const name of [made, filled]) await weaviate.createClass({ class: name });
      await weaviate.add(filled, [{ id: idOf(1), properties: '{}' }]);
      await using target = createWeaviateTarget(weaviate.options);
      expect(await target.closeUnfinished('died', [made, filled], new AbortController().signal)).toBe(false);
      expect([await isThere(made), await isThere(filled), await isThere(mark)]).toEqual([false, true, false]);
    });
  });
}
