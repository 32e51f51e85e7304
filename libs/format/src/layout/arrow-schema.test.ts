import { tableFromIPC, type Schema } from 'apache-arrow';
import { readParquet } from 'parquet-wasm';
import { parquetMetadata } from 'hyparquet';
import { describe, expect, it } from 'vitest';
import type { ClassDefinition, ExportObject } from '@weaviate-export/entities-export';
import { idOf } from '@weaviate-export/generated-objects';
import { encodedFile } from '../parquet/encoded-file.fixture.ts';
import { asyncBuffer, HYPARQUET } from '@weaviate-export/parquet-readers';
import { arrowSchema, arrowSchemaValue } from './arrow-schema.ts';
import { classLayout } from './layout.ts';
import { STANDARD } from './standard-layout.ts';

const floats = (...values: number[]): Float32Array => Float32Array.from(values);
const LIST = 'List<Float32>';

async function fileOf(
  definition: ClassDefinition,
  dimensions: Record<string, number>,
  objects: readonly Partial<ExportObject>[],
): Promise<Uint8Array> {
  const whole = objects.map((object, index) => ({
    id: idOf(index),
    creationTime: 1,
    updateTime: 2,
    vector: null,
    namedVectors: null,
    properties: null,
    ...object,
  }));
  return (await encodedFile({ definition, dimensions, objects: whole, rowGroup: 2 })).file;
}

async function keyValue(file: Uint8Array, key: string): Promise<string | undefined> {
  const metadata = parquetMetadata(await asyncBuffer(file).slice(0), HYPARQUET);
  return metadata.key_value_metadata?.find((pair) => pair.key === key)?.value;
}

/** What the footer's `ARROW:schema` says, by a reader of Arrow. */
async function declared(file: Uint8Array): Promise<Schema> {
  const message = Buffer.from((await keyValue(file, 'ARROW:schema'))!, 'base64');
  return tableFromIPC(message).schema;
}

const typeOf = (schema: Schema, name: string): string =>
  String(schema.fields.find((field) => field.name === name)!.type);

describe('the Arrow schema in the footer', () => {
  const unnamed = { class: 'Doc' };
  const twoNamed = { class: 'Doc', vectorConfig: { a: {}, b: {} } };
  const colbert = {
    class: 'Doc',
    vectorConfig: { c: { vectorIndexConfig: { multivector: { enabled: true } } } },
  };
  const three = { vector: floats(1, 2, 3) };

  it.each<[string, ClassDefinition, Record<string, number>, Partial<ExportObject>[], string, string]>([
    [
      'a fixed-size list where the source holds vectors to one length and no row lacks one',
      unnamed,
      { '': 3 },
      [three, three, three],
      'FixedSizeList[3]<Float32>',
      LIST,
    ],
    ['a list where a row of any row group is NULL', unnamed, { '': 3 }, [three, three, {}], LIST, LIST],
    ['a list where the source promises no length', unnamed, {}, [three, three, three], LIST, LIST],
    [
      'a list where vectors are of another length than the source promises',
      unnamed,
      { '': 3 },
      [three, three, { vector: floats(1) }],
      LIST,
      LIST,
    ],
    ['a list where the class has a length and no vector at all', unnamed, { '': 3 }, [{}], LIST, LIST],
    [
      'fixed-size for the named vector that every row has, a list for the one that a row lacks',
      twoNamed,
      { a: 2, b: 1 },
      [{ namedVectors: { a: floats(1, 2), b: floats(1) } }, { namedVectors: { a: floats(3, 4) } }],
      LIST,
      'Struct<{a:FixedSizeList[2]<Float32>, b:List<Float32>}>',
    ],
    [
      'a list of lists for a multi-vector, whatever its length',
      colbert,
      { c: 2 },
      [{ namedVectors: { c: [floats(1, 2)] } }],
      LIST,
      'Struct<{c:List<List<Float32>>}>',
    ],
  ])('says %s', async (_name, definition, dimensions, objects, vector, named) => {
    const file = await fileOf(definition, dimensions, objects);
    const schema = await declared(file);
    expect(typeOf(schema, 'vector')).toBe(vector);
    expect(typeOf(schema, 'named_vectors')).toBe(named);
    // A reader that heeds it finds the rows in that type: the Parquet of both kinds of list is the same.
    const table = tableFromIPC(readParquet(file).intoIPCStream());
    expect(typeOf(table.schema, 'vector')).toBe(vector);
    expect(typeOf(table.schema, 'named_vectors')).toBe(named);
    expect(table.numRows).toBe(objects.length);
    objects.forEach((object, row) => {
      const read = table.get(row)!['vector'] as { toArray(): Float32Array } | null;
      expect(read?.toArray() ?? null).toEqual(object.vector ?? null);
    });
  });

  it('names the seven columns with their types, in order', async () => {
    const file = await fileOf(unnamed, {}, [three]);
    expect(
      (await declared(file)).fields.map(({ name, type, nullable }) => `${name} ${type} ${nullable}`),
    ).toEqual([
      'id Utf8 true',
      'class_name Utf8 true',
      'creation_time Timestamp<MILLISECOND, UTC> true',
      'update_time Timestamp<MILLISECOND, UTC> true',
      'vector List<Float32> true',
      'named_vectors List<Float32> true',
      'properties Utf8 true',
    ]);
  });

  it('is fixed-size for vectors that are called as what every object of JavaScript has', async () => {
    const names = ['constructor', '__proto__', 'valueOf'];
    const definition = {
      class: 'Doc',
      vectorConfig: Object.fromEntries(names.map((name) => [name, {}])),
    };
    const object = { namedVectors: Object.fromEntries(names.map((name) => [name, floats(1, 2)])) };
    const dimensions = Object.fromEntries(names.map((name) => [name, 2]));
    const schema = await declared(await fileOf(definition, dimensions, [object, object, object]));
    expect(typeOf(schema, 'named_vectors')).toBe(
      `Struct<{${[...names]
        .sort()
        .map((name) => `${name}:FixedSizeList[2]<Float32>`)
        .join(', ')}}>`,
    );
    expect(typeOf(await declared(await fileOf(definition, {}, [object])), 'named_vectors')).toBe(
      `Struct<{${[...names]
        .sort()
        .map((name) => `${name}:${LIST}`)
        .join(', ')}}>`,
    );
  });

  it('is one message, without an end of a stream behind it', () => {
    const schema = arrowSchema(STANDARD.columns, classLayout('standard', { class: 'Doc' }));
    const message = Buffer.from(arrowSchemaValue(schema), 'base64');
    expect(message.readUInt32LE(0)).toBe(0xffffffff);
    expect(message.readUInt32LE(4)).toBe(message.length - 8);
  });
});

describe('the other keys of the footer', () => {
  const definition = {
    class: 'Doc',
    vectorConfig: {
      known: { vectorIndexConfig: { distance: 'dot' } },
      seen: {},
      mixed: {},
      never: {},
    },
  };

  it('say class, format, definition and each vector with its length and distance', async () => {
    const file = await fileOf(definition, { known: 2 }, [
      { namedVectors: { seen: floats(1, 2, 3), mixed: floats(1) } },
      { namedVectors: { seen: floats(1, 2, 3), mixed: floats(1, 2) } },
      {},
    ]);
    expect(await keyValue(file, 'collection')).toBe('Doc');
    expect(await keyValue(file, 'tenant')).toBeUndefined();
    expect(await keyValue(file, 'format_version')).toBe('1');
    expect(JSON.parse((await keyValue(file, 'class'))!)).toEqual(definition);
    expect(JSON.parse((await keyValue(file, 'vectors'))!)).toEqual({
      known: { dimensions: 2, distance: 'dot' },
      seen: { dimensions: 3, distance: 'cosine' },
      mixed: { dimensions: null, distance: 'cosine' },
      never: { dimensions: null, distance: 'cosine' },
    });
  });
});
