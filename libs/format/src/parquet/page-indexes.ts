import {
  ColumnChunk,
  integer,
  OffsetIndex,
  PageLocation,
  RowGroup,
  setI32,
  setI64,
  shift,
  structs,
} from './footer.ts';
import { readThriftStruct, writeThriftStruct, type ThriftStruct } from './thrift-compact.ts';

/** The bytes of a column chunk's page indexes. */
export interface PageIndexes {
  /** Lowest and highest value of each page, where statistics were kept of them. */
  readonly column?: Uint8Array;
  /** Where each page begins. */
  readonly offset?: Uint8Array;
}

/** Where an index lies in a file. */
export interface IndexPlace {
  readonly offset: number;
  readonly length: number;
}

export interface IndexPlaces {
  readonly column: IndexPlace | undefined;
  readonly offset: IndexPlace | undefined;
}

/** The indexes of a chunk: the column index as it is, the offset index with its pages' new places. */
export function takeIndexes(file: Uint8Array, chunk: ThriftStruct, by: number): PageIndexes {
  const slice = (at: number, length: number): Uint8Array | undefined => {
    const [offset, bytes] = [integer(chunk, at), integer(chunk, length)];
    return offset === undefined || bytes === undefined ? undefined : file.slice(offset, offset + bytes);
  };
  const column = slice(ColumnChunk.COLUMN_INDEX_OFFSET, ColumnChunk.COLUMN_INDEX_LENGTH);
  const offset = slice(ColumnChunk.OFFSET_INDEX_OFFSET, ColumnChunk.OFFSET_INDEX_LENGTH);
  const indexes: { -readonly [Kind in keyof PageIndexes]: PageIndexes[Kind] } = {};
  if (column !== undefined) indexes.column = column;
  if (offset !== undefined) {
    const { struct } = readThriftStruct(offset);
    for (const location of structs(struct, OffsetIndex.PAGE_LOCATIONS))
      shift(location, PageLocation.OFFSET, by);
    indexes.offset = writeThriftStruct(struct);
  }
  return indexes;
}

/** A row group's metadata with the places of its columns' indexes. */
export function withIndexes(metadata: Uint8Array, places: readonly IndexPlaces[]): ThriftStruct {
  const { struct } = readThriftStruct(metadata);
  setIndexes(struct, places);
  return struct;
}

/** Says in a row group's metadata where the indexes of its columns lie. */
export function setIndexes(rowGroup: ThriftStruct, places: readonly IndexPlaces[]): void {
  structs(rowGroup, RowGroup.COLUMNS).forEach((chunk, index) => {
    const { column, offset } = places[index]!;
    setPlace(chunk, ColumnChunk.OFFSET_INDEX_OFFSET, ColumnChunk.OFFSET_INDEX_LENGTH, offset);
    setPlace(chunk, ColumnChunk.COLUMN_INDEX_OFFSET, ColumnChunk.COLUMN_INDEX_LENGTH, column);
  });
}

function setPlace(
  chunk: ThriftStruct,
  offsetField: number,
  lengthField: number,
  place: IndexPlace | undefined,
): void {
  if (place === undefined) return;
  setI64(chunk, offsetField, place.offset);
  setI32(chunk, lengthField, place.length);
}
