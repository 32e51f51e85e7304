import { parquetMetadata, parquetReadObjects } from 'hyparquet';
import { expect, it } from 'vitest';
import { generatedObjects } from '@weaviate-export/generated-objects';
import { compressFile } from './compressed-file.ts';
import { encodedParts } from './encoded-file.fixture.ts';
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
import { asyncBuffer, HYPARQUET } from '@weaviate-export/parquet-readers';

const objects = generatedObjects({ objects: 3_000, dimensions: 2, seed: 5 });

/** The flat columns of a row group, as the encoder writes them uncompressed. */
async function uncompressed(): Promise<Uint8Array> {
  const [part] = encodedParts({ definition: { class: 'Doc' }, objects, codec: 'none' });
  return part!.files.at(-1)!;
}
const rowsOf = (file: Uint8Array): Promise<unknown> =>
  parquetReadObjects({ file: asyncBuffer(file), ...HYPARQUET });

it.each(['zstd', 'gzip'] as const)(
  'a file compressed as %s has the same rows in fewer bytes',
  async (codec) => {
    const file = await uncompressed();
    const compressed = compressFile(file, codec, (column) => column !== 'creation_time');
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

it('a file whose pages stay as they are is the same, byte for byte', async () => {
  const file = await uncompressed();
  expect(compressFile(file, 'none', () => true)).toEqual(file);
});

it('a page of a kind that the encoder does not write is refused', async () => {
  const file = await uncompressed();
  const [rowGroup] = structs(readFooter(file).footer, FileMetaData.ROW_GROUPS);
  const [chunk] = structs(rowGroup!, RowGroup.COLUMNS);
  const start = requiredInteger(requiredStruct(chunk!, ColumnChunk.META_DATA), ColumnMetaData.DATA_PAGE);
  // Behind the header of the field `type`, which is an i32: 6 is 3 in zigzag, a data page of version 2.
  expect([...file.subarray(start, start + 2)]).toEqual([0x15, 0]);
  file[start + 1] = 6;
  expect(() => compressFile(file, 'zstd', () => true)).toThrow(
    expect.objectContaining({
      code: 'PARQUET_INVALID',
      message: expect.stringContaining('page of type 3') as string,
    }),
  );
});
