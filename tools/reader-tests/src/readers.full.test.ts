import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import type { ExportRequest } from '@weaviate-export/usecases-export';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { NPM_READERS, readWithDuckDb } from './npm-readers.fixture.ts';
import { goReader, pythonReader, sparkReader, type ProgramReader } from './program-readers.fixture.ts';
import type { Told, ToldRow } from './rows.fixture.ts';
import { SAMPLES } from './sample-classes.fixture.ts';
import { SampleExports } from './sample-export.fixture.ts';

/**
 * Every value of every layout by the readers that people have. Those of other languages are left out where a machine lacks
 * them, and the tests' names say why.
 */

/** Reading all files; the first time, libraries of other languages are downloaded. */
const DEADLINE_MS = 900_000;

/** Settings by the id of the export that is made with them. */
type Configs = Readonly<Record<string, NonNullable<ExportRequest['config']>>>;

/** Read by all. */
const PLAIN: Configs = {
  standard: {},
  typed: { layout: 'typed' },
  weaviate: { layout: 'weaviate' },
  'typed-zstd-1': { layout: 'typed', compression: { codec: 'zstd', level: 1 } },
  'typed-snappy': { layout: 'typed', compression: { codec: 'snappy' } },
  'typed-gzip': { layout: 'typed', compression: { codec: 'gzip' } },
  'typed-lz4': { layout: 'typed', compression: { codec: 'lz4' } },
  'typed-none': { layout: 'typed', compression: { codec: 'none' } },
};
/** Not read by Spark before 4.2 and fastparquet. */
const COMPACT: Configs = {
  'standard-compact': { encoding: 'compact' },
  'typed-compact': { layout: 'typed', encoding: 'compact' },
};

const scratch = await mkdtemp(join(tmpdir(), 'readers-'));
afterAll(() => rm(scratch, { recursive: true }));
const ALL = { ...PLAIN, ...COMPACT };
const samples = await SampleExports.write(ALL);
afterAll(() => samples[Symbol.asyncDispose]());

const filesOf = (configs: Configs): { title: string; path: string }[] =>
  Object.keys(configs).flatMap((id) =>
    SAMPLES.map(({ definition: { class: name } }) => ({
      title: `${name} (${id})`,
      path: samples.path(id, name),
    })),
  );

/** What DuckDB reads, which the tests of `format` hold to the objects. */
const expected = new Map<string, Promise<ToldRow[]>>();
async function expectedRows(path: string): Promise<ToldRow[]> {
  const rows = expected.get(path) ?? readWithDuckDb(path);
  expected.set(path, rows);
  return rows;
}

/** The first row that is not as it should be, beside what it should be: a difference of ten thousand rows takes minutes to print. */
function firstDifference(read: readonly ToldRow[], should: readonly ToldRow[]): unknown {
  const row = should.findIndex((values, at) => !isDeepStrictEqual(read[at], values));
  if (row !== -1) return { row, read: read[row], should: should[row] };
  return read.length === should.length ? undefined : { rows: read.length, should: should.length };
}

describe.each(Object.entries(NPM_READERS))('%s', (_name, read) => {
  it.each(filesOf(ALL))('reads every value of $title', async ({ path }) => {
    const should = await expectedRows(path);
    expect(should.length).toBeGreaterThan(0);
    expect(firstDifference(await read(path), should)).toBeUndefined();
  });
});

/** @param seen what the reader can tell of a row; all of it unless told */
function describeProgram(
  name: string,
  reader: ProgramReader,
  configs: Configs,
  seen = (row: ToldRow): ToldRow => row,
): void {
  const leftOut = 'leftOut' in reader ? ` (left out: ${reader.leftOut})` : '';
  describe.skipIf(leftOut)(`${name}${leftOut}`, () => {
    const files = filesOf(configs);
    let read: (ToldRow[] | string)[] = [];
    beforeAll(async () => {
      if ('read' in reader) read = await reader.read(files.map(({ path }) => path));
    }, DEADLINE_MS);

    it.each(files.map((file, at) => ({ ...file, at })))(
      'reads every value of $title',
      async ({ path, at }) => {
        const rows = read[at]!;
        if (typeof rows === 'string') throw new Error(rows);
        const should = await expectedRows(path);
        expect(firstDifference(rows.map(seen), should.map(seen))).toBeUndefined();
      },
    );
  });
}

describeProgram('pyarrow', await pythonReader('pyarrow'), ALL);
describeProgram('Polars', await pythonReader('polars'), ALL);
// It fails on LZ4 pages of vectors, whoever wrote them (pyarrow's too): "expected 83200 values but got only 0".
const { 'typed-lz4': _lz4, ...NOT_LZ4 } = ALL;
describeProgram('parquet-go', await goReader(scratch), NOT_LZ4);
describeProgram('Spark', await sparkReader(scratch), PLAIN);
describeProgram('fastparquet', await pythonReader('fastparquet'), PLAIN, asFastparquet);

/**
 * pandas by way of fastparquet: fields of structs are columns, no list, an empty one and one of a NULL are the same, and lists of lists and
 * those in a struct that can be NULL are beyond it, as are the dates behind 2262 of this list.
 */
function asFastparquet(row: ToldRow): ToldRow {
  const beyond = [
    'named_vectors.tokens',
    'properties.address.houses',
    'properties.address.rooms',
    'properties.dates',
  ];
  const columns = (fields: ToldRow, prefix: string): [string, Told][] =>
    Object.entries(fields).flatMap(([name, value]) => {
      const path = `${prefix}${name}`;
      if (value === null || beyond.some((left) => path.startsWith(left))) return [];
      if (Array.isArray(value)) {
        const elements = value.filter((element) => element !== null);
        return elements.length === 0 ? [] : [[path, elements]];
      }
      return typeof value === 'object' ? columns(value as ToldRow, `${path}.`) : [[path, value]];
    });
  return Object.fromEntries(columns(row, ''));
}
