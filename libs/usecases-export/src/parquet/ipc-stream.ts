import { RecordBatchStreamWriter, type RecordBatch } from 'apache-arrow';

/**
 * The memory of the last stream, used again for the next one: those of one export are about as long as one another, tens
 * of megabytes that would else be garbage.
 */
let memory = new Uint8Array();

/** Keeps the pieces of a stream where Arrow would join them, which takes a copy, and skips those that lie together. */
class PiecesWriter extends RecordBatchStreamWriter {
  readonly pieces: Uint8Array[] = [];

  protected override _write(piece: ArrayBufferView): this {
    this.pieces.push(new Uint8Array(piece.buffer, piece.byteOffset, piece.byteLength));
    return this;
  }
}

/** A batch as an Arrow IPC stream. It is there until the next call. */
export function ipcStream(batch: RecordBatch): Uint8Array {
  const writer = new PiecesWriter();
  writer.write(batch);
  writer.finish();
  const bytes = writer.pieces.reduce((sum, { length }) => sum + length, 0);
  if (memory.length < bytes) memory = new Uint8Array(bytes);
  let position = 0;
  for (const piece of writer.pieces) {
    memory.set(piece, position);
    position += piece.length;
  }
  return memory.subarray(0, bytes);
}
