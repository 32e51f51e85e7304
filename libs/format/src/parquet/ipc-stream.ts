import { RecordBatchStreamWriter, type RecordBatch } from 'apache-arrow';
import { lendMemory } from '../columns/column-memory.ts';

/** Keeps the pieces of a stream where Arrow would join them, which takes a copy, and skips those that lie together. */
class PiecesWriter extends RecordBatchStreamWriter {
  readonly pieces: Uint8Array[] = [];

  protected override _write(piece: ArrayBufferView): this {
    this.pieces.push(new Uint8Array(piece.buffer, piece.byteOffset, piece.byteLength));
    return this;
  }
}

/** A batch as an Arrow IPC stream, in memory of the columns', to be given back. */
export function ipcStream(batch: RecordBatch): Uint8Array {
  const writer = new PiecesWriter();
  writer.write(batch);
  writer.finish();
  const bytes = writer.pieces.reduce((sum, { length }) => sum + length, 0);
  const stream = new Uint8Array(lendMemory(bytes), 0, bytes);
  let position = 0;
  for (const piece of writer.pieces) {
    stream.set(piece, position);
    position += piece.length;
  }
  return stream;
}
