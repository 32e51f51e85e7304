import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { idOf } from '@weaviate-export/generated-objects';
import type { ExportObject } from '@weaviate-export/entities-export';
import { encodedFile, joinedFile, type FilledClass } from './encoded-file.fixture.ts';
import {
  ColumnChunk,
  ColumnMetaData,
  FileMetaData,
  OffsetIndex,
  optionalStruct,
  PageLocation,
  readFooter,
  requiredInteger,
  requiredStruct,
  RowGroup,
  Statistics,
  structs,
  texts,
} from './footer.ts';
import { DuckDb, readWithHyparquet, rowsOf } from '@weaviate-export/parquet-readers';
import { readThriftStruct, type ThriftStruct } from './thrift-compact.ts';

const SEED = 20_261_126;
const DEFINITION = { class: 'Doc' };

let duckDb: DuckDb;
beforeAll(async () => {
  duckDb = await DuckDb.start();
});
afterAll(() => duckDb[Symbol.asyncDispose]());

const objectsOf = (properties: readonly (string | null)[]): ExportObject[] =>
  properties.map((text, index) => ({
    id: idOf(index),
    creationTime: 1,
    updateTime: 2,
    vector: null,
    namedVectors: null,
    properties: text,
  }));

async function expectSameRows(filled: Omit<FilledClass, 'definition'>): Promise<Uint8Array> {
  const { file, vectors } = await encodedFile({ definition: DEFINITION, ...filled });
  const expected = rowsOf(filled.objects, 'Doc', vectors);
  expect(await readWithHyparquet(file, vectors)).toEqual(expected);
  expect(await duckDb.read(file, vectors)).toEqual(expected);
  return file;
}

/** The column `properties` of the first row group. */
function chunkOf(file: Uint8Array): ThriftStruct {
  const [rowGroup] = structs(readFooter(file).footer, FileMetaData.ROW_GROUPS);
  return structs(rowGroup!, RowGroup.COLUMNS).find(
    (chunk) => texts(requiredStruct(chunk, ColumnChunk.META_DATA), ColumnMetaData.PATH)[0] === 'properties',
  )!;
}

function firstRows(file: Uint8Array): number[] {
  const { struct } = readThriftStruct(file, requiredInteger(chunkOf(file), ColumnChunk.OFFSET_INDEX_OFFSET));
  return structs(struct, OffsetIndex.PAGE_LOCATIONS).map((location) =>
    requiredInteger(location, PageLocation.FIRST_ROW),
  );
}

/** Text of any characters, now and then longer than what statistics keep, or begins like others. */
const anyText = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 8 }),
  fc.string({ unit: 'grapheme', minLength: 15, maxLength: 40 }),
  fc
    .tuple(fc.constantFrom('{"a":"', '\u{10ffff}', 'é'), fc.integer({ min: 20, max: 700 }))
    .map(([unit, times]) => unit.repeat(times)),
);
const anyColumn = fc.array(fc.option(anyText, { freq: 3 }), { minLength: 1, maxLength: 25 });

describe('texts', () => {
  it.each(['zstd', 'gzip', 'none'] as const)(
    'of any lengths, with NULLs and empty ones between, are read back, compressed as %s',
    async (codec) => {
      await fc.assert(
        fc.asyncProperty(anyColumn, fc.integer({ min: 1, max: 25 }), async (properties, rowGroup) => {
          await expectSameRows({ objects: objectsOf(properties), rowGroup, codec });
        }),
        { seed: SEED, numRuns: 30 * Number(process.env['SHARE_OF_RUNS']) },
      );
    },
  );

  it('have the metadata that the encoder gives them, but for sizes, places and the codec', async () => {
    const { CODEC, TOTAL_BYTES, TOTAL_COMPRESSED_BYTES, DATA_PAGE } = ColumnMetaData;
    const contents = async (properties: readonly (string | null)[], codec: 'none' | 'snappy') => {
      const objects = objectsOf(properties);
      const metadata = requiredStruct(
        chunkOf(joinedFile({ definition: DEFINITION, objects, codec })),
        ColumnChunk.META_DATA,
      );
      for (const field of [CODEC, TOTAL_BYTES, TOTAL_COMPRESSED_BYTES, DATA_PAGE]) metadata.delete(field);
      return metadata;
    };
    await fc.assert(
      fc.asyncProperty(anyColumn, async (properties) => {
        const ours = await contents(properties, 'none');
        // Snappy is a codec that the encoder has alone, so that it writes the column itself.
        const encoders = await contents(properties, 'snappy');
        const statistics = optionalStruct(encoders, ColumnMetaData.STATISTICS)!;
        const highest = statistics.get(Statistics.MAX)?.value as Uint8Array | undefined;
        if (highest !== undefined && highest.length > 1024)
          for (const field of [Statistics.MAX, Statistics.MAX_IS_EXACT]) statistics.delete(field);
        expect(ours).toEqual(encoders);
      }),
      {
        seed: SEED,
        numRuns: 200 * Number(process.env['SHARE_OF_RUNS']),
        examples: [[['\u{10ffff}'.repeat(500), 'a']], [[null]], [['']]],
      },
    );
  });

  it('have no highest value where nothing short enough is as high', async () => {
    const statisticsOf = async (text: string): Promise<ThriftStruct> => {
      const file = joinedFile({ definition: DEFINITION, objects: objectsOf([text]) });
      return requiredStruct(requiredStruct(chunkOf(file), ColumnChunk.META_DATA), ColumnMetaData.STATISTICS);
    };
    expect((await statisticsOf('\u{10ffff}'.repeat(257))).has(Statistics.MAX)).toBe(false);
    expect((await statisticsOf('\u{10ffff}'.repeat(256))).get(Statistics.MAX)!.value).toHaveLength(1024);
    expect((await statisticsOf(`a${'\u{10ffff}'.repeat(256)}`)).get(Statistics.MAX)!.value).toEqual(
      new Uint8Array(Buffer.from('b')),
    );
  });

  it('lie in pages of whole rows that end when 1 MiB is reached, lengths included', async () => {
    const objects = objectsOf(Array.from({ length: 600 }, (_, index) => String(index).padStart(4_000, 'x')));
    const file = await expectSameRows({ objects });
    // 262 rows of 4,004 bytes are the first to reach it.
    expect(firstRows(file)).toEqual([0, 262, 524]);
  });

  it('may be larger than a page each', async () => {
    const large = (character: string): string => character.repeat(1_500_000);
    const file = await expectSameRows({ objects: objectsOf([large('a'), null, large('b'), large('c')]) });
    expect(firstRows(file)).toEqual([0, 1, 3]);
  });

  it('that are NULL or short lie in pages of 20,000 rows', { tags: 'long' }, async () => {
    const objects = objectsOf(
      Array.from({ length: 45_000 }, (_, index) => (index % 2 === 0 ? null : String(index))),
    );
    const file = await expectSameRows({ objects, rowGroup: 50_000 });
    expect(firstRows(file)).toEqual([0, 20_000, 40_000]);
  });
});
