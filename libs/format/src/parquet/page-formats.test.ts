import { gunzipSync, zstdDecompressSync } from 'node:zlib';
import fc from 'fast-check';
import { parquetReadObjects } from 'hyparquet';
import { readParquet } from 'parquet-wasm';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ExportObject } from '@weaviate-export/entities-export';
import { generatedObjects } from '@weaviate-export/generated-objects';
import { asyncBuffer, DuckDb, HYPARQUET, readWithHyparquet, rowsOf } from '@weaviate-export/parquet-readers';
import { ENCODING_NAMES } from '../layout/encoding.ts';
import { LAYOUT_NAMES } from '../layout/layout.ts';
import { CODEC_LEVELS, CODECS } from './codec.ts';
import { encodedFile } from './encoded-file.fixture.ts';
import {
  ColumnChunk,
  ColumnMetaData,
  FileMetaData,
  integer,
  PageHeader,
  readFooter,
  requiredInteger,
  requiredStruct,
  RowGroup,
  structs,
} from './footer.ts';
import type { PageFormat } from './page-format.ts';
import { readThriftStruct } from './thrift-compact.ts';

const SEED = 20_261_203;
const NAMED = {
  class: 'Doc',
  vectorConfig: { one: {}, many: { vectorIndexConfig: { multivector: { enabled: true } } } },
  properties: [
    { name: 'title', dataType: ['text'] },
    { name: 'body', dataType: ['text'] },
    { name: 'index', dataType: ['int'] },
  ],
};
const UNNAMED = { ...NAMED, vectorConfig: {} };

let duckDb: DuckDb;
beforeAll(async () => {
  duckDb = await DuckDb.start();
});
afterAll(() => duckDb[Symbol.asyncDispose]());

/** Any way of writing pages that a request may ask for. */
const pageFormat: fc.Arbitrary<PageFormat> = fc
  .tuple(fc.constantFrom(...ENCODING_NAMES), fc.constantFrom(...CODECS))
  .chain(([encoding, codec]) => {
    const levels = CODEC_LEVELS[codec];
    if (levels === undefined) return fc.constant({ encoding, codec });
    return fc
      .option(fc.integer(levels), { nil: undefined })
      .map((level) => ({ encoding, codec, ...(level !== undefined && { level }) }));
  });

/** Objects with vectors that get smaller or do not, or NULL, unnamed or named. */
const filledClass = fc
  .record({
    objects: fc.integer({ min: 1, max: 400 }),
    dimensions: fc.constantFrom(1, 7, 64, 300),
    seed: fc.nat(1_000),
    isNamed: fc.boolean(),
    digits: fc.constantFrom(0, 2, 20),
    nulls: fc.constantFrom(0, 3, 1),
  })
  .map(({ isNamed, digits, nulls, ...options }) => {
    const objects = generatedObjects(options).map(({ vector, ...object }, index): ExportObject => {
      if (nulls > 0 && index % nulls === 0) return { ...object, vector: null, properties: null };
      const one = vector!.map((value) => Number(value.toFixed(digits)));
      if (!isNamed) return { ...object, vector: one };
      return { ...object, vector: null, namedVectors: { one, many: [one, one.subarray(0, 1)] } };
    });
    return { definition: isNamed ? NAMED : UNNAMED, objects };
  });

/** What the footer says of each chunk's bytes, against its pages, each of which is decoded by the codec itself. */
function expectPagesTold(file: Uint8Array): void {
  for (const rowGroup of structs(readFooter(file).footer, FileMetaData.ROW_GROUPS)) {
    let [all, allCompressed] = [0, 0];
    for (const chunk of structs(rowGroup, RowGroup.COLUMNS)) {
      const metadata = requiredStruct(chunk, ColumnChunk.META_DATA);
      const codec = requiredInteger(metadata, ColumnMetaData.CODEC);
      const start =
        integer(metadata, ColumnMetaData.DICTIONARY_PAGE) ??
        requiredInteger(metadata, ColumnMetaData.DATA_PAGE);
      const end = start + requiredInteger(metadata, ColumnMetaData.TOTAL_COMPRESSED_BYTES);
      let [position, uncompressed] = [start, 0];
      while (position < end) {
        const { struct: header, end: body } = readThriftStruct(file, position);
        const bytes = requiredInteger(header, PageHeader.UNCOMPRESSED_BYTES);
        uncompressed += body - position + bytes;
        position = body + requiredInteger(header, PageHeader.COMPRESSED_BYTES);
        const page = file.subarray(body, position);
        if (codec === 6) expect(zstdDecompressSync(page).length).toBe(bytes);
        else if (codec === 2) expect(gunzipSync(page).length).toBe(bytes);
        else if (codec === 0) expect(page.length).toBe(bytes);
      }
      expect(position).toBe(end);
      expect(requiredInteger(metadata, ColumnMetaData.TOTAL_BYTES)).toBe(uncompressed);
      all += uncompressed;
      allCompressed += end - start;
    }
    expect(requiredInteger(rowGroup, RowGroup.TOTAL_BYTES)).toBe(all);
    expect(requiredInteger(rowGroup, RowGroup.TOTAL_COMPRESSED_BYTES)).toBe(allCompressed);
  }
}

/** The file as readers that know nothing of one another see it. */
async function seen(file: Uint8Array): Promise<unknown> {
  return {
    duckDb: await duckDb.query(file, 'SELECT t FROM read_parquet(FILE) t'),
    hyparquet: await parquetReadObjects({ file: asyncBuffer(file), ...HYPARQUET }),
    arrowRs: Buffer.from(readParquet(file).intoIPCStream()).toString('base64'),
  };
}

describe.each(LAYOUT_NAMES)('a file of the layout %s', (layout) => {
  it('holds the same, however its pages are written, and tells their sizes', async () => {
    await fc.assert(
      fc.asyncProperty(
        filledClass,
        pageFormat,
        fc.integer({ min: 1, max: 400 }),
        async (filled, pages, rowGroup) => {
          const { file, vectors } = await encodedFile({ ...filled, ...pages, layout, rowGroup });
          expectPagesTold(file);
          const uncompressed = await encodedFile({
            ...filled,
            layout,
            rowGroup,
            encoding: 'plain',
            codec: 'none',
          });
          expect(await seen(file)).toEqual(await seen(uncompressed.file));
          if (layout !== 'standard') return;
          const expected = rowsOf(filled.objects, 'Doc', vectors);
          expect(await duckDb.read(file, vectors)).toEqual(expected);
          expect(await readWithHyparquet(file, vectors)).toEqual(expected);
        },
      ),
      { seed: SEED, numRuns: 40 * Number(process.env['SHARE_OF_RUNS']) },
    );
  });

  it.each(ENCODING_NAMES)('is of the same bytes each time it is written, %s', async (encoding) => {
    const objects = generatedObjects({ objects: 3_000, dimensions: 200, seed: 4 });
    const write = () => encodedFile({ definition: UNNAMED, objects, layout, encoding });
    const [first, second] = [await write(), await write()];
    expect(Buffer.compare(first.file, second.file)).toBe(0);
    expectPagesTold(first.file);
  });
});
