import { parquetMetadata } from 'hyparquet';
import { describe, expect, it } from 'vitest';
import { generatedObjects } from '@weaviate-export/generated-objects';
import { asyncBuffer, HYPARQUET } from '@weaviate-export/parquet-readers';
import { encodedParts, fileOf, joinedFile, type FilledClass } from './encoded-file.fixture.ts';
import type { EncodedRowGroup } from './encoded-row-group.ts';
import { ColumnChunk, ColumnMetaData, FileMetaData, MAGIC, RowGroup } from './footer.ts';
import { joinColumnGroups } from './join-column-groups.ts';
import { JoinedRowGroups } from './joined-row-groups.ts';
import { readRowGroupFile } from './row-group-file.ts';
import { ThriftType, writeThriftStruct, type ThriftField, type ThriftStruct } from './thrift-compact.ts';

describe('JoinedRowGroups', () => {
  const few = generatedObjects({ objects: 3, dimensions: 4, seed: 1 });
  const parts = (more: Partial<FilledClass> = {}): EncodedRowGroup[] =>
    encodedParts({ definition: { class: 'Doc' }, objects: few, rowGroup: 1, ...more }).map(
      ({ rowGroup }) => rowGroup,
    );
  const code = (name: string): unknown => expect.objectContaining({ code: name });

  it('gives the same bytes for the same parts', () => {
    const small = { definition: { class: 'Doc' }, objects: few, rowGroup: 2 };
    expect(Buffer.compare(joinedFile(small), joinedFile(small))).toBe(0);
  });

  it('refuses a part of another schema than the first one, and says which file and part', () => {
    const [plain] = parts();
    const named = few.map(({ vector, ...object }) => ({
      ...object,
      vector: null,
      namedVectors: { v: vector! },
    }));
    const [other] = parts({ definition: { class: 'Doc', vectorConfig: { v: {} } }, objects: named });
    const joining = new JoinedRowGroups();
    joining.append(plain!, 'Doc.parquet');
    expect(() => joining.append(other!, 'Doc.parquet')).toThrow(code('SCHEMA_DIFFERS'));
    expect(() => joining.append(other!, 'Doc.parquet')).toThrow(/Doc\.parquet: part 1 /);
  });

  it('refuses to finish a file without a row group', () => {
    expect(() => [...new JoinedRowGroups().finish(new Map())]).toThrow(code('PARQUET_INVALID'));
  });

  it('leaves out the ordinal beyond 32,767, which its 16 bits cannot hold', async () => {
    const part = joinColumnGroups([{ name: 'n' }], [readRowGroupFile(tinyFile(), 'Tiny')], 'Tiny');
    const count = 32_770;
    const file = fileOf(new Array<EncodedRowGroup>(count).fill(part));
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
  const footer = writeThriftStruct(
    new Map([
      [FileMetaData.VERSION, number(I32, 1)],
      [FileMetaData.SCHEMA, list(root, column)],
      [FileMetaData.NUM_ROWS, number(I64, 1)],
      [FileMetaData.ROW_GROUPS, list(rowGroup)],
    ]),
  );
  const length = Buffer.alloc(4);
  length.writeUInt32LE(footer.length);
  return new Uint8Array(Buffer.concat([MAGIC, TINY_PAGE, footer, length, MAGIC]));
}
