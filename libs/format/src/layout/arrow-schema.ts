import { Schema, Table, tableToIPC } from 'apache-arrow';
import type { LayoutColumn, ClassLayout } from './layout.ts';
import type { VectorLengths } from './vector-lengths.ts';

/** Bytes of the end-of-stream mark behind the schema in an IPC stream without batches. */
const IPC_END_BYTES = 8;

/** The Arrow schema of some columns; without fixed lengths, it is the one that they are encoded with. */
export function arrowSchema(
  columns: readonly LayoutColumn[],
  layout: ClassLayout,
  fixedLengths: ReadonlyMap<string, number> = new Map(),
): Schema {
  return new Schema(columns.map(({ field }) => field(layout, fixedLengths)));
}

/**
 * The vectors of a file that may be called fixed-size lists: those of one length that no row lacks. Readers on Arrow
 * C++ refuse a fixed-size list with a NULL (apache/arrow#35692).
 */
export function fixedLengths(
  known: ReadonlyMap<string, number>,
  seen: ReadonlyMap<string, VectorLengths>,
): Map<string, number> {
  return new Map(
    [...known].filter(([name, length]) => {
      const lengths = seen.get(name);
      return length > 0 && lengths?.nulls === 0 && lengths.length === length;
    }),
  );
}

/**
 * The value of the footer's `ARROW:schema`: the schema's message of an IPC stream, in base64.
 * Source: https://arrow.apache.org/docs/cpp/parquet.html#roundtripping-arrow-types-and-schema
 */
export function arrowSchemaValue(schema: Schema): string {
  const stream = tableToIPC(new Table(schema), 'stream');
  return Buffer.from(stream.subarray(0, stream.length - IPC_END_BYTES)).toString('base64');
}
