import { readFile } from 'node:fs/promises';
import {
  DuckDBBlobValue,
  DuckDBListValue,
  DuckDBStructValue,
  DuckDBTimestampTZValue,
  type DuckDBValue,
} from '@duckdb/node-api';
import { asyncBuffer, DuckDb, HYPARQUET } from '@weaviate-export/parquet-readers';
import { DataType, tableFromIPC, TimeUnit, Vector, type Data } from 'apache-arrow';
import { parquetReadObjects } from 'hyparquet';
import { readParquet } from 'parquet-wasm';
import { toldBytes, toldFloat, toldStruct, type Told, type ToldRow } from './rows.fixture.ts';

/** The readers of npm: each gives the rows of a file. */
export const NPM_READERS: Readonly<Record<string, (path: string) => Promise<ToldRow[]>>> = {
  hyparquet: readWithHyparquet,
  DuckDB: readWithDuckDb,
  'arrow-rs': readWithArrowRs,
};

const MICROSECONDS = {
  timestampFromMilliseconds: (milliseconds: bigint) => milliseconds * 1000n,
  timestampFromMicroseconds: (microseconds: bigint) => microseconds,
};

async function readWithHyparquet(path: string): Promise<ToldRow[]> {
  const file = asyncBuffer(await readFile(path));
  const rows = await parquetReadObjects({ file, ...HYPARQUET, parsers: MICROSECONDS, utf8: false });
  return rows.map((row) => toldStruct(Object.entries(row), fromHyparquet));
}

function fromHyparquet(value: unknown): Told {
  if (value === null || value === undefined) return null;
  if (value instanceof Uint8Array) return toldBytes(value);
  if (Array.isArray(value)) return value.map(fromHyparquet);
  if (typeof value === 'object') return toldStruct(Object.entries(value), fromHyparquet);
  if (typeof value === 'number') return toldFloat(value);
  return typeof value === 'bigint' ? String(value) : (value as string | boolean);
}

export async function readWithDuckDb(path: string): Promise<ToldRow[]> {
  await using duckDb = await DuckDb.start();
  const file = await readFile(path);
  const columns = await duckDb.query(
    file,
    'SELECT column_name FROM (DESCRIBE SELECT * FROM read_parquet(FILE))',
  );
  const rows = await duckDb.query(file, 'SELECT * FROM read_parquet(FILE)');
  return rows.map((row) =>
    toldStruct(
      row.map((value, at) => [columns[at]![0] as string, value]),
      fromDuckDb,
    ),
  );
}

function fromDuckDb(given: unknown): Told {
  const value = given as DuckDBValue;
  if (value instanceof DuckDBStructValue) return toldStruct(Object.entries(value.entries), fromDuckDb);
  if (value instanceof DuckDBListValue) return value.items.map(fromDuckDb);
  if (value instanceof DuckDBTimestampTZValue) return String(value.micros);
  if (value instanceof DuckDBBlobValue) return toldBytes(value.bytes);
  if (typeof value === 'number') return toldFloat(value);
  return typeof value === 'bigint' ? String(value) : (value as string | boolean | null);
}

/** The Rust library, by parquet-wasm. */
async function readWithArrowRs(path: string): Promise<ToldRow[]> {
  const table = tableFromIPC(readParquet(await readFile(path)).intoIPCStream());
  return table.batches.flatMap(({ data }) =>
    Array.from({ length: data.length }, (_, row) => fieldsOf(data, row)),
  );
}

const fieldsOf = (data: Data, row: number): { readonly [field: string]: Told } =>
  toldStruct(
    (data.type.children as readonly { name: string }[]).map(({ name }, at) => [
      name,
      fromArrow(data.children[at]!, row),
    ]),
    (told) => told as Told,
  );

function fromArrow(data: Data, row: number): Told {
  if (!data.getValid(row)) return null;
  const { type } = data;
  if (DataType.isStruct(type)) return fieldsOf(data, row);
  if (DataType.isList(type)) {
    const [from = 0, to = 0] = (data.valueOffsets as Int32Array).subarray(row, row + 2);
    return elementsOf(data.children[0]!, from, to);
  }
  if (DataType.isFixedSizeList(type))
    return elementsOf(data.children[0]!, row * type.listSize, (row + 1) * type.listSize);
  // Arrow for JavaScript gives times as milliseconds, in a number.
  if (DataType.isTimestamp(type)) {
    const time = (data.values as BigInt64Array)[row]!;
    return String(type.unit === TimeUnit.MILLISECOND ? time * 1000n : time);
  }
  const value: unknown = new Vector([data]).get(row);
  if (value instanceof Uint8Array) return toldBytes(value);
  if (typeof value === 'number') return toldFloat(value);
  return typeof value === 'bigint' ? String(value) : (value as string | boolean);
}

const elementsOf = (elements: Data, from: number, to: number): Told[] =>
  Array.from({ length: to - from }, (_, at) => fromArrow(elements, from + at));
