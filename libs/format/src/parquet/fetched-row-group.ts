import type { RandomAccess } from './random-access.ts';
import { FileMetaData } from './footer.ts';
import { stretches } from './row-group-copy.ts';
import type { StoredFile, StoredRowGroup } from './stored-file.ts';
import type { ThriftStruct } from './thrift-compact.ts';

/** A row group with its pages, apart from the file that it lies in: structured clone takes it to another thread. */
export interface FetchedRowGroup {
  /** Of the file, for messages. */
  readonly name: string;
  /** Which row group of the file. */
  readonly index: number;
  readonly metadata: ThriftStruct;
  readonly group: StoredRowGroup;
  readonly pieces: readonly FetchedPiece[];
}

/** Bytes of the file from `start` on. */
interface FetchedPiece {
  readonly start: number;
  readonly bytes: Uint8Array<ArrayBuffer>;
}

/**
 * Reads all pages of a row group, as they lie in the file.
 * @throws what reading it throws
 */
export async function fetchRowGroup(file: StoredFile, index: number): Promise<FetchedRowGroup> {
  const group = file.rowGroups[index]!;
  const pieces: FetchedPiece[] = [];
  for (const stretch of stretches(group.chunks)) {
    const [first, last] = [stretch[0]!, stretch.at(-1)!];
    const read = await file.source.read(first.start, last.start + last.bytes - first.start);
    pieces.push({ start: first.start, bytes: ownMemory(read) });
  }
  const { source, metadata } = file;
  const schema = new Map([...metadata].filter(([field]) => field !== FileMetaData.ROW_GROUPS));
  return { name: source.name, index, metadata: schema, group, pieces };
}

/** The memory that goes to the other thread with it. */
export function memoryOf({ pieces }: FetchedRowGroup): ArrayBuffer[] {
  return [...new Set(pieces.map(({ bytes }) => bytes.buffer))];
}

/** What was fetched as a file of which nothing else can be read. */
export function fileOf({ name, index, metadata, group, pieces }: FetchedRowGroup): StoredFile {
  const rowGroups: StoredRowGroup[] = [];
  rowGroups[index] = group;
  const source: RandomAccess = {
    name,
    bytes: 0,
    read: async (start, length) => {
      const piece = pieces.find((one) => start >= one.start && start < one.start + one.bytes.length);
      return piece?.bytes.subarray(start - piece.start, start - piece.start + length) ?? new Uint8Array(0);
    },
  };
  return { source, metadata, keyValues: new Map(), rows: group.rows, rowGroups };
}

/** As it is where nothing else lies in its memory: it would go to the other thread as well. */
function ownMemory(bytes: Uint8Array): Uint8Array<ArrayBuffer> {
  const { buffer } = bytes;
  return buffer instanceof ArrayBuffer && buffer.byteLength === bytes.length
    ? new Uint8Array(buffer)
    : new Uint8Array(bytes);
}
