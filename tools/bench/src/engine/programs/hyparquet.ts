import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { zstdCompressSync, constants } from 'node:zlib';
import { parquetWriteFile } from 'hyparquet-writer';
import { runAsChild } from '../child-program.ts';
import { DIMENSIONS, PROPERTIES_BYTES } from '../data/bench-object.ts';
import { columnsPath } from '../data/places.ts';
import { RAW_COLUMNS, readRawColumns } from '../data/raw-columns.ts';
import { WARM_UP_OBJECTS, type WriteMeasurement, type WriteOrder } from '../order.ts';
import { syncFile } from '../sync-file.ts';

const ROW_GROUP_ROWS = 10_000;
const ZSTD_LEVEL = 1;
const compress = (bytes: Uint8Array): Uint8Array =>
  zstdCompressSync(bytes, { params: { [constants.ZSTD_c_compressionLevel]: ZSTD_LEVEL } });

/** The program of one file by hyparquet-writer, from columns in memory, with Node's own zstd. */
await runAsChild(
  async ({ data, output, className, warmUp, vectorType }: WriteOrder): Promise<WriteMeasurement> => {
    const file = join(output, 'hyparquet.parquet');
    const raw = await readRawColumns(columnsPath(data));
    const rows = raw.id.length / RAW_COLUMNS.id;
    const each = <Value>(value: (row: number) => Value): Value[] =>
      Array.from({ length: rows }, (_, row) => value(row));
    const text = (bytes: Buffer, width: number): string[] =>
      each((row) => bytes.toString('latin1', row * width, (row + 1) * width));
    const times = new BigInt64Array(raw.times.buffer, raw.times.byteOffset, rows * 2);
    const floats = new Float32Array(raw.vector.buffer, raw.vector.byteOffset, rows * DIMENSIONS);
    const vector =
      vectorType === 'binary'
        ? each((row) => raw.vector.subarray(row * RAW_COLUMNS.vector, (row + 1) * RAW_COLUMNS.vector))
        : each((row) => Array.from(floats.subarray(row * DIMENSIONS, (row + 1) * DIMENSIONS)));
    const columnData = [
      { name: 'id', data: text(raw.id, RAW_COLUMNS.id) },
      { name: 'class_name', data: each(() => className) },
      { name: 'creation_time', data: each((row) => times[row * 2]) },
      { name: 'update_time', data: each((row) => times[row * 2 + 1]) },
      { name: 'vector', data: vector },
      { name: 'named_vectors', data: each(() => null) },
      { name: 'properties', data: text(raw.properties, PROPERTIES_BYTES) },
    ];
    const list = (name: string) =>
      [
        { name, repetition_type: 'OPTIONAL', num_children: 1, converted_type: 'LIST' },
        { name: 'list', repetition_type: 'REPEATED', num_children: 1 },
        { name: 'element', repetition_type: 'OPTIONAL', type: 'FLOAT' },
      ] as const;
    const string = (name: string) =>
      ({ name, repetition_type: 'OPTIONAL', type: 'BYTE_ARRAY', converted_type: 'UTF8' }) as const;
    const time = (name: string) =>
      ({ name, repetition_type: 'OPTIONAL', type: 'INT64', converted_type: 'TIMESTAMP_MILLIS' }) as const;
    const schema = [
      { name: 'root', num_children: columnData.length },
      string('id'),
      string('class_name'),
      time('creation_time'),
      time('update_time'),
      ...(vectorType === 'binary'
        ? [{ name: 'vector', repetition_type: 'OPTIONAL', type: 'BYTE_ARRAY' } as const]
        : list('vector')),
      ...list('named_vectors'),
      string('properties'),
    ];
    const write = (filename: string, rowsWritten: number): void =>
      parquetWriteFile({
        filename,
        schema,
        columnData: columnData.map((column) => ({ ...column, data: column.data.slice(0, rowsWritten) })),
        codec: 'ZSTD',
        compressors: { ZSTD: compress },
        rowGroupSize: ROW_GROUP_ROWS,
        statistics: false,
      });
    if (warmUp) write(join(output, 'warm-up.parquet'), WARM_UP_OBJECTS);
    const started = performance.now();
    write(file, rows);
    await syncFile(file);
    const seconds = (performance.now() - started) / 1000;
    return { seconds, file, fileBytes: (await stat(file)).size };
  },
);
