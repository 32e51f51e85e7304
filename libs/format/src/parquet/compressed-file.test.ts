import { parquetMetadata, parquetReadObjects } from 'hyparquet';
import { Compression } from 'parquet-wasm';
import { expect, it } from 'vitest';
import { STANDARD } from '../layout/standard-layout.ts';
import { generatedObjects } from '@weaviate-export/generated-objects';
import { compressFile } from './compressed-file.ts';
import { fileOf, writtenByEncoder } from './encoded-file.fixture.ts';
import {
  ColumnChunk,
  ColumnMetaData,
  FileMetaData,
  readFooter,
  requiredInteger,
  requiredStruct,
  RowGroup,
  structs,
} from './footer.ts';
import { joinColumnGroups } from './join-column-groups.ts';
import { readRowGroupFile, type RowGroupFile } from './row-group-file.ts';
import { asyncBuffer, HYPARQUET } from '@weaviate-export/parquet-readers';

const objects = generatedObjects({ objects: 3_000, dimensions: 2, seed: 5 });

const FLAT = STANDARD.columns.filter(({ name }) => /^id$|^class_name$|_time$/.test(name));

/** The flat columns of a row group, as the encoder writes them uncompressed. */
function uncompressed(): Uint8Array {
  return writtenByEncoder(FLAT, { definition: { class: 'Doc' }, objects }, Compression.UNCOMPRESSED);
}
const joined = (file: RowGroupFile): Uint8Array => fileOf([joinColumnGroups(FLAT, [file], 'Doc')]);
const read = (file: Uint8Array): RowGroupFile => readRowGroupFile(file, 'Doc');
const rowsOf = (file: Uint8Array): Promise<unknown> =>
  parquetReadObjects({ file: asyncBuffer(file), ...HYPARQUET });

it.each(['zstd', 'gzip'] as const)(
  'a file compressed as %s has the same rows in fewer bytes',
  async (codec) => {
    const file = uncompressed();
    const compressed = joined(compressFile(read(file), { codec }, (column) => column !== 'creation_time'));
    expect(await rowsOf(compressed)).toEqual(await rowsOf(file));
    expect(compressed.length).toBeLessThan(file.length / 2);
    const { row_groups } = parquetMetadata(await asyncBuffer(compressed).slice(0), HYPARQUET);
    const codecs = row_groups[0]!.columns.map(({ meta_data }) => [
      meta_data!.path_in_schema[0],
      meta_data!.codec,
    ]);
    expect(Object.fromEntries(codecs)).toEqual({
      id: codec.toUpperCase(),
      class_name: codec.toUpperCase(),
      creation_time: 'UNCOMPRESSED',
      update_time: codec.toUpperCase(),
    });
  },
);

it('a file whose pages stay as they are is the same, byte for byte', () => {
  const file = uncompressed();
  expect(joined(compressFile(read(file), { codec: 'none' }, () => true))).toEqual(joined(read(file)));
});

it('a page of a kind that the encoder does not write is refused', () => {
  const file = uncompressed();
  const [rowGroup] = structs(readFooter(file).footer, FileMetaData.ROW_GROUPS);
  const [chunk] = structs(rowGroup!, RowGroup.COLUMNS);
  const start = requiredInteger(requiredStruct(chunk!, ColumnChunk.META_DATA), ColumnMetaData.DATA_PAGE);
  // Behind the header of the field `type`, which is an i32: 6 is 3 in zigzag, a data page of version 2.
  expect([...file.subarray(start, start + 2)]).toEqual([0x15, 0]);
  file[start + 1] = 6;
  expect(() => compressFile(read(file), { codec: 'zstd' }, () => true)).toThrow(
    expect.objectContaining({
      code: 'PARQUET_INVALID',
      message: expect.stringContaining('page of type 3') as string,
    }),
  );
});
