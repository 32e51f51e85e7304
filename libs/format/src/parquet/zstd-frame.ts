/**
 * A zstd frame of parts that are stored and a part that zstd compressed, put together by hand.
 * Source: https://github.com/facebook/zstd/blob/dev/doc/zstd_compression_format.md
 */
const MAGIC = 0xfd2fb528;
/** Descriptor of a frame of one segment, whose content size has 4 bytes. */
const ONE_SEGMENT = 0xa0;
const ONE_SEGMENT_FLAG = 0x20;
const CHECKSUM_FLAG = 0x04;
/** Bytes of the content size, by the two highest bits of the descriptor; none stands for 1 in a frame of one segment. */
const SIZE_BYTES = [0, 2, 4, 8] as const;
const HEADER_BYTES = 9;
const BLOCK_HEADER_BYTES = 3;
/** What a block holds at the most. */
const BLOCK_BYTES = 128 * 1024;

/**
 * The pieces of a frame of which `stored` comes first, as it is, and then what `compressed` is a frame of.
 * @param compressed as zstd makes it, of a content of so many bytes
 */
export function zstdFrame(
  stored: readonly Uint8Array[],
  compressed?: { readonly frame: Uint8Array; readonly contentBytes: number },
): Uint8Array[] {
  const blocks = stored.flatMap(blocksOf);
  // A frame has a block at least.
  if (blocks.length === 0 && compressed === undefined) blocks.push(new Uint8Array());
  const size = stored.reduce((sum, { length }) => sum + length, compressed?.contentBytes ?? 0);
  const frame = [headerOf(size)];
  for (const [index, block] of blocks.entries()) {
    const isLast = compressed === undefined && index === blocks.length - 1;
    frame.push(rawBlockHeader(block.length, isLast), block);
  }
  // Its blocks tell matches by their distance, and so mean the same wherever they come to lie.
  if (compressed !== undefined) frame.push(compressed.frame.subarray(headerBytesOf(compressed.frame)));
  return frame;
}

function blocksOf(bytes: Uint8Array): Uint8Array[] {
  return Array.from({ length: Math.ceil(bytes.length / BLOCK_BYTES) }, (_, index) =>
    bytes.subarray(index * BLOCK_BYTES, (index + 1) * BLOCK_BYTES),
  );
}

function headerOf(contentBytes: number): Uint8Array {
  const header = new DataView(new ArrayBuffer(HEADER_BYTES));
  header.setUint32(0, MAGIC, true);
  header.setUint8(4, ONE_SEGMENT);
  header.setUint32(5, contentBytes, true);
  return new Uint8Array(header.buffer);
}

/** Of a block of the type raw, which is 0. */
function rawBlockHeader(bytes: number, isLast: boolean): Uint8Array {
  const header = (bytes << 3) | (isLast ? 1 : 0);
  return Uint8Array.from({ length: BLOCK_HEADER_BYTES }, (_, index) => header >>> (8 * index));
}

function headerBytesOf(frame: Uint8Array): number {
  const descriptor = frame[4]!;
  if ((descriptor & CHECKSUM_FLAG) !== 0)
    throw new Error('a zstd frame with a checksum cannot become a part');
  const isOneSegment = (descriptor & ONE_SEGMENT_FLAG) !== 0;
  const size = SIZE_BYTES[(descriptor >>> 6) as 0 | 1 | 2 | 3];
  return 4 + 1 + (isOneSegment ? Math.max(size, 1) : 1 + size);
}
