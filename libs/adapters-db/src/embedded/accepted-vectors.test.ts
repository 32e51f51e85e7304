import { type ClassDefinition } from '@weaviate-export/entities-export';
import { describe, expect, it } from 'vitest';
import { type NewObject } from './stored-object.ts';
import { plainObject, temporaryStore, uuid } from './temporary-store.fixture.ts';

describe('vectors', () => {
  const vectorConfig = { title: {}, words: { vectorIndexConfig: { multivector: { enabled: true } } } };
  const named = (namedVectors: NewObject['namedVectors']) => ({
    ...plainObject(9),
    vector: null,
    namedVectors,
  });

  it.each<[string, Partial<ClassDefinition>, Partial<NewObject>, string]>([
    [
      'another length than the first',
      {},
      { vector: new Float32Array(3) },
      'vector of class "A": has 3 values: the class\'s first one had 2',
    ],
    ['no values', {}, { vector: new Float32Array(0) }, 'has no values'],
    [
      'a name in a class that names none',
      {},
      named({ title: new Float32Array(2) }),
      'vector "title" of class "A": the class has no named vectors',
    ],
    [
      'a name that the class does not have',
      { vectorConfig },
      named({ x: new Float32Array(2) }),
      'allowed in vectors are title, words',
    ],
    [
      'no name in a class that names its vectors',
      { vectorConfig },
      { vector: new Float32Array(2) },
      'allowed in vectors are title, words',
    ],
    [
      'another length than the first of their name',
      { vectorConfig },
      named({ title: new Float32Array(2) }),
      'vector "title" of class "A": has 2 values: the class\'s first one had 3',
    ],
    [
      'another length inside a multi-vector',
      { vectorConfig },
      named({ words: [new Float32Array(4), new Float32Array(5)] }),
      "has 5 values: the class's first one had 4",
    ],
    [
      'many vectors where there is one',
      { vectorConfig },
      named({ title: [new Float32Array(3)] }),
      'is a list of vectors',
    ],
    [
      'one vector where there are many',
      { vectorConfig },
      named({ words: new Float32Array(4) }),
      'is one vector',
    ],
  ])('with %s are refused', async (_case, settings, wrong, message) => {
    await using temporary = await temporaryStore();
    const { store } = temporary;
    await store.createClass({ class: 'A', ...settings });
    if (settings.vectorConfig === undefined) await store.insert('A', plainObject(1));
    else
      await store.insert('A', {
        ...plainObject(1),
        vector: null,
        namedVectors: { title: new Float32Array(3), words: [new Float32Array(4)] },
      });
    const inserted = store.insert('A', { ...plainObject(9), ...wrong });
    await expect(inserted).rejects.toMatchObject({ code: 'VECTOR_INVALID' });
    await expect(inserted).rejects.toThrow(message);
    expect(store.has('A', uuid(9))).toBe(false);
  });

  it('fix no length where their object was refused', async () => {
    await using temporary = await temporaryStore();
    const { store } = temporary;
    await store.createClass({ class: 'A', vectorConfig: { a: {}, b: {} } });
    await expect(
      store.insert('A', named({ a: new Float32Array(2), b: new Float32Array(0) })),
    ).rejects.toMatchObject({ code: 'VECTOR_INVALID' });
    await store.insert('A', named({ a: new Float32Array(3) }));
  });

  it('of two first objects sent at a time cannot both fix the length', async () => {
    await using temporary = await temporaryStore();
    const { store } = temporary;
    await store.createClass({ class: 'A' });
    const results = await Promise.allSettled(
      [2, 3].map((length) => store.insert('A', { ...plainObject(length), vector: new Float32Array(length) })),
    );
    expect(results.map(({ status }) => status)).toEqual(['fulfilled', 'rejected']);
  });
});
