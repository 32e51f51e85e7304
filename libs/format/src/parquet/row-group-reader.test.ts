import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { classLayout, LAYOUT_NAMES } from '../layout/layout.ts';
import { idOf, numbers } from '@weaviate-export/generated-objects';
import type { ClassDefinition, ExportObject } from '@weaviate-export/entities-export';
import { ENCODING_NAMES } from '../layout/encoding.ts';
import { propertySamples, schemas } from '../layout/typed-values.fixture.ts';
import { CODECS } from './codec.ts';
import { encodedFile, type FilledClass } from './encoded-file.fixture.ts';
import type { RandomAccess } from './random-access.ts';
import { readRowGroup, readRowGroupIds } from './row-group-reader.ts';
import { openStoredFile } from './stored-file.ts';

const SEED = 20_261_201;

const access = (bytes: Uint8Array): RandomAccess => ({
  name: 'Doc.parquet',
  bytes: bytes.length,
  read: async (start, length) => bytes.subarray(start, start + length),
});

/** All objects of a file, with copies of their arrays. */
async function readAll(bytes: Uint8Array, definition: ClassDefinition): Promise<ExportObject[]> {
  const file = await openStoredFile(access(bytes));
  const ofClass = classLayout('standard', definition);
  const objects: ExportObject[] = [];
  for (let index = 0; index < file.rowGroups.length; index++) {
    const group: ExportObject[] = [];
    for (const object of await readRowGroup(file, index, ofClass)) {
      const { properties } = object;
      const text = properties instanceof Uint8Array ? Buffer.from(properties).toString() : properties;
      group.push({ ...object, properties: text });
    }
    expect(await readRowGroupIds(file, index)).toEqual(group.map(({ id }) => id));
    expect(file.rowGroups[index]!.ids).toEqual({ lowest: group[0]!.id, highest: group.at(-1)!.id });
    objects.push(...group);
  }
  return objects;
}

const multi = { vectorIndexConfig: { multivector: { enabled: true } } };
const DEFINITION: ClassDefinition = {
  class: 'Doc',
  properties: [
    { name: 'count', dataType: ['int'] },
    { name: 'text', dataType: ['text'] },
  ],
};
const NAMED: ClassDefinition = { ...DEFINITION, vectorConfig: { b: {}, 'a.x': {}, many: multi } };

/** Objects of either class, with everything that may be absent absent here and there. */
function objectsOf(definition: ClassDefinition, count: number): ExportObject[] {
  const next = numbers(SEED);
  const vector = (length: number): Float32Array => Float32Array.from({ length }, () => next() - 0.5);
  return Array.from({ length: count }, (_, index) => ({
    id: idOf(index),
    creationTime: 1_700_000_000_000 + index,
    updateTime: 1_700_000_000_500 + index * 7,
    vector: definition === NAMED || index % 5 === 3 ? null : vector(index % 7 === 6 ? 3 : 8),
    namedVectors:
      definition !== NAMED || index % 4 === 3
        ? null
        : {
            ...(index % 3 > 0 && { b: vector(4) }),
            ...(index % 3 < 2 && { 'a.x': vector(2) }),
            ...(index % 2 > 0 && { many: [vector(3), vector(3)] }),
          },
    properties: index % 6 === 5 ? null : `{"count":${2n ** 60n + BigInt(index)},"text":"é ${index}"}`,
  }));
}

const files = [DEFINITION, NAMED].flatMap((definition) =>
  LAYOUT_NAMES.flatMap((layout) =>
    ENCODING_NAMES.flatMap((encoding) =>
      CODECS.map((codec) => ({
        definition,
        layout,
        encoding,
        codec,
        vectors: definition === NAMED ? 'named vectors' : 'one vector',
      })),
    ),
  ),
);

describe('a file is read back as the objects it was made of', () => {
  it.each(files)('$layout, $encoding, $codec, $vectors', async ({ vectors: _, ...how }) => {
    const objects = objectsOf(how.definition, 50);
    const { file } = await encodedFile({ ...how, objects, rowGroup: 20 });
    expect(await readAll(file, how.definition)).toEqual(objects);
  });

  it('in row groups of more rows than the decoder hands out together', async () => {
    const objects = objectsOf(DEFINITION, 9_000);
    const { file } = await encodedFile({ definition: DEFINITION, objects });
    expect(await readAll(file, DEFINITION)).toEqual(objects);
  });

  it('by a typed file that is the same to the byte when it is written again, whatever the types', async () => {
    const classes = schemas(2).chain((properties) =>
      fc.record({
        properties: fc.constant(properties),
        samples: fc.array(fc.option(propertySamples(properties), { freq: 6 }), {
          minLength: 1,
          maxLength: 12,
        }),
      }),
    );
    await fc.assert(
      fc.asyncProperty(classes, async ({ properties, samples }) => {
        const filled: FilledClass = {
          definition: { class: 'Doc', properties },
          layout: 'typed',
          objects: samples.map((sample, index) => ({
            id: idOf(index),
            creationTime: index,
            updateTime: index,
            vector: null,
            namedVectors: null,
            properties: sample?.json ?? null,
          })),
        };
        const { file } = await encodedFile(filled);
        const read = await readAll(file, filled.definition);
        expect((await encodedFile({ ...filled, objects: read })).file).toEqual(file);
      }),
      { seed: SEED, numRuns: 60 * Number(process.env['SHARE_OF_RUNS']) },
    );
  });
});

describe('a file that is not what it says is refused, by name', () => {
  const definition = DEFINITION;
  const whole = async (): Promise<Uint8Array> =>
    (await encodedFile({ definition, objects: objectsOf(definition, 60), rowGroup: 20 })).file;
  const refusal = (bytes: Uint8Array, of: ClassDefinition = definition): Promise<unknown> =>
    readAll(bytes, of).then(
      () => undefined,
      (error: unknown) => error,
    );

  it.each([0, 1, 11, 12, 100, 2_000])('cut down to %d bytes', async (bytes) => {
    expect(await refusal((await whole()).subarray(0, bytes))).toMatchObject({
      code: 'PARQUET_INVALID',
      message: expect.stringContaining('Doc.parquet: it ') as string,
    });
  });

  it('with a byte changed: it is either that, or read to its end; it never hangs or ends the process', async () => {
    const file = await whole();
    const next = numbers(SEED);
    let refused = 0;
    for (let mutation = 0; mutation < 100; mutation++) {
      const mutated = file.slice();
      const at = Math.floor(next() * mutated.length);
      mutated[at] = mutated[at]! ^ (1 << Math.floor(next() * 8));
      const error = await refusal(mutated);
      if (error === undefined || (error as { name: string }).name === 'AssertionError') continue;
      expect(error).toMatchObject({
        code: 'PARQUET_INVALID',
        message: expect.stringContaining('Doc.parquet') as string,
      });
      refused += 1;
    }
    // Flat bits of vectors and texts are sound Parquet: checksums find them.
    expect(refused).toBeGreaterThan(10);
  });

  it('of another class: with a vector that the class does not define', async () => {
    const { file } = await encodedFile({ definition: NAMED, objects: objectsOf(NAMED, 5) });
    expect(await refusal(file)).toMatchObject({
      code: 'PARQUET_INVALID',
      message: expect.stringContaining(
        'Doc.parquet, row group 0: column named_vectors has the vector "a.x", which the class does not define',
      ) as string,
    });
  });

  it('of another class: with a property that the class does not define', async () => {
    const { file } = await encodedFile({ definition, objects: objectsOf(definition, 5), layout: 'typed' });
    const properties = [{ name: 'text', dataType: ['text'] }];
    expect(await refusal(file, { class: 'Doc', properties })).toMatchObject({
      message: expect.stringContaining(
        'column properties has the field "count", which the class does not define',
      ) as string,
    });
  });
});
