import { constants, zstdCompressSync } from 'node:zlib';
import { fileWriter, ParquetWriter } from 'hyparquet-writer';

/** As in this project's files. */
const ROW_GROUP_ROWS = 10_000;
const ZSTD_LEVEL = 1;
const compress = (bytes: Uint8Array): Uint8Array =>
  zstdCompressSync(bytes, { params: { [constants.ZSTD_c_compressionLevel]: ZSTD_LEVEL } });

const NAMES = ['id', 'creation_time', 'update_time', 'vector', 'properties'] as const;
type Row = readonly [id: string, created: bigint, updated: bigint, vector: Uint8Array, properties: string];

/** Objects of a client as a Parquet file by hyparquet-writer: vectors as bytes, properties as JSON, as ours has them. */
export class ParquetFile {
  readonly #writer: ParquetWriter;
  #rows: Row[] = [];

  constructor(path: string) {
    const column = (name: string, type: 'BYTE_ARRAY' | 'INT64') =>
      ({ name, type, repetition_type: 'OPTIONAL' }) as const;
    const text = (name: string) => ({ ...column(name, 'BYTE_ARRAY'), converted_type: 'UTF8' }) as const;
    const time = (name: string) =>
      ({ ...column(name, 'INT64'), converted_type: 'TIMESTAMP_MILLIS' }) as const;
    const schema = [
      { name: 'root', num_children: NAMES.length },
      text('id'),
      time('creation_time'),
      time('update_time'),
      column('vector', 'BYTE_ARRAY'),
      text('properties'),
    ];
    this.#writer = new ParquetWriter({
      writer: fileWriter(path),
      schema,
      codec: 'ZSTD',
      compressors: { ZSTD: compress },
      statistics: false,
    });
  }

  add(row: Row): void {
    if (this.#rows.push(row) === ROW_GROUP_ROWS) this.#flush();
  }

  finish(): void {
    if (this.#rows.length > 0) this.#flush();
    void this.#writer.finish();
  }

  #flush(): void {
    const columnData = NAMES.map((name, index) => ({ name, data: this.#rows.map((row) => row[index]) }));
    void this.#writer.write({ columnData, rowGroupSize: ROW_GROUP_ROWS });
    this.#rows = [];
  }
}
