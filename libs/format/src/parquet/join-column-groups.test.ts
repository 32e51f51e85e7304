import { createRequire } from 'node:module';
import fc from 'fast-check';
import { parquetMetadata } from 'hyparquet';
import { describe, expect, it } from 'vitest';
import { isExportError, vectorsOf } from '@weaviate-export/entities-export';
import { generatedObjects } from '@weaviate-export/generated-objects';
import { asyncBuffer, HYPARQUET, readWithHyparquet, rowsOf } from '@weaviate-export/parquet-readers';
import { STANDARD } from '../layout/standard-layout.ts';
import { fileOf, joinedFile, writtenByEncoder } from './encoded-file.fixture.ts';
import type { EncodedRowGroup } from './encoded-row-group.ts';
import { FileMetaData, MAGIC, readFooter, requiredText } from './footer.ts';
import { joinColumnGroups } from './join-column-groups.ts';
import { readRowGroupFile } from './row-group-file.ts';
import { ThriftType, writeThriftStruct, type ThriftStruct } from './thrift-compact.ts';

const SEED = 20_261_122;
const few = generatedObjects({ objects: 3, dimensions: 4, seed: 1 });
const named = (name: string): { name: string } => ({ name });

/** The files of one row group of so many objects, one a column group: the first has the vectors. */
function files(count = 1): [Uint8Array, ...Uint8Array[]] {
  const filled = { definition: { class: 'Doc' }, objects: few.slice(0, count) };
  const [vectors, ...others] = STANDARD.groups.map(({ columns }) => writtenByEncoder(columns, filled));
  return [vectors!, ...others];
}

function joined(
  part: readonly Uint8Array[],
  order: readonly { name: string }[] = STANDARD.columns,
): EncodedRowGroup {
  return joinColumnGroups(
    order,
    part.map((file) => readRowGroupFile(file, 'Doc')),
    'Doc',
  );
}

const code = (name: string): unknown => expect.objectContaining({ code: name });

describe('the column groups of a row group', () => {
  it.each<[string, (part: Uint8Array) => Uint8Array]>([
    ['nothing at all', () => new Uint8Array()],
    ['no magic at its beginning', (part) => part.with(0, 0)],
    ['no magic at its end', (part) => part.with(-1, 0)],
    ['a footer that is longer than the file', (part) => part.with(-5, 0x7f)],
    ['an end that was cut off', (part) => part.slice(0, -20)],
    ['a beginning that was cut off', (part) => part.slice(20)],
  ])('refuses a part with %s', (_name, damage) => {
    const all = files();
    for (const damaged of all) {
      const part = all.map((file) => (file === damaged ? damage(file) : file));
      expect(() => joined(part)).toThrow(code('PARQUET_INVALID'));
    }
  });

  it('refuses a part of two row groups', () => {
    const two = joinedFile({ definition: { class: 'Doc' }, objects: few, rowGroup: 2 });
    expect(() => joined([two])).toThrow(/2 row groups instead of one/);
  });

  it.each<[string, (vectors: Uint8Array, others: Uint8Array[]) => Uint8Array[], RegExp]>([
    ['no file at all', () => [], /column groups have/],
    ['no file for some columns', (_vectors, others) => others, /0 columns "vector"/],
    ['two files for a column', (vectors, others) => [vectors, ...others, vectors], /2 columns "vector"/],
  ])('refuses a part with %s', (_name, change, message) => {
    const [vectors, ...others] = files();
    expect(() => joined(change(vectors, others))).toThrow(message);
  });

  it('refuses a part with a column that the layout does not have', () => {
    expect(() => joined([files().at(-1)!], ['id', 'class_name', 'creation_time'].map(named))).toThrow(
      /a column that its layout has not/,
    );
  });

  it('refuses a part whose files have different rows, and says which class it is and how many', () => {
    const [vectors] = files(1);
    const [, ...others] = files(2);
    const join = (): unknown => joined([vectors, ...others]);
    expect(join).toThrow(code('ROWS_DIFFER'));
    expect(join).toThrow('its column groups have 1, 2, 2');
  });

  it('has the columns in its own order, whatever the order of the files and of the columns in them', async () => {
    const names = [
      'properties',
      'vector',
      'id',
      'named_vectors',
      'update_time',
      'class_name',
      'creation_time',
    ];
    const join = (part: Uint8Array[]): Uint8Array => fileOf([joined(part, names.map(named))]);
    const file = join(files(3));
    expect(Buffer.compare(join(files(3).toReversed()), file)).toBe(0);
    expect(await readWithHyparquet(file, vectorsOf({ class: 'Doc' }))).toEqual(
      rowsOf(few, 'Doc', vectorsOf({ class: 'Doc' })),
    );
    const { schema } = parquetMetadata(await asyncBuffer(file).slice(0), HYPARQUET);
    expect(schema.map(({ name }) => name).filter((name) => names.includes(name))).toEqual(names);
  });

  it('say who wrote the file, by the name and version of this library', () => {
    const { version } = createRequire(import.meta.url)('../../package.json') as { version: string };
    const { footer } = readFooter(fileOf([joined(files())]));
    expect(requiredText(footer, FileMetaData.CREATED_BY)).toBe(`weaviate-export version ${version}`);
  });

  it('refuses a part whose row group and footer count other rows', () => {
    const [vectors, ...others] = files();
    expect(() => joined([withRows(vectors, 2n), ...others])).toThrow(code('ROWS_DIFFER'));
  });

  it('never ends in anything but a coded error for a part with damaged metadata', () => {
    const part = files();
    const damaged = fc
      .constantFrom(0, 1)
      .chain((group) =>
        fc.tuple(
          fc.constant(group),
          fc.integer({ min: readFooter(part[group]!).start, max: part[group]!.length - 9 }),
          fc.nat(255),
        ),
      );
    fc.assert(
      fc.property(damaged, ([group, at, value]) => {
        try {
          fileOf([joined(part.with(group, part[group]!.with(at, value)))]);
        } catch (error) {
          if (!isExportError(error)) throw error;
        }
      }),
      { seed: SEED, numRuns: 2_000 },
    );
  });
});

/** A part whose footer counts other rows than its row group. */
function withRows(part: Uint8Array, rows: bigint): Uint8Array {
  const { footer, start } = readFooter(part);
  footer.set(FileMetaData.NUM_ROWS, { type: ThriftType.I64, value: rows });
  return withFooter(part.subarray(0, start), footer);
}

function withFooter(pages: Uint8Array, footer: ThriftStruct): Uint8Array {
  const bytes = writeThriftStruct(footer);
  const length = Buffer.alloc(4);
  length.writeUInt32LE(bytes.length);
  return new Uint8Array(Buffer.concat([pages, bytes, length, MAGIC]));
}
