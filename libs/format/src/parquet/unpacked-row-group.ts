import { type UnpackedChunk, unpackChunk } from './chunk-unpacker.ts';
import { type FetchedRowGroup, MOST_ROW_GROUP_BYTES } from './fetched-row-group.ts';
import {
  ColumnChunk,
  ColumnMetaData,
  FileMetaData,
  integer,
  MAGIC,
  requiredInteger,
  requiredStruct,
  requiredText,
  RowGroup,
  SchemaElement,
  setI32,
  setI64,
  setStructs,
  structs,
  texts,
  trailerOf,
} from './footer.ts';
import { leavesOf, type SchemaLeaf } from './schema-leaves.ts';
import { readThriftStruct, ThriftType, writeThriftStruct, type ThriftStruct } from './thrift-compact.ts';

/** A column chunk that was fetched, with its place in the schema. */
export interface FetchedChunk {
  readonly leaf: SchemaLeaf;
  readonly metadata: ThriftStruct;
  readonly pages: Uint8Array;
  /** Of its pages, and those in front that are not asked for. */
  readonly rows: number;
  readonly lead: number;
}

/** A row group that was fetched, unpacked column by column. */
export class UnpackedRowGroup {
  readonly rows: number;
  readonly chunks: readonly FetchedChunk[];
  /** Where its rows begin in the row group: other than 0 for some rows of it. */
  readonly firstRow: number;
  /** The pages of a chunk may begin and end with other rows, and so each column is a file of its own. */
  readonly isWindow: boolean;
  readonly #footer: ThriftStruct;

  /** @throws Error where the chunks are not those of the schema */
  constructor({ footer, pages, rows, window }: FetchedRowGroup) {
    this.rows = rows;
    this.firstRow = window?.firstRow ?? 0;
    this.isWindow = window !== undefined;
    this.#footer = readThriftStruct(footer).struct;
    const [rowGroup] = structs(this.#footer, FileMetaData.ROW_GROUPS);
    const leaves = new Map(leavesOf(this.#footer).map((leaf) => [JSON.stringify(leaf.path), leaf]));
    this.chunks = structs(rowGroup!, RowGroup.COLUMNS).map((metadata, index) => {
      const own = requiredStruct(metadata, ColumnChunk.META_DATA);
      const path = texts(own, ColumnMetaData.PATH);
      const leaf = leaves.get(JSON.stringify(path));
      if (leaf === undefined || requiredInteger(own, ColumnMetaData.TYPE) !== leaf.type)
        throw new Error(`its column ${path.join('.')} is not one of the schema`);
      const { lead, rows: ofPages } = window?.chunks[index] ?? { lead: 0, rows };
      return { leaf, metadata, pages: pages[index]!, lead, rows: ofPages };
    });
  }

  /** The names of its columns. */
  get columns(): ReadonlySet<string> {
    return new Set(this.chunks.map(({ leaf }) => leaf.path[0]!));
  }

  /** @throws DamagedColumn */
  unpack({ leaf, metadata, pages, rows }: FetchedChunk): UnpackedChunk {
    return unpackChunk(pages, metadata, leaf, rows, this.isWindow);
  }

  /**
   * Some columns as a file of their own, whose pages are not compressed: the decoder that throws takes whole files in memory.
   * @throws DamagedColumn, or Error where they are too large
   */
  file(
    isWanted: (column: string) => boolean,
    unpack = (chunk: FetchedChunk) => this.unpack(chunk),
  ): Uint8Array {
    const wanted = this.chunks.filter(({ leaf }) => isWanted(leaf.path[0]!));
    const unpacked = wanted.map(unpack);
    const rows = wanted[0]?.rows ?? this.rows;
    const decoded = unpacked.reduce((sum, { decodedBytes }) => sum + decodedBytes, 0);
    if (decoded > MOST_ROW_GROUP_BYTES)
      throw new Error(`it takes ${decoded} bytes decoded: at most ${MOST_ROW_GROUP_BYTES} are allowed`);
    let position = MAGIC.length;
    const columns = unpacked.map(({ metadata, bytes }) => {
      const chunk = placed(metadata, position);
      position += bytes;
      return chunk;
    });
    const rowGroup: ThriftStruct = new Map();
    setStructs(rowGroup, RowGroup.COLUMNS, columns);
    setI64(rowGroup, RowGroup.TOTAL_BYTES, position - MAGIC.length);
    setI64(rowGroup, RowGroup.NUM_ROWS, rows);
    const footer: ThriftStruct = new Map(this.#footer);
    setI64(footer, FileMetaData.NUM_ROWS, rows);
    setStructs(footer, FileMetaData.SCHEMA, schemaOf(structs(footer, FileMetaData.SCHEMA), isWanted));
    setStructs(footer, FileMetaData.ROW_GROUPS, [rowGroup]);
    const written = writeThriftStruct(footer);
    return joined(
      [MAGIC, ...unpacked.flatMap(({ pieces }) => pieces), written, trailerOf(written.length)],
      position + written.length + trailerOf(0).length,
    );
  }
}

function joined(pieces: readonly Uint8Array[], length: number): Uint8Array {
  const all = new Uint8Array(length);
  let position = 0;
  for (const piece of pieces) {
    all.set(piece, position);
    position += piece.length;
  }
  return all;
}

/** A chunk whose offsets are counted from its first page, at its place in a file. */
function placed(metadata: ThriftStruct, start: number): ThriftStruct {
  const own: ThriftStruct = new Map(metadata);
  for (const field of [ColumnMetaData.DATA_PAGE, ColumnMetaData.DICTIONARY_PAGE]) {
    const offset = integer(own, field);
    if (offset !== undefined) setI64(own, field, offset + start);
  }
  const chunk: ThriftStruct = new Map();
  setI64(chunk, ColumnChunk.FILE_OFFSET, 0);
  chunk.set(ColumnChunk.META_DATA, { type: ThriftType.STRUCT, value: own });
  return chunk;
}

/** The elements of some columns, with the root that they have then. */
function schemaOf(
  [root, ...elements]: readonly ThriftStruct[],
  isWanted: (column: string) => boolean,
): ThriftStruct[] {
  if (root === undefined) throw new Error('it has no schema');
  const kept: ThriftStruct[] = [];
  let columns = 0;
  for (let start = 0, end: number; start < elements.length; start = end) {
    end = start;
    // A column ends where no element is waited for any more.
    for (let awaited = 1; awaited > 0 && end < elements.length; end++)
      awaited += (integer(elements[end]!, SchemaElement.NUM_CHILDREN) ?? 0) - 1;
    if (!isWanted(requiredText(elements[start]!, SchemaElement.NAME))) continue;
    kept.push(...elements.slice(start, end));
    columns += 1;
  }
  const own: ThriftStruct = new Map(root);
  setI32(own, SchemaElement.NUM_CHILDREN, columns);
  return [own, ...kept];
}
