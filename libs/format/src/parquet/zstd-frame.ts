/**
 * A zstd frame put together by hand: its bytes are stored, in raw blocks.
 * Source: https://github.com/facebook/zstd/blob/dev/doc/zstd_compression_format.md
 */
const MAGIC = 0xfd2fb528;
/** Descriptor of a frame of one segment, without a checksum, whose content size has 4 bytes. */
const ONE_SEGMENT = 0xa0;
const HEADER_BYTES = 9;
const BLOCK_HEADER_BYTES = 3;
/** What a block holds at the most. */
const BLOCK_BYTES = 128 * 1024;

/** The pieces of a frame of which these are the content, as they are; they are not copied. */
export function storedFrame(content: readonly Uint8Array[]): Uint8Array[] {
  const blocks = content.flatMap(blocksOf);
  // A frame has a block at least.
  if (blocks.length === 0) blocks.push(new Uint8Array());
  const frame = [headerOf(blocks.reduce((sum, { length }) => sum + length, 0))];
  for (const [index, block] of blocks.entries())
    frame.push(rawBlockHeader(block.length, index === blocks.length - 1), block);
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
