import fc from 'fast-check';
import { parquetMetadata } from 'hyparquet';
import { describe, expect, it } from 'vitest';
import { isExportError, vectorsOf } from '@weaviate-export/entities-export';
import { generatedObjects } from '@weaviate-export/generated-objects';
import { encodedParts, joinedFile, joinedRowGroups, type FilledClass } from './encoded-file.fixture.ts';
import { ColumnChunk, ColumnMetaData, FileMetaData, MAGIC, readFooter, RowGroup } from './footer.ts';
import { JoinedRowGroups } from './joined-row-groups.ts';
import { asyncBuffer, HYPARQUET, readWithHyparquet, rowsOf } from '@weaviate-export/parquet-readers';
import { ThriftType, writeThriftStruct, type ThriftField, type ThriftStruct } from './thrift-compact.ts';

const SEED = 20_261_122;

describe('JoinedRowGroups', () => {
  const few = generatedObjects({ objects: 3, dimensions: 4, seed: 1 });
  const parts = async (more: Partial<FilledClass> = {}): Promise<Uint8Array[][]> =>
    encodedParts({ definition: { class: 'Doc' }, objects: few, rowGroup: 1, ...more }).map(({ files }) => [
      ...files,
    ]);
  const code = (name: string): unknown => expect.objectContaining({ code: name });

  it('gives the same bytes for the same parts', async () => {
    const small = { definition: { class: 'Doc' }, objects: few, rowGroup: 2 };
    expect(Buffer.compare(await joinedFile(small), await joinedFile(small))).toBe(0);
  });

  it.each<[string, (part: Uint8Array) => Uint8Array]>([
    ['nothing at all', () => new Uint8Array()],
    ['no magic at its beginning', (part) => part.with(0, 0)],
    ['no magic at its end', (part) => part.with(-1, 0)],
    ['a footer that is longer than the file', (part) => part.with(-5, 0x7f)],
    ['an end that was cut off', (part) => part.slice(0, -20)],
    ['a beginning that was cut off', (part) => part.slice(20)],
  ])('refuses a part with %s', async (_name, damage) => {
    const [files] = await parts();
    for (const damaged of files!) {
      const part = files!.map((file) => (file === damaged ? damage(file) : file));
      expect(() => joinedRowGroups().append(part, 'Doc.parquet')).toThrow(code('PARQUET_INVALID'));
    }
  });

  it('refuses a part of two row groups', async () => {
    const two = await joinedFile({ definition: { class: 'Doc' }, objects: few, rowGroup: 2 });
    expect(() => joinedRowGroups().append([two], 'Doc.parquet')).toThrow(/2 row groups instead of one/);
  });

  it.each<[string, (vectors: Uint8Array, others: Uint8Array[]) => Uint8Array[], RegExp]>([
    ['no file at all', () => [], /column groups have/],
    ['no file for some columns', (_vectors, others) => others, /0 columns "vector"/],
    ['two files for a column', (vectors, others) => [vectors, ...others, vectors], /2 columns "vector"/],
  ])('refuses a part with %s', async (_name, change, message) => {
    const [[vectors, ...others]] = (await parts()) as [[Uint8Array, ...Uint8Array[]]];
    expect(() => joinedRowGroups().append(change(vectors, others), 'Doc.parquet')).toThrow(message);
  });

  it('refuses a part with a column that the layout does not have', async () => {
    const [files] = await parts();
    const joining = new JoinedRowGroups(['id', 'class_name', 'creation_time']);
    expect(() => joining.append([files!.at(-1)!], 'Doc.parquet')).toThrow(/a column that its layout has not/);
  });

  it('refuses a part whose files have different rows, and says which file it is and how many', async () => {
    const [[vectors]] = (await parts()) as [[Uint8Array]];
    const [[, ...others]] = (await parts({ rowGroup: 2 })) as [[Uint8Array, ...Uint8Array[]]];
    const append = (): unknown => joinedRowGroups().append([vectors, ...others], 'Doc.parquet');
    expect(append).toThrow(code('ROWS_DIFFER'));
    expect(append).toThrow('its column groups have 1, 2, 2');
  });

  it('has the columns in its own order, whatever the order of the files and of the columns in them', async () => {
    const [files] = await parts({ rowGroup: 3 });
    const names = [
      'properties',
      'vector',
      'id',
      'named_vectors',
      'update_time',
      'class_name',
      'creation_time',
    ];
    const join = (part: Uint8Array[]): Uint8Array => {
      const joining = new JoinedRowGroups(names);
      const { pages } = joining.append(part, 'Doc.parquet');
      return new Uint8Array(Buffer.concat([MAGIC, ...pages, ...joining.finish(new Map())]));
    };
    const file = join(files!);
    expect(Buffer.compare(join(files!.toReversed()), file)).toBe(0);
    expect(await readWithHyparquet(file, vectorsOf({ class: 'Doc' }))).toEqual(
      rowsOf(few, 'Doc', vectorsOf({ class: 'Doc' })),
    );
    const { schema } = parquetMetadata(await asyncBuffer(file).slice(0), HYPARQUET);
    expect(schema.map(({ name }) => name).filter((name) => names.includes(name))).toEqual(names);
  });

  it('refuses a part of another schema than the first one, and says which file and part', async () => {
    const [plain] = await parts();
    const named = few.map(({ vector, ...object }) => ({
      ...object,
      vector: null,
      namedVectors: { v: vector! },
    }));
    const [other] = await parts({ definition: { class: 'Doc', vectorConfig: { v: {} } }, objects: named });
    const joining = joinedRowGroups();
    joining.append(plain!, 'Doc.parquet');
    expect(() => joining.append(other!, 'Doc.parquet')).toThrow(code('SCHEMA_DIFFERS'));
    expect(() => joining.append(other!, 'Doc.parquet')).toThrow(/Doc\.parquet: part 1 /);
  });

  it('refuses a part whose row group and footer count other rows', async () => {
    const [[vectors, ...others]] = (await parts()) as [[Uint8Array, ...Uint8Array[]]];
    expect(() => joinedRowGroups().append([withRows(vectors, 2n), ...others], 'Doc.parquet')).toThrow(
      code('ROWS_DIFFER'),
    );
  });

  it('refuses to finish a file without a row group', () => {
    expect(() => [...joinedRowGroups().finish(new Map())]).toThrow(code('PARQUET_INVALID'));
  });

  it('never ends in anything but a coded error for a part with damaged metadata', async () => {
    const [part] = await parts();
    const damaged = fc
      .constantFrom(0, 1)
      .chain((group) =>
        fc.tuple(
          fc.constant(group),
          fc.integer({ min: readFooter(part![group]!).start, max: part![group]!.length - 9 }),
          fc.nat(255),
        ),
      );
    fc.assert(
      fc.property(damaged, ([group, at, value]) => {
        try {
          const joining = joinedRowGroups();
          joining.append(part!.with(group, part![group]!.with(at, value)), 'Doc.parquet');
          Array.from(joining.finish(new Map()));
        } catch (error) {
          if (!isExportError(error)) throw error;
        }
      }),
      { seed: SEED, numRuns: 2_000 },
    );
  });

  it('leaves out the ordinal beyond 32,767, which its 16 bits cannot hold', async () => {
    const joining = new JoinedRowGroups(['n']);
    const part = tinyFile();
    const pages: Uint8Array[] = [MAGIC];
    const count = 32_770;
    for (let index = 0; index < count; index++) pages.push(...joining.append([part], 'Tiny.parquet').pages);
    const file = new Uint8Array(Buffer.concat([...pages, ...joining.finish(new Map())]));
    const { row_groups, num_rows } = parquetMetadata(await asyncBuffer(file).slice(0), HYPARQUET);
    expect(row_groups).toHaveLength(count);
    expect(num_rows).toBe(BigInt(count));
    expect(row_groups[0]!.ordinal).toBe(0);
    expect(row_groups[32_767]!.ordinal).toBe(32_767);
    expect(row_groups.slice(32_768).map(({ ordinal }) => ordinal)).toEqual([undefined, undefined]);
    const lastPage = row_groups.at(-1)!.columns[0]!.meta_data!.data_page_offset;
    expect(lastPage).toBe(BigInt(MAGIC.length + (count - 1) * TINY_PAGE.length));
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

const TINY_PAGE = Buffer.from('page');

/** A file of one column with as little metadata as the format allows, for joining very many of them. */
function tinyFile(): Uint8Array {
  const number = (type: number, value: number): ThriftField => ({ type, value: BigInt(value) });
  const text = (value: string): ThriftField => ({ type: ThriftType.BINARY, value: Buffer.from(value) });
  const list = (...items: ThriftStruct[]): ThriftField => ({
    type: ThriftType.LIST,
    value: { elementType: ThriftType.STRUCT, items },
  });
  const { I32, I64 } = ThriftType;
  const metadata: ThriftStruct = new Map([
    [1, number(I32, 1)],
    [2, { type: ThriftType.LIST, value: { elementType: I32, items: [0n] } }],
    [3, { type: ThriftType.LIST, value: { elementType: ThriftType.BINARY, items: [Buffer.from('n')] } }],
    [4, number(I32, 0)],
    [5, number(I64, 1)],
    [6, number(I64, TINY_PAGE.length)],
    [7, number(I64, TINY_PAGE.length)],
    [ColumnMetaData.DATA_PAGE, number(I64, MAGIC.length)],
  ]);
  const chunk: ThriftStruct = new Map([
    [ColumnChunk.FILE_OFFSET, number(I64, 0)],
    [ColumnChunk.META_DATA, { type: ThriftType.STRUCT, value: metadata }],
  ]);
  const rowGroup: ThriftStruct = new Map([
    [RowGroup.COLUMNS, list(chunk)],
    [2, number(I64, TINY_PAGE.length)],
    [RowGroup.NUM_ROWS, number(I64, 1)],
  ]);
  const root: ThriftStruct = new Map([
    [4, text('root')],
    [5, number(I32, 1)],
  ]);
  const column: ThriftStruct = new Map([
    [1, number(I32, 1)],
    [3, number(I32, 0)],
    [4, text('n')],
  ]);
  return withFooter(
    Buffer.concat([MAGIC, TINY_PAGE]),
    new Map([
      [FileMetaData.VERSION, number(I32, 1)],
      [FileMetaData.SCHEMA, list(root, column)],
      [FileMetaData.NUM_ROWS, number(I64, 1)],
      [FileMetaData.ROW_GROUPS, list(rowGroup)],
    ]),
  );
}
