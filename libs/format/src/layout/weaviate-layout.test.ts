import fc from 'fast-check';
import { parquetMetadata, parquetReadObjects } from 'hyparquet';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ClassDefinition, ExportObject } from '@weaviate-export/entities-export';
import { idOf } from '@weaviate-export/generated-objects';
import { encodedFile, type FilledClass } from '../parquet/encoded-file.fixture.ts';
import { asyncBuffer, DuckDb, HYPARQUET } from '@weaviate-export/parquet-readers';
import { goJson } from './go-json.ts';

const SEED = 20_261_122;
const multi = { vectorIndexConfig: { multivector: { enabled: true } } };
const NAMED: ClassDefinition = { class: 'Doc', vectorConfig: { b: {}, a: {}, many: multi } };

function object(index: number, more: Partial<ExportObject> = {}): ExportObject {
  return {
    id: idOf(index),
    creationTime: 1_700_000_000_000 + index,
    updateTime: 1_700_000_000_500 + index,
    vector: null,
    namedVectors: null,
    properties: null,
    ...more,
  };
}
const floats = (...values: number[]): Float32Array => Float32Array.from(values);

/** A row as it lies in the file: bytes as hexadecimal text. */
interface ReadRow {
  readonly id: string;
  readonly creation_time: bigint;
  readonly update_time: bigint;
  readonly vector: string | null;
  readonly named_vectors: string | null;
  readonly multi_vectors: string | null;
  readonly properties: string | null;
}

const hex = (bytes: Uint8Array | null | undefined): string | null =>
  bytes === null || bytes === undefined ? null : Buffer.from(bytes).toString('hex');

let duckDb: DuckDb;
beforeAll(async () => {
  duckDb = await DuckDb.start();
});
afterAll(() => duckDb[Symbol.asyncDispose]());

/** What both readers find in a file of these objects. */
async function readBack(filled: FilledClass): Promise<ReadRow[]> {
  const { file } = await encodedFile({ ...filled, layout: 'weaviate' });
  const rows = await parquetReadObjects({ file: asyncBuffer(file), ...HYPARQUET, utf8: false });
  const read = rows.map((row) => ({
    id: row['id'] as string,
    creation_time: row['creation_time'] as bigint,
    update_time: row['update_time'] as bigint,
    vector: hex(row['vector'] as Uint8Array),
    named_vectors: hex(row['named_vectors'] as Uint8Array),
    multi_vectors: hex(row['multi_vectors'] as Uint8Array),
    properties: hex(row['properties'] as Uint8Array),
  }));
  const byDuckDb = await duckDb.query(
    file,
    `SELECT id, creation_time, update_time, lower(hex(vector)), lower(hex(named_vectors)), lower(hex(multi_vectors)),
     lower(hex(properties)) FROM read_parquet(FILE)`,
  );
  expect(byDuckDb).toEqual(read.map((row) => Object.values(row)));
  return read;
}

const text = (bytes: string | null): string | null =>
  bytes === null ? null : Buffer.from(bytes, 'hex').toString('utf8');

describe('the weaviate layout', () => {
  it('has the columns of Weaviate’s own files, in their order, with their physical types', async () => {
    const { file } = await encodedFile({ definition: NAMED, objects: [object(1)], layout: 'weaviate' });
    const { schema } = parquetMetadata(await asyncBuffer(file).slice(0), HYPARQUET);
    expect(
      schema
        .slice(1)
        .map(({ name, type, repetition_type, logical_type, converted_type, num_children }) => [
          name,
          type,
          repetition_type,
          logical_type?.type ?? converted_type,
          num_children,
        ]),
    ).toEqual([
      ['id', 'BYTE_ARRAY', 'REQUIRED', 'STRING', undefined],
      ['creation_time', 'INT64', 'REQUIRED', 'INTEGER', undefined],
      ['update_time', 'INT64', 'REQUIRED', 'INTEGER', undefined],
      ['vector', 'BYTE_ARRAY', 'OPTIONAL', undefined, undefined],
      ['named_vectors', 'BYTE_ARRAY', 'OPTIONAL', undefined, undefined],
      ['multi_vectors', 'BYTE_ARRAY', 'OPTIONAL', undefined, undefined],
      ['properties', 'BYTE_ARRAY', 'OPTIONAL', undefined, undefined],
    ]);
    const [, , time] = schema;
    expect(time).toMatchObject({
      converted_type: 'INT_64',
      logical_type: { type: 'INTEGER', bitWidth: 64, isSigned: true },
    });
  });

  it('tells the class, its definition and the vectors’ lengths in the footer', async () => {
    const objects = [object(1, { vector: floats(1, 2) })];
    const { file } = await encodedFile({ definition: { class: 'Doc' }, objects, layout: 'weaviate' });
    const { key_value_metadata } = parquetMetadata(await asyncBuffer(file).slice(0), HYPARQUET);
    const pairs = Object.fromEntries(key_value_metadata!.map(({ key, value }) => [key, value]));
    expect(pairs).toMatchObject({ collection: 'Doc', class: '{"class":"Doc"}', format_version: '1' });
    expect(JSON.parse(pairs['vectors']!)).toEqual({ '': { dimensions: 2, distance: 'cosine' } });
  });

  it('has times in milliseconds, vectors as little-endian float32, and properties as Go writes JSON', async () => {
    const properties = '{ "n": 9223372036854775807, "t":"\\u00fc ü" }';
    const rows = await readBack({
      definition: { class: 'Doc' },
      objects: [
        object(1, { vector: floats(1, -0, 0.1), properties }),
        object(2, { vector: floats(), properties: Buffer.from(properties) }),
        object(3, { vector: floats(NaN, Infinity), creationTime: -1 }),
        object(4),
      ],
      rowGroup: 3,
    });
    const bytes = Buffer.from('{"n":9223372036854775807,"t":"ü ü"}').toString('hex');
    const none = { named_vectors: null, multi_vectors: null };
    const times = (index: number): unknown => ({
      creation_time: 1_700_000_000_000n + BigInt(index),
      update_time: 1_700_000_000_500n + BigInt(index),
    });
    expect(rows).toMatchObject([
      {
        id: idOf(1),
        ...(times(1) as object),
        vector: '0000803f00000080cdcccc3d',
        ...none,
        properties: bytes,
      },
      { id: idOf(2), ...(times(2) as object), vector: '', ...none, properties: bytes },
      { id: idOf(3), creation_time: -1n, vector: '0000c07f0000807f', properties: null },
      { id: idOf(4), vector: null, ...none, properties: null },
    ]);
  });

  it('has named vectors and multi-vectors as JSON apart, names in order, and NULL where there are none', async () => {
    const rows = await readBack({
      definition: NAMED,
      objects: [
        object(1, {
          namedVectors: { b: floats(1, -0), many: [floats(0.1), floats(), floats(1e21, 1e-7)], a: floats() },
        }),
        object(2, { namedVectors: { b: floats(-1.5) } }),
        object(3, { namedVectors: { many: [] } }),
        object(4, { namedVectors: {} }),
        object(5),
      ],
    });
    expect(
      rows.map(({ named_vectors, multi_vectors }) => [text(named_vectors), text(multi_vectors)]),
    ).toEqual([
      ['{"a":[],"b":[1,-0]}', '{"many":[[0.1],[],[1e+21,1e-07]]}'],
      ['{"b":[-1.5]}', null],
      [null, '{"many":[]}'],
      [null, null],
      [null, null],
    ]);
  });

  it('orders names by their UTF-8, and escapes what JSON must', async () => {
    const names = ['\u{1f600}', '\uffee', 'z', 'it\'s "quoted"', 'constructor', '__proto__'];
    const definition = {
      class: 'Doc',
      vectorConfig: Object.fromEntries(names.map((name) => [name, {}])),
    };
    const namedVectors = Object.fromEntries(names.map((name, index) => [name, floats(index)]));
    const [row] = await readBack({ definition, objects: [object(1, { namedVectors })] });
    expect(text(row!.named_vectors)).toBe(
      '{"__proto__":[5],"constructor":[4],"it\'s \\"quoted\\"":[3],"z":[2],"\uffee":[1],"\u{1f600}":[0]}',
    );
  });

  it.each([NaN, Infinity, -Infinity])(
    'refuses %d in a named vector, which JSON cannot hold',
    async (value) => {
      const objects = [object(1), object(2, { namedVectors: { a: floats(1, value) } })];
      const failing = encodedFile({ definition: NAMED, objects, layout: 'weaviate' });
      await expect(failing).rejects.toMatchObject({
        code: 'OBJECT_INVALID',
        message: `class "Doc", object "${idOf(2)}": has ${value} in the vector "a", which JSON cannot hold; the other layouts can`,
      });
    },
  );

  it('gives back any vectors of any class', async () => {
    const vector = fc.float32Array({ maxLength: 6, noNaN: true, noDefaultInfinity: true });
    const namedVectors = fc.record(
      { a: vector, b: vector, many: fc.array(vector, { maxLength: 3 }) },
      { requiredKeys: [] },
    );
    const json = fc.option(fc.json());
    const objects = fc.array(fc.record({ namedVectors: fc.option(namedVectors), properties: json }), {
      minLength: 1,
      maxLength: 30,
    });
    await fc.assert(
      fc.asyncProperty(objects, fc.integer({ min: 1, max: 30 }), async (given, rowGroup) => {
        const rows = await readBack({
          definition: NAMED,
          objects: given.map((more, index) => object(index, more)),
          rowGroup,
        });
        rows.forEach((row, index) => {
          const { namedVectors: vectors, properties } = given[index]!;
          const { many, ...single } = vectors ?? {};
          expect(text(row.properties)).toBe(properties === null ? null : goJson(properties));
          expect(parsed(row.named_vectors, float32s)).toEqual(
            Object.keys(single).length === 0 ? null : single,
          );
          expect(parsed(row.multi_vectors, (value: number[][]) => value.map(float32s))).toEqual(
            many === undefined ? null : { many },
          );
        });
      }),
      { seed: SEED, numRuns: 40 * Number(process.env['SHARE_OF_RUNS']) },
    );
  });
});

/** JSON of vectors by name, as what a reader makes of it. */
function parsed<Value>(bytes: string | null, vectors: (value: Value) => unknown): unknown {
  if (bytes === null) return null;
  const entries = Object.entries(JSON.parse(text(bytes)!) as Record<string, Value>);
  return Object.fromEntries(entries.map(([name, value]) => [name, vectors(value)]));
}

const float32s = (values: readonly number[]): Float32Array => Float32Array.from(values);
