import { ExportError } from '@weaviate-export/entities-export';
import { Base, type EncodedRowGroup } from './encoded-row-group.ts';
import { FileMetaData, KeyValue, MAGIC, RowGroup, trailerOf } from './footer.ts';
import { relocate } from './relocatable.ts';
import { ThriftType, ThriftWriter, type ThriftField } from './thrift-compact.ts';

/** Highest ordinal of a row group: the field has 16 bits, and is optional. */
const MAX_ORDINAL = 32_767;
/** Column chunks whose metadata is written in one go: about 1 ms of work. */
const CHUNKS_PER_SLICE = 320;

/** A row group that lies in the file: its metadata alone. */
interface Joined extends Pick<EncodedRowGroup, 'metadata' | 'columnIndexes' | 'offsetIndexes'> {
  /** Where its first page begins. */
  readonly start: number;
}

/** Where the indexes of a row group lie, by chunk, and how long its offset indexes are. */
interface IndexPlaces {
  readonly columns: readonly number[];
  readonly offsets: { readonly places: readonly number[]; readonly bytes: readonly number[] };
}

/**
 * Joins row groups into one file, one behind the other. Pages are copied as they are, and what tells positions is filled
 * in; nothing is parsed. Holds metadata alone, about 2 KB a row group of ten columns.
 */
export class JoinedRowGroups {
  rows = 0;
  #position = MAGIC.length;
  /** What the first row group says of the footer. */
  #first: Pick<EncodedRowGroup, 'version' | 'schema' | 'footerEnd'> | undefined;
  readonly #rowGroups: Joined[] = [];

  get rowGroups(): number {
    return this.#rowGroups.length;
  }

  /** The schema of the file as a Thrift struct; undefined before the first row group. */
  get schema(): Uint8Array | undefined {
    if (this.#first === undefined) return undefined;
    const writer = new ThriftWriter();
    writer.fieldHeader(FileMetaData.SCHEMA, 0, ThriftType.LIST);
    writer.raw(this.#first.schema);
    writer.stop();
    return writer.bytes();
  }

  /**
   * Takes the next row group; its pages come next in the file.
   * @throws ExportError SCHEMA_DIFFERS with the name given
   */
  append(rowGroup: EncodedRowGroup, name: string): void {
    const { rows, pages, version, schema, footerEnd, metadata, columnIndexes, offsetIndexes } = rowGroup;
    this.#first ??= { version, schema, footerEnd };
    if (Buffer.compare(this.#first.schema, schema) !== 0)
      throw new ExportError('SCHEMA_DIFFERS', [name, this.rowGroups]);
    this.#rowGroups.push({ metadata, columnIndexes, offsetIndexes, start: this.#position });
    for (const piece of pages) this.#position += piece.length;
    this.rows += rows;
  }

  /**
   * What comes behind the last row group's pages: the indexes and the footer, in pieces, so that a caller can let other
   * work in between.
   */
  *finish(keyValues: ReadonlyMap<string, string>): Generator<Uint8Array> {
    if (this.#first === undefined) throw new ExportError('PARQUET_INVALID', ['a file needs a row group']);
    // All column indexes, then all offset indexes: some readers fetch each kind as one range.
    const columns: number[][] = [];
    for (const { columnIndexes } of this.#rowGroups) {
      columns.push(this.#place([0, ...columnIndexes.ends]));
      yield columnIndexes.bytes;
    }
    const offsets: IndexPlaces['offsets'][] = [];
    for (const { offsetIndexes, start } of this.#rowGroups) {
      const piece = new ThriftWriter();
      const bytes = relocate(offsetIndexes, piece, (_base, distance) => start + distance, offsetIndexes.ends);
      let end = 0;
      offsets.push({ places: this.#place([0, ...bytes.map((length) => (end += length))]), bytes });
      yield piece.bytes();
    }
    let footerBytes = 0;
    const sized = (writer: ThriftWriter): Uint8Array => {
      footerBytes += writer.length;
      return writer.bytes();
    };

    const head = new ThriftWriter();
    head.fieldHeader(FileMetaData.VERSION, 0, ThriftType.I32);
    head.integer(this.#first.version);
    head.fieldHeader(FileMetaData.SCHEMA, FileMetaData.VERSION, ThriftType.LIST);
    head.raw(this.#first.schema);
    head.fieldHeader(FileMetaData.NUM_ROWS, FileMetaData.SCHEMA, ThriftType.I64);
    head.integer(this.rows);
    head.fieldHeader(FileMetaData.ROW_GROUPS, FileMetaData.NUM_ROWS, ThriftType.LIST);
    head.listHeader(this.#rowGroups.length, ThriftType.STRUCT);
    yield sized(head);

    const perSlice = Math.ceil(CHUNKS_PER_SLICE / this.#rowGroups[0]!.offsetIndexes.ends.length);
    for (let from = 0; from < this.#rowGroups.length; from += perSlice) {
      const slice = new ThriftWriter();
      for (let index = from; index < Math.min(from + perSlice, this.#rowGroups.length); index++)
        this.#describe(index, { columns: columns[index]!, offsets: offsets[index]! }, slice);
      yield sized(slice);
    }

    const tail = new ThriftWriter();
    tail.fields([[FileMetaData.KEY_VALUES, keyValueField(keyValues)]], FileMetaData.ROW_GROUPS);
    tail.raw(this.#first.footerEnd);
    yield sized(tail);

    yield trailerOf(footerBytes);
  }

  /** Where pieces come to lie that begin and end there, one behind the other. */
  #place(bounds: readonly number[]): number[] {
    const places = bounds.slice(0, -1).map((bound) => this.#position + bound);
    this.#position += bounds.at(-1)!;
    return places;
  }

  #describe(ordinal: number, { columns, offsets }: IndexPlaces, writer: ThriftWriter): void {
    const { metadata, start } = this.#rowGroups[ordinal]!;
    relocate(metadata, writer, (base, distance) => {
      switch (base) {
        case Base.PAGES:
          return start + distance;
        case Base.COLUMN_INDEX:
          return columns[distance]!;
        case Base.OFFSET_INDEX:
          return offsets.places[distance]!;
        default:
          return offsets.bytes[distance]!;
      }
    });
    if (ordinal <= MAX_ORDINAL) {
      writer.fieldHeader(RowGroup.ORDINAL, RowGroup.TOTAL_COMPRESSED_BYTES, ThriftType.I16);
      writer.integer(ordinal);
    }
    writer.stop();
  }
}

/** The footer's key-value metadata, in order of key. */
function keyValueField(keyValues: ReadonlyMap<string, string>): ThriftField {
  const text = (value: string): ThriftField => ({
    type: ThriftType.BINARY,
    value: Buffer.from(value, 'utf8'),
  });
  const items = [...keyValues]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(
      ([key, value]) =>
        new Map([
          [KeyValue.KEY, text(key)],
          [KeyValue.VALUE, text(value)],
        ]),
    );
  return { type: ThriftType.LIST, value: { elementType: ThriftType.STRUCT, items } };
}
