import { type VectorConfig, sizeOf } from '@weaviate-export/entities-export';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { EmbeddedDBAdapter } from './embedded-db-adapter.ts';
import {
  decodeExportObject,
  decodeWithoutVectors,
  encodedObjectBytes,
  encodeObject,
} from './object-value.ts';
import { type NewObject, type StoredObject } from './stored-object.ts';
import { temporaryStore } from './temporary-store.fixture.ts';

/** Any bits: all NaNs, -0, infinities and subnormal numbers are among them. */
const floats = (length: number) =>
  fc
    .array(
      fc.oneof(fc.integer({ min: 0, max: 0xffffffff }), fc.constantFrom(0x80000000, 0x7fc00001, 0xff800000)),
      {
        minLength: length,
        maxLength: length,
      },
    )
    .map((bits) => new Float32Array(Uint32Array.from(bits).buffer));

const NAMES = ['title', 'ü', '__proto__'];
const objects = fc.record<NewObject>({
  id: fc.uuid(),
  vector: fc.constant(null),
  namedVectors: fc.option(
    fc
      .tuple(
        fc.option(floats(3), { nil: undefined }),
        fc.option(floats(1), { nil: undefined }),
        fc.option(fc.array(floats(2), { maxLength: 4 }), { nil: undefined }),
      )
      .map((vectors) =>
        Object.fromEntries(
          vectors.flatMap((vector, index) =>
            vector === undefined ? [] : [[NAMES[index] as string, vector]],
          ),
        ),
      ),
  ),
  properties: fc.option(fc.json({ stringUnit: 'binary' })),
});
const unnamed = fc.record<NewObject>({
  id: fc.uuid(),
  vector: fc.option(floats(5)),
  namedVectors: fc.constant(null),
  properties: fc.option(fc.json({ stringUnit: 'binary' })),
});

/** The object with its floats as bits: a comparison of numbers takes -0 for 0 and every NaN for the same. */
function bitsOf({ vector, namedVectors, ...rest }: Pick<StoredObject, 'vector' | 'namedVectors'>) {
  const bits = (floats: Float32Array) =>
    Buffer.from(floats.buffer, floats.byteOffset, floats.byteLength).toString('hex');
  return {
    ...rest,
    vector: vector && bits(vector),
    namedVectors:
      namedVectors &&
      Object.entries(namedVectors).map(([name, value]) => [
        name,
        value instanceof Float32Array ? bits(value) : value.map(bits),
      ]),
  };
}

it('stores any object and gives it back bit for bit, to readers and to exports', async () => {
  await using temporary = await temporaryStore();
  const { store } = temporary;
  const vectorConfig = JSON.parse(
    '{"title":{},"ü":{},"__proto__":{"vectorIndexConfig":{"multivector":{"enabled":true}}}}',
  ) as Record<string, VectorConfig>;
  await store.createClass({ class: 'Named', vectorConfig });
  await store.createClass({ class: 'Unnamed' });
  const adapter = new EmbeddedDBAdapter(store);
  const check = async (className: string, object: NewObject) => {
    const [stored] = await store.upsert(className, [object]);
    expect(store.get(className, object.id)).toEqual(stored);
    expect(bitsOf(store.get(className, object.id) as StoredObject)).toEqual(bitsOf(stored as StoredObject));
    await using snapshot = await adapter.openSnapshot({
      classes: [className],
      signal: new AbortController().signal,
      prepare: () => Promise.resolve(),
      share: () => Promise.resolve(),
    });
    const range = { first: object.id, last: object.id, objects: 1, bytes: 0 };
    for (const exported of snapshot.scan(
      { class: className, shard: 'shard-0' },
      range,
    ) as Iterable<StoredObject>) {
      const { properties } = exported as { properties: Uint8Array | null };
      const text = properties === null ? null : Buffer.from(properties).toString();
      expect(bitsOf({ ...exported, properties: text } as StoredObject)).toEqual(
        bitsOf(stored as StoredObject),
      );
    }
  };
  await fc.assert(
    fc.asyncProperty(objects, (object) => check('Named', object)),
    { numRuns: 60 * Number(process.env['SHARE_OF_RUNS']), seed: 1 },
  );
  await fc.assert(
    fc.asyncProperty(unnamed, (object) => check('Unnamed', object)),
    { numRuns: 60 * Number(process.env['SHARE_OF_RUNS']), seed: 2 },
  );
});

it('reads objects that lie in the same memory one after the other, as those of a scan do', () => {
  fc.assert(
    fc.property(fc.array(objects, { minLength: 2, maxLength: 8 }), (scanned) => {
      const memory = Buffer.from(new ArrayBuffer(4096));
      for (const object of scanned) {
        const bytes = encodeObject('A', { ...object, creationTime: 1, updateTime: 2 });
        memory.set(bytes);
        const { namedVectors } = decodeExportObject('', memory.subarray(0, bytes.length));
        expect(namedVectors).toEqual(object.namedVectors);
      }
    }),
    { seed: 20_261_126 },
  );
});

it('reads an object without its vectors as it reads the rest of it', () => {
  fc.assert(
    fc.property(objects, (object) => {
      const bytes = encodeObject('A', { ...object, creationTime: 1, updateTime: 2 });
      const whole = decodeExportObject('x', bytes);
      expect(decodeWithoutVectors('x', bytes, (properties) => properties)).toEqual({
        ...whole,
        vector: null,
        namedVectors: null,
      });
    }),
    { seed: 15 },
  );
});

it('tells the size of an object that an export counts from the header alone', () => {
  fc.assert(
    fc.property(objects, (object) => {
      const stored = { ...object, creationTime: 1, updateTime: 2 };
      expect(encodedObjectBytes(encodeObject('A', stored).slice(0, 36))).toBe(sizeOf(stored));
    }),
    { seed: 3 },
  );
});

it.each<[string, NewObject['namedVectors'], RegExp]>([
  [
    'more vectors than it can count',
    Object.fromEntries(Array.from({ length: 65_536 }, (_, index) => [`v${index}`, Float32Array.of(1)])),
    /^invalid object: vectors of class "A": has 65536 named vectors: at most 65535 are allowed$/,
  ],
  [
    'a name with more bytes than it can count',
    { ['ü'.repeat(32_768)]: Float32Array.of(1) },
    /^invalid object: vector "ü{50}" of class "A": has 65536 bytes in its name: at most 65535 are allowed$/,
  ],
  [
    'an empty name',
    { '': Float32Array.of(1) },
    /^invalid object: vector "" of class "A": its name is empty$/,
  ],
])('refuses an object with %s, and keeps nothing of it', async (_what, namedVectors, message) => {
  await using temporary = await temporaryStore();
  const { store } = temporary;
  const vectorConfig = Object.fromEntries(Object.keys(namedVectors ?? {}).map((name) => [name, {}]));
  await store.createClass({ class: 'A', vectorConfig });
  const object = { id: '00000000-0000-4000-8000-000000000001', vector: null, properties: null };
  await expect(store.insert('A', { ...object, namedVectors })).rejects.toMatchObject({
    code: 'VECTOR_INVALID',
    message: expect.stringMatching(message) as unknown,
  });
  expect(store.get('A', object.id)).toBeNull();

  // Lengths of what was refused do not bind what comes after it.
  const [name = ''] = Object.keys(namedVectors ?? {}).filter((known) => /^v0$/.test(known));
  if (name === '') return;
  await store.insert('A', { ...object, namedVectors: { [name]: Float32Array.of(1, 2) } });
  expect(store.get('A', object.id)?.namedVectors).toEqual({ [name]: Float32Array.of(1, 2) });
});

it('takes as many bytes in a name as it can count', () => {
  const namedVectors = { ['x'.repeat(65_535)]: Float32Array.of(1) };
  const stored = { id: '', vector: null, namedVectors, properties: null, creationTime: 1, updateTime: 2 };
  expect(decodeExportObject('', encodeObject('A', stored)).namedVectors).toEqual(namedVectors);
});

it('names the layout of a value that a later version wrote', () => {
  const bytes = encodeObject('A', {
    id: '',
    vector: null,
    namedVectors: null,
    properties: null,
    creationTime: 0,
    updateTime: 0,
  });
  bytes[0] = 9;
  expect(() => decodeExportObject('', bytes)).toThrow('layout 9');
});
