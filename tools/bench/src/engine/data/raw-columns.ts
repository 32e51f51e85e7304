import { once } from 'node:events';
import { createWriteStream, type WriteStream } from 'node:fs';
import { mkdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { finished } from 'node:stream/promises';
import { DIMENSIONS, type BenchObject } from './bench-object.ts';

/** The columns of class `Base` as plain bytes, for writers that start from memory. */
export const RAW_COLUMNS = {
  /** 36 ASCII characters a row. */
  id: 36,
  /** Creation and update time a row, as 64-bit integers: milliseconds since 1970. */
  times: 16,
  /** Float32, little-endian. */
  vector: DIMENSIONS * 4,
  /** JSON in ASCII, always of the same length. */
  properties: 500,
} as const;
export type RawColumnName = keyof typeof RAW_COLUMNS;
const NAMES = Object.keys(RAW_COLUMNS) as RawColumnName[];

export type RawColumns = Readonly<Record<RawColumnName, Buffer<ArrayBuffer>>>;

export async function readRawColumns(folder: string): Promise<RawColumns> {
  const columns = NAMES.map(async (name) => [name, await readFile(join(folder, name))] as const);
  return Object.fromEntries(await Promise.all(columns)) as unknown as RawColumns;
}

export class RawColumnsWriter {
  readonly #streams: Readonly<Record<RawColumnName, WriteStream>>;

  private constructor(folder: string) {
    const open = (name: RawColumnName) =>
      [name, createWriteStream(join(folder, name), { flush: true })] as const;
    this.#streams = Object.fromEntries(NAMES.map(open)) as unknown as Record<RawColumnName, WriteStream>;
  }

  static async create(folder: string): Promise<RawColumnsWriter> {
    await mkdir(folder, { recursive: true });
    return new RawColumnsWriter(folder);
  }

  async append(objects: readonly BenchObject[], updateTime: number): Promise<void> {
    const times = objects.flatMap(({ creationTime }) => [BigInt(creationTime), BigInt(updateTime)]);
    await this.#write('id', Buffer.from(objects.map(({ id }) => id).join(''), 'latin1'));
    await this.#write('times', Buffer.from(BigInt64Array.from(times).buffer));
    for (const { vector } of objects) await this.#write('vector', Buffer.from(vector!.buffer));
    await this.#write(
      'properties',
      Buffer.from(objects.map(({ properties }) => properties).join(''), 'latin1'),
    );
  }

  async close(): Promise<void> {
    const streams = Object.values(this.#streams);
    for (const stream of streams) stream.end();
    await Promise.all(streams.map((stream) => finished(stream)));
  }

  async #write(name: RawColumnName, bytes: Buffer): Promise<void> {
    const stream = this.#streams[name];
    if (!stream.write(bytes)) await once(stream, 'drain');
  }
}
