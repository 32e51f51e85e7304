import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { idOf, numbers } from '@weaviate-export/generated-objects';
import type { ExportObject } from '@weaviate-export/entities-export';
import { encodedFile, type FilledClass } from './encoded-file.fixture.ts';
import {
  ColumnChunk,
  ColumnMetaData,
  FileMetaData,
  OffsetIndex,
  PageLocation,
  readFooter,
  requiredInteger,
  requiredStruct,
  RowGroup,
  structs,
  texts,
} from './footer.ts';
import { ENCODING_NAMES } from '../layout/encoding.ts';
import { DuckDb, readWithHyparquet, rowsOf } from '@weaviate-export/parquet-readers';
import { readThriftStruct } from './thrift-compact.ts';

const SEED = 20_261_125;
const DEFINITION = {
  class: 'Doc',
  vectorConfig: { one: {}, many: { vectorIndexConfig: { multivector: { enabled: true } } } },
};
const UNNAMED = { class: 'Doc' };

let duckDb: DuckDb;
beforeAll(async () => {
  duckDb = await DuckDb.start();
});
afterAll(() => duckDb[Symbol.asyncDispose]());

const object = (index: number, vectors: Pick<ExportObject, 'vector' | 'namedVectors'>): ExportObject => ({
  id: idOf(index),
  creationTime: 1,
  updateTime: 2,
  properties: null,
  ...vectors,
});

async function expectSameRows(filled: FilledClass): Promise<Uint8Array> {
  const { file, vectors } = await encodedFile(filled);
  const expected = rowsOf(filled.objects, 'Doc', vectors);
  expect(await readWithHyparquet(file, vectors)).toEqual(expected);
  expect(await duckDb.read(file, vectors)).toEqual(expected);
  return file;
}

/** The first row of each page of the column `vector`. */
function firstRows(file: Uint8Array): number[] {
  const [rowGroup] = structs(readFooter(file).footer, FileMetaData.ROW_GROUPS);
  const chunk = structs(rowGroup!, RowGroup.COLUMNS).find((candidate) => {
    const metadata = requiredStruct(candidate, ColumnChunk.META_DATA);
    return texts(metadata, ColumnMetaData.PATH)[0] === 'vector';
  })!;
  const { struct } = readThriftStruct(file, requiredInteger(chunk, ColumnChunk.OFFSET_INDEX_OFFSET));
  return structs(struct, OffsetIndex.PAGE_LOCATIONS).map((location) =>
    requiredInteger(location, PageLocation.FIRST_ROW),
  );
}

describe('vectors', () => {
  const vector = fc.float32Array({ maxLength: 6 });
  const optional = fc.option(vector, { freq: 3 });
  const named = fc.record({ one: vector, many: fc.array(vector, { maxLength: 4 }) }, { requiredKeys: [] });

  const formats = ENCODING_NAMES.flatMap((encoding) =>
    (['zstd', 'gzip', 'none'] as const).map((codec) => ({ encoding, codec })),
  );
  it.each(formats)(
    'of any lengths, with NULLs and empty ones between, are read back bit for bit, $encoding and compressed as $codec',
    async (format) => {
      await fc.assert(
        fc.asyncProperty(
          fc.array(fc.option(named, { freq: 4 }), { minLength: 1, maxLength: 20 }),
          fc.array(optional, { minLength: 1, maxLength: 20 }),
          fc.integer({ min: 1, max: 20 }),
          async (withNames, withoutNames, rowGroup) => {
            await expectSameRows({
              definition: DEFINITION,
              objects: withNames.map((namedVectors, index) => object(index, { vector: null, namedVectors })),
              rowGroup,
              ...format,
            });
            await expectSameRows({
              definition: UNNAMED,
              objects: withoutNames.map((one, index) => object(index, { vector: one, namedVectors: null })),
              rowGroup,
              ...format,
            });
          },
        ),
        { seed: SEED, numRuns: 25 * Number(process.env['SHARE_OF_RUNS']) },
      );
    },
  );

  it('lie in pages of whole rows that end when 1 MiB is reached', async () => {
    const next = numbers(1);
    const dimensions = 1_000;
    const objects = Array.from({ length: 600 }, (_, index) =>
      object(index, { vector: Float32Array.from({ length: dimensions }, next), namedVectors: null }),
    );
    const file = await expectSameRows({ definition: UNNAMED, objects });
    // 263 rows of 4,000 bytes are the first to reach it.
    expect(firstRows(file)).toEqual([0, 263, 526]);
  });

  it('may be larger than a page each', async () => {
    const next = numbers(2);
    const large = (): Float32Array => Float32Array.from({ length: 300_000 }, next);
    const objects = [large(), null, large(), large()].map((one, index) =>
      object(index, { vector: one, namedVectors: null }),
    );
    const file = await expectSameRows({ definition: UNNAMED, objects });
    expect(firstRows(file)).toEqual([0, 1, 3]);
  });

  it('that are NULL or short lie in pages of 20,000 rows', { tags: 'long' }, async () => {
    const objects = Array.from({ length: 45_000 }, (_, index) =>
      object(index, { vector: index % 2 === 0 ? null : new Float32Array([index]), namedVectors: null }),
    );
    const file = await expectSameRows({ definition: UNNAMED, objects, rowGroup: 50_000 });
    expect(firstRows(file)).toEqual([0, 20_000, 40_000]);
  });
});
