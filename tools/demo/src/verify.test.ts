import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type SampleObject } from '@weaviate-export/sample-data';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { writeExportedFile, type WriteOptions } from './exported-file.fixture.ts';
import { ParquetReader } from './parquet-reader.ts';
import { verifyFile, type Verified } from './verify.ts';

const TIME = Date.UTC(2026, 0, 1, 12, 0, 0, 123);
const LOAD_TIME = { from: TIME - 1000, to: TIME + 1000 };
const TENTH = Math.fround(0.1);
/** The float32 whose bits are those of TENTH and the lowest one flipped. */
const TENTH_WITH_A_BIT_FLIPPED = flipLowestBit(TENTH);

const OBJECTS: readonly SampleObject[] = [0, 1, 2, 3].map((at) => ({
  class: 'Fact',
  id: `00000000-0000-4000-8000-00000000000${at}`,
  properties: {
    sentence: `It’s fact № ${at} – 世界`,
    year: 1900 + at,
    tags: ['a', 'b'],
    unit: { si: 'm', factor: 0.1 },
  },
  vector: [TENTH, at, 0, Math.fround(-1e-38)],
  vectors: { title: [at + 0.5, TENTH], body: [1, 2, 3] },
}));

let folder: string;
let reader: ParquetReader;
let files = 0;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'verify-'));
  reader = await ParquetReader.open();
});

afterAll(async () => {
  reader[Symbol.dispose]();
  await rm(folder, { recursive: true, force: true });
});

/** Verifies a file of `written` against OBJECTS. */
async function verify(
  written: readonly SampleObject[],
  options?: Partial<WriteOptions>,
  loaded = OBJECTS,
): Promise<Verified> {
  const file = join(folder, `${(files += 1)}.parquet`);
  await writeExportedFile(file, written, { time: TIME, ...options });
  return verifyFile(reader, file, { name: 'Fact', objects: loaded, loadTime: LOAD_TIME });
}

/** OBJECTS with the second one changed. */
function changed(change: (object: SampleObject) => Partial<SampleObject>): SampleObject[] {
  return OBJECTS.map((object, at) => (at === 1 ? { ...object, ...change(object) } : object));
}

function without(column: 'vector' | 'vectors'): SampleObject[] {
  return OBJECTS.map((object) => {
    const { [column]: _dropped, ...rest } = object;
    return rest;
  });
}

describe('verifyFile', () => {
  it('finds nothing where every row is as it was loaded', async () => {
    expect(await verify(OBJECTS)).toEqual({ rows: 4, differences: [] });
  });

  it.each(['vector', 'vectors'] as const)(
    'finds nothing where the class has no %s at all',
    async (column) => {
      const objects = without(column);
      const options = { select: column === 'vector' ? '*' : '* REPLACE (NULL::FLOAT[] AS named_vectors)' };
      expect(await verify(objects, options, objects)).toEqual({ rows: 4, differences: [] });
    },
  );

  const SECOND = '00000000-0000-4000-8000-000000000001';
  it.each([
    {
      name: 'a missing row',
      written: OBJECTS.filter((_, at) => at !== 1),
      rows: 3,
      what: 'was loaded, but is not in the file',
    },
    {
      name: 'one flipped bit of a float',
      written: changed(({ vector = [] }) => ({ vector: [TENTH_WITH_A_BIT_FLIPPED, ...vector.slice(1)] })),
      what: `vector[0]: loaded 0.10000000149011612, found ${TENTH_WITH_A_BIT_FLIPPED}`,
    },
    {
      name: 'a zero that lost its sign',
      written: changed(({ vector = [] }) => ({ vector: vector.with(2, -0) })),
      what: 'vector[2]: loaded 0, found -0',
    },
    {
      name: 'a vector of another length',
      written: changed(({ vector = [] }) => ({ vector: vector.slice(1) })),
      what: 'vector length: loaded 4, found 3',
    },
    {
      name: 'one flipped bit in a named vector',
      written: changed(({ vectors }) => ({
        vectors: { ...vectors, title: [1.5, TENTH_WITH_A_BIT_FLIPPED] },
      })),
      what: `named_vectors.title[1]: loaded 0.10000000149011612, found ${TENTH_WITH_A_BIT_FLIPPED}`,
    },
    {
      name: 'a named vector that is not there',
      written: changed(() => ({ vectors: { body: [1, 2, 3] } })),
      what: 'named_vectors.title: loaded [1.5,0.10000000149011612], found nothing',
    },
    {
      name: 'a changed property',
      written: changed(({ properties }) => ({ properties: { ...properties, year: 1902 } })),
      what: 'properties.year: loaded 1901, found 1902',
    },
    {
      name: 'a property changed deep inside',
      written: changed(({ properties }) => ({
        properties: { ...properties, unit: { si: 'm', factor: 0.2 } },
      })),
      what: 'properties.unit: loaded {"si":"m","factor":0.1}, found {"si":"m","factor":0.2}',
    },
    {
      name: 'a property too much',
      written: changed(({ properties }) => ({ properties: { ...properties, more: true } })),
      what: 'properties.more: loaded nothing, found true',
    },
    {
      name: 'another class',
      written: changed(() => ({ class: 'Fiction' })),
      what: 'class_name: loaded "Fact", found "Fiction"',
    },
    {
      name: 'an extra row',
      written: [...OBJECTS, { ...changed(() => ({}))[0], class: 'Fact', id: 'extra', properties: {} }],
      rows: 5,
      id: 'extra',
      what: 'is in the file, but was never loaded',
    },
    {
      name: 'a row that is there twice',
      written: [...OBJECTS, ...OBJECTS.slice(1, 2)],
      rows: 5,
      what: 'is in the file more than once',
    },
  ])('finds $name, and nothing else', async ({ written, rows = 4, id = SECOND, what }) => {
    expect(await verify(written)).toEqual({ rows, differences: [{ class: 'Fact', id, what }] });
  });

  it('finds times outside of the load', async () => {
    const { differences } = await verify(OBJECTS, { time: LOAD_TIME.from - 1 });
    expect(differences).toHaveLength(OBJECTS.length);
    expect(differences[0]?.what).toMatch(/^creation_time: loaded "between 2026-01-01T11:59:59.123Z and /);
  });

  it('finds times that are not there', async () => {
    const { differences } = await verify(OBJECTS, {
      select: '* REPLACE (NULL::TIMESTAMPTZ AS creation_time)',
    });
    expect(differences.map(({ what }) => what)).toContainEqual(
      expect.stringContaining('creation_time: loaded'),
    );
  });

  it.each([
    { select: '* EXCLUDE (named_vectors)', what: 'column named_vectors is missing' },
    { select: '*, 1 AS more', what: 'column more is too much' },
    { select: '* REPLACE (vector::DOUBLE[] AS vector)', what: 'column vector is DOUBLE[]' },
    { select: '* REPLACE (epoch_ms(update_time) AS update_time)', what: 'column update_time is BIGINT' },
  ])('finds that $what', async ({ select, what }) => {
    expect(await verify(OBJECTS, { select })).toEqual({ rows: 0, differences: [{ class: 'Fact', what }] });
  });
});

function flipLowestBit(value: number): number {
  const view = new DataView(new ArrayBuffer(4));
  view.setFloat32(0, value);
  view.setUint32(0, view.getUint32(0) ^ 1);
  return view.getFloat32(0);
}
