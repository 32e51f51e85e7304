import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  DuckDBInstance,
  type DuckDBListValue,
  type DuckDBTimestampTZValue,
  type DuckDBValue,
} from '@duckdb/node-api';
import { parquetReadObjects, type AsyncBuffer } from 'hyparquet';
import { compressors } from 'hyparquet-compressors';
import type { VectorDefinition, ExportObject } from '@weaviate-export/entities-export';

/** The bits of float32 values as hexadecimal text, so that NaNs and zeros are told apart. */
type Bits = string;

/** A row of the standard layout, just as a reader sees it. */
export interface ReadRow {
  readonly id: string;
  readonly className: string;
  readonly creationTime: bigint;
  readonly updateTime: bigint;
  readonly vector: Bits | null;
  /** A Map, since a vector may be called `__proto__`. */
  readonly namedVectors: ReadonlyMap<string, Bits | Bits[] | null> | null;
  readonly properties: string | null;
}

export function bits(values: ArrayLike<number>): Bits {
  return Buffer.from(Float32Array.from(values).buffer).toString('hex');
}

/** What a file of these objects must read as. */
export function rowsOf(
  objects: readonly ExportObject[],
  className: string,
  vectors: readonly VectorDefinition[],
): ReadRow[] {
  return objects.map(({ id, creationTime, updateTime, vector, namedVectors, properties }) => {
    const given = new Map(Object.entries(namedVectors ?? {}));
    const entries = namedOf(vectors).map(
      ({ name, multi }) => [name, bitsOrNull(given.get(name), multi)] as const,
    );
    return {
      id,
      className,
      creationTime: BigInt(creationTime),
      updateTime: BigInt(updateTime),
      vector: bitsOrNull(vector, false) as Bits | null,
      namedVectors: given.size === 0 ? null : new Map(entries),
      properties: properties instanceof Uint8Array ? Buffer.from(properties).toString('utf8') : properties,
    };
  });
}

const namedOf = (vectors: readonly VectorDefinition[]): { name: string; multi: boolean }[] =>
  vectors.flatMap(({ name, multi }) => (name === null ? [] : [{ name, multi }]));

type Numbers = Float32Array | readonly number[];

/** hyparquet gives undefined for some NULLs. */
function bitsOrNull(
  value: Numbers | readonly Numbers[] | null | undefined,
  multi: boolean,
): Bits | Bits[] | null {
  if (value === null || value === undefined) return null;
  return multi ? (value as Numbers[]).map(bits) : bits(value as Numbers);
}

/** A file in memory for hyparquet, which counts the bytes that were read of it. */
export function asyncBuffer(file: Uint8Array): AsyncBuffer & { bytesRead: number } {
  const buffer = file.buffer.slice(file.byteOffset, file.byteOffset + file.byteLength) as ArrayBuffer;
  return {
    byteLength: buffer.byteLength,
    bytesRead: 0,
    slice(start, end = buffer.byteLength) {
      const piece = buffer.slice(start, end);
      this.bytesRead += piece.byteLength;
      return piece;
    },
  };
}

/** Times as what is stored: Dates end in the year 275760. */
const parsers = { timestampFromMilliseconds: (milliseconds: bigint) => milliseconds };

/** Options for hyparquet that change no value and know every codec. */
export const HYPARQUET = { compressors, parsers, geoparquet: false };

/** Reads a file of the standard layout with hyparquet. It cannot read a vector called `__proto__`. */
export async function readWithHyparquet(
  file: Uint8Array,
  vectors: readonly VectorDefinition[],
): Promise<ReadRow[]> {
  const rows = await parquetReadObjects({ file: asyncBuffer(file), ...HYPARQUET });
  return rows.map((row): ReadRow => {
    const named = row['named_vectors'] as Record<string, number[] | number[][]> | null | undefined;
    return {
      id: row['id'] as string,
      className: row['class_name'] as string,
      creationTime: row['creation_time'] as bigint,
      updateTime: row['update_time'] as bigint,
      vector: bitsOrNull(row['vector'] as number[] | null, false) as Bits | null,
      namedVectors:
        named === null || named === undefined
          ? null
          : new Map(namedOf(vectors).map(({ name, multi }) => [name, bitsOrNull(named[name], multi)])),
      properties: row['properties'] as string | null,
    };
  });
}

/** DuckDB in memory, over files in a folder of its own. */
export class DuckDb implements AsyncDisposable {
  readonly #folder: string;
  readonly #instance: DuckDBInstance;
  #files = 0;

  static async start(): Promise<DuckDb> {
    return new DuckDb(await mkdtemp(join(tmpdir(), 'parquet-')), await DuckDBInstance.create(':memory:'));
  }

  private constructor(folder: string, instance: DuckDBInstance) {
    this.#folder = folder;
    this.#instance = instance;
  }

  /** Runs a query in which `FILE` stands for the file. */
  async query(file: Uint8Array, sql: string): Promise<DuckDBValue[][]> {
    const path = join(this.#folder, `${this.#files++}.parquet`);
    await writeFile(path, file);
    const connection = await this.#instance.connect();
    try {
      return (await connection.runAndReadAll(sql.replaceAll('FILE', `'${path}'`))).getRows();
    } finally {
      connection.closeSync();
    }
  }

  /** Reads a file of the standard layout. */
  async read(file: Uint8Array, vectors: readonly VectorDefinition[]): Promise<ReadRow[]> {
    const described = namedOf(vectors);
    // By name in SQL: a value of a struct is a plain object, in which `__proto__` would be lost.
    const fields = described.map(({ name }) => `, named_vectors."${name.replaceAll('"', '""')}"`).join('');
    const rows = await this.query(
      file,
      `SELECT id, class_name, creation_time, update_time, vector, named_vectors IS NULL, properties ${fields}
       FROM read_parquet(FILE)`,
    );
    return rows.map(([id, className, creationTime, updateTime, vector, noneNamed, properties, ...named]) => ({
      id: id as string,
      className: className as string,
      creationTime: (creationTime as DuckDBTimestampTZValue).micros / 1000n,
      updateTime: (updateTime as DuckDBTimestampTZValue).micros / 1000n,
      vector: listBits(vector!, false) as Bits | null,
      namedVectors:
        noneNamed === true
          ? null
          : new Map(described.map(({ name, multi }, index) => [name, listBits(named[index]!, multi)])),
      properties: properties as string | null,
    }));
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#instance.closeSync();
    await rm(this.#folder, { recursive: true });
  }
}

function listBits(value: DuckDBValue, multi: boolean): Bits | Bits[] | null {
  if (value === null) return null;
  const { items } = value as DuckDBListValue;
  return bitsOrNull(
    multi
      ? items.map((item) => (item as DuckDBListValue).items as readonly number[])
      : (items as readonly number[]),
    multi,
  );
}
