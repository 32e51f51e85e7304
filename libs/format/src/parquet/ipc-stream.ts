import { RecordBatchStreamWriter, type RecordBatch, type Schema } from 'apache-arrow';
import { lendMemory } from '../columns/column-memory.ts';

/** What ends a stream: the mark of a message, and a length of 0. */
const END = new Uint8Array(Int32Array.of(-1, 0).buffer);

/** Keeps the pieces of a stream where Arrow would join them, which takes a copy, and skips those that lie together. */
class PiecesWriter extends RecordBatchStreamWriter {
  pieces: Uint8Array[] = [];

  protected override _write(piece: ArrayBufferView): this {
    this.pieces.push(new Uint8Array(piece.buffer, piece.byteOffset, piece.byteLength));
    return this;
  }

  /** The pieces of a batch, whose schema is written. */
  take(batch: RecordBatch): Uint8Array[] {
    this._writeRecordBatch(batch);
    const taken = this.pieces;
    this.pieces = [];
    // For a file's footer, which a stream has not.
    this._recordBatchBlocks = [];
    return taken;
  }
}

/** The writer of each schema, and what it wrote of it: the same in front of every batch. */
const writers = new WeakMap<
  Schema,
  { readonly writer: PiecesWriter; readonly head: readonly Uint8Array[] }
>();

/** A batch of the schema as an Arrow IPC stream, in memory of the columns', to be given back. */
export function ipcStream(schema: Schema, batch: RecordBatch): Uint8Array {
  const pieces = [...piecesOf(schema, batch), END];
  const bytes = pieces.reduce((sum, { length }) => sum + length, 0);
  const stream = new Uint8Array(lendMemory(bytes), 0, bytes);
  let position = 0;
  for (const piece of pieces) {
    stream.set(piece, position);
    position += piece.length;
  }
  return stream;
}

function piecesOf(schema: Schema, batch: RecordBatch): Uint8Array[] {
  const known = writers.get(schema);
  if (known !== undefined) return [...known.head, ...known.writer.take(batch)];
  const writer = new PiecesWriter();
  writer.reset(undefined, schema);
  const head = writer.pieces;
  writer.pieces = [];
  writers.set(schema, { writer, head });
  return [...head, ...writer.take(batch)];
}
