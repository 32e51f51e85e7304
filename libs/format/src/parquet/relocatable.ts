import type { ThriftWriter } from './thrift-compact.ts';

/**
 * Thrift bytes without the integers that tell positions in a file that is not made yet, and what each of them is counted
 * from, as a linker's object files have it. Typed arrays alone: it goes from thread to thread, and is never parsed again.
 */
export interface Relocatable {
  readonly bytes: Uint8Array;
  /** Where an integer is left out, in rising order. */
  readonly positions: Uint32Array;
  readonly bases: Uint8Array;
  readonly distances: Float64Array;
}

/** What has been written, with what the writer left open. */
export function relocatable(writer: ThriftWriter): Relocatable {
  const { open } = writer;
  return {
    bytes: writer.bytes(),
    positions: Uint32Array.from(open, ({ position }) => position),
    bases: Uint8Array.from(open, ({ integer }) => integer.base),
    distances: Float64Array.from(open, ({ integer }) => integer.distance),
  };
}

/**
 * Writes the bytes with all integers in their places.
 * @param ends where pieces of the bytes end, the last one at their end
 * @returns how many bytes have been written of each piece
 */
export function relocate(
  { bytes, positions, bases, distances }: Relocatable,
  writer: ThriftWriter,
  integerAt: (base: number, distance: number) => number,
  ends: Iterable<number> = [bytes.length],
): number[] {
  let [copied, open] = [0, 0];
  return Array.from(ends, (end) => {
    const begun = writer.length;
    for (; positions[open]! < end; open++) {
      writer.raw(bytes.subarray(copied, positions[open]));
      copied = positions[open]!;
      writer.integer(integerAt(bases[open]!, distances[open]!));
    }
    writer.raw(bytes.subarray(copied, end));
    copied = end;
    return writer.length - begun;
  });
}
