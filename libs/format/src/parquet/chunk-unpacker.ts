import { crc32 } from 'node:zlib';
import {
  ColumnChunk,
  ColumnMetaData,
  DataPageHeader,
  DataPageHeaderV2,
  DictionaryPageHeader,
  integer,
  optionalStruct,
  PageHeader,
  requiredInteger,
  requiredStruct,
  setI32,
  setI64,
  Statistics,
} from './footer.ts';
import { countLevels, PageType, takeLevels } from './page-levels.ts';
import { unpackPage } from './page-unpacker.ts';
import { checkValues, type Dictionary, readDictionary } from './page-values.ts';
import type { SchemaLeaf } from './schema-leaves.ts';
import { readThriftStruct, ThriftType, writeThriftStruct, type ThriftStruct } from './thrift-compact.ts';

/** Most bytes of pages of a chunk that are unpacked together where it is not read whole: a window has far fewer. */
const MOST_PART_BYTES = 1024 * 1024 * 1024;
/** What the decoder needs beside a value for its levels, in bytes: it holds them as numbers of 16 bits. */
const LEVEL_BYTES = 4;

/** A column chunk whose pages are not compressed any more. */
export interface UnpackedChunk {
  /** Headers and bodies of its pages, one behind the other. */
  readonly pieces: readonly Uint8Array[];
  readonly bytes: number;
  readonly metadata: ThriftStruct;
  /** What the decoder makes of it, about, in bytes. */
  readonly decodedBytes: number;
}

/** What of a column is not what it should be. */
export class DamagedColumn extends Error {
  override readonly name = 'DamagedColumn';
  /** Its path in the schema. */
  readonly column: string;
  /** Of the row group, where its page begins. */
  readonly row: number | undefined;

  constructor(column: string, problem: string, { row, cause }: { row?: number; cause?: unknown } = {}) {
    super(`column ${column} ${problem}`, { cause });
    this.column = column;
    this.row = row;
  }
}

/** What has been counted in the pages so far. */
interface Tally {
  values: number;
  rows: number;
  nulls: number;
  decodedBytes: number;
  dictionary: Dictionary | undefined;
}

/**
 * Unpacks the pages of a chunk, each into no more bytes than its header says, and holds them to it: sizes, levels, rows and
 * values have to be as many as page and footer claim. So nothing that the decoder makes of them is larger than
 * `decodedBytes`.
 * @param bytes its pages as they are stored
 * @param chunk its metadata, as the footer has it
 * @param rows that the pages have
 * @param isPart of the chunk, these are some pages alone
 * @throws DamagedColumn
 */
export function unpackChunk(
  bytes: Uint8Array,
  chunk: ThriftStruct,
  leaf: SchemaLeaf,
  rows: number,
  isPart = false,
): UnpackedChunk {
  const tally: Tally = { values: 0, rows: 0, nulls: 0, decodedBytes: 0, dictionary: undefined };
  const at = (problem: string, cause?: unknown): DamagedColumn =>
    new DamagedColumn(leaf.path.join('.'), problem, { row: tally.rows, cause });
  const metadata = requiredStruct(chunk, ColumnChunk.META_DATA);
  const codec = requiredInteger(metadata, ColumnMetaData.CODEC);
  const told = requiredInteger(metadata, ColumnMetaData.TOTAL_BYTES);
  const claimed = isPart ? Math.min(told, MOST_PART_BYTES) : told;
  const pieces: Uint8Array[] = [];
  const offsets = { dictionary: undefined as number | undefined, data: undefined as number | undefined };
  let [position, unpackedBytes, page] = [0, 0, 0];
  while (position < bytes.length) {
    try {
      const { struct: header, end } = readThriftStruct(bytes, position);
      const packed = requiredInteger(header, PageHeader.COMPRESSED_BYTES);
      const size = requiredInteger(header, PageHeader.UNCOMPRESSED_BYTES);
      if (packed < 0 || size < 0 || end + packed > bytes.length) throw new Error('ends outside of it');
      unpackedBytes += end - position + size;
      if (unpackedBytes > claimed)
        throw new Error(
          `is one of pages of ${unpackedBytes} bytes where ${claimed} are ${claimed === told ? 'what the footer says' : 'the most that is read together'}`,
        );
      const type = requiredInteger(header, PageHeader.TYPE);
      const stored = bytes.subarray(end, end + packed);
      checkCrc(header, stored);
      const body = unpackBody(header, type, stored, size, codec);
      checkPage(header, type, body, leaf, tally);
      if (type === PageType.DICTIONARY) offsets.dictionary ??= lengthOf(pieces);
      else if (type !== PageType.INDEX) offsets.data ??= lengthOf(pieces);
      pieces.push(plainHeader(header, body), body);
      position = end + packed;
    } catch (cause) {
      throw at(`has a page (${page}) that ${(cause as Error).message}`, cause);
    }
    page += 1;
  }
  const values = requiredInteger(metadata, ColumnMetaData.NUM_VALUES);
  if (!isPart && tally.values !== values)
    throw at(`has ${tally.values} values where the footer says ${values}`);
  if (tally.rows !== rows)
    throw at(`has ${tally.rows} rows where ${isPart ? 'its index' : 'the footer'} says ${rows}`);
  const statistics = optionalStruct(metadata, ColumnMetaData.STATISTICS);
  const nulls = statistics && integer(statistics, Statistics.NULLS);
  if (!isPart && nulls !== undefined && leaf.mostRepeated === 0 && nulls !== tally.nulls)
    throw at(`has ${tally.nulls} NULLs where the footer says ${nulls}`);
  const total = lengthOf(pieces);
  return {
    pieces,
    bytes: total,
    metadata: describe(metadata, offsets, { bytes: total, values: tally.values }),
    decodedBytes: tally.decodedBytes,
  };
}

/** Sees that a page is what its checksum says, where it has one. */
function checkCrc(header: ThriftStruct, stored: Uint8Array): void {
  const crc = integer(header, PageHeader.CRC);
  if (crc !== undefined && (crc | 0) !== (crc32(stored) | 0)) throw new Error('differs from its checksum');
}

function unpackBody(
  header: ThriftStruct,
  type: number,
  stored: Uint8Array,
  size: number,
  codec: number,
): Uint8Array {
  if (type !== PageType.DATA_V2) return unpackPage(codec, stored, size);
  const own = requiredStruct(header, PageHeader.DATA_PAGE_HEADER_V2);
  // Levels are not compressed, and lie in front.
  const levels =
    requiredInteger(own, DataPageHeaderV2.REPETITION_BYTES) +
    requiredInteger(own, DataPageHeaderV2.DEFINITION_BYTES);
  const isStored = own.get(DataPageHeaderV2.IS_COMPRESSED)?.value === false;
  if (levels < 0 || levels > Math.min(size, stored.length))
    throw new Error('has levels that end outside of it');
  const values = unpackPage(isStored ? 0 : codec, stored.subarray(levels), size - levels);
  if (values.byteOffset === stored.byteOffset + levels && values.buffer === stored.buffer) return stored;
  const body = new Uint8Array(size);
  body.set(stored.subarray(0, levels));
  body.set(values, levels);
  return body;
}

function checkPage(
  header: ThriftStruct,
  type: number,
  body: Uint8Array,
  leaf: SchemaLeaf,
  tally: Tally,
): void {
  switch (type) {
    case PageType.DICTIONARY: {
      const own = requiredStruct(header, PageHeader.DICTIONARY_PAGE_HEADER);
      if (tally.dictionary !== undefined) throw new Error('is a second dictionary');
      tally.dictionary = readDictionary(leaf, body, requiredInteger(own, DictionaryPageHeader.NUM_VALUES));
      return;
    }
    case PageType.DATA: {
      const own = requiredStruct(header, PageHeader.DATA_PAGE_HEADER);
      const values = requiredInteger(own, DataPageHeader.NUM_VALUES);
      const repeated = takeLevels(body, 0, leaf.mostRepeated);
      const defined = takeLevels(body, repeated.end, leaf.mostDefined);
      const data = {
        encoding: requiredInteger(own, DataPageHeader.ENCODING),
        bytes: body.subarray(defined.end),
      };
      return checkData(leaf, values, repeated.levels, defined.levels, data, tally);
    }
    case PageType.DATA_V2: {
      const own = requiredStruct(header, PageHeader.DATA_PAGE_HEADER_V2);
      const repeated = requiredInteger(own, DataPageHeaderV2.REPETITION_BYTES);
      const end = repeated + requiredInteger(own, DataPageHeaderV2.DEFINITION_BYTES);
      const data = { encoding: requiredInteger(own, DataPageHeaderV2.ENCODING), bytes: body.subarray(end) };
      const values = requiredInteger(own, DataPageHeaderV2.NUM_VALUES);
      const before = tally.rows;
      checkData(leaf, values, body.subarray(0, repeated), body.subarray(repeated, end), data, tally);
      const rows = requiredInteger(own, DataPageHeaderV2.NUM_ROWS);
      if (tally.rows - before !== rows)
        throw new Error(`has ${tally.rows - before} rows where its header says ${rows}`);
      return;
    }
    case PageType.INDEX:
      return;
    default:
      throw new Error(`is of the unknown type ${type}`);
  }
}

function checkData(
  leaf: SchemaLeaf,
  values: number,
  repeated: Uint8Array,
  defined: Uint8Array,
  data: { readonly encoding: number; readonly bytes: Uint8Array },
  tally: Tally,
): void {
  if (values < 0) throw new Error(`claims ${values} values`);
  const rows = leaf.mostRepeated === 0 ? values : countLevels(repeated, leaf.mostRepeated, values, 0);
  const there =
    leaf.mostDefined === 0 ? values : countLevels(defined, leaf.mostDefined, values, leaf.mostDefined);
  const decoded = checkValues(leaf, data.encoding, data.bytes, there, tally.dictionary);
  tally.values += values;
  tally.rows += rows;
  tally.nulls += values - there;
  tally.decodedBytes += decoded + values * LEVEL_BYTES;
}

/** The header of a page that is not compressed any more. */
function plainHeader(header: ThriftStruct, body: Uint8Array): Uint8Array {
  const own: ThriftStruct = new Map(header);
  own.delete(PageHeader.CRC);
  setI32(own, PageHeader.COMPRESSED_BYTES, body.length);
  const second = optionalStruct(own, PageHeader.DATA_PAGE_HEADER_V2);
  if (second !== undefined) {
    const changed: ThriftStruct = new Map(second);
    changed.set(DataPageHeaderV2.IS_COMPRESSED, { type: ThriftType.FALSE, value: false });
    own.set(PageHeader.DATA_PAGE_HEADER_V2, { type: ThriftType.STRUCT, value: changed });
  }
  return writeThriftStruct(own);
}

/** The metadata of a chunk with its pages unpacked, counted from its first page; without what lies elsewhere in the file. */
function describe(
  metadata: ThriftStruct,
  offsets: { readonly dictionary: number | undefined; readonly data: number | undefined },
  { bytes, values }: { readonly bytes: number; readonly values: number },
): ThriftStruct {
  const own: ThriftStruct = new Map(metadata);
  setI64(own, ColumnMetaData.NUM_VALUES, values);
  const elsewhere = [
    ColumnMetaData.INDEX_PAGE,
    ColumnMetaData.STATISTICS,
    ColumnMetaData.BLOOM_FILTER_OFFSET,
    ColumnMetaData.BLOOM_FILTER_LENGTH,
    ColumnMetaData.SIZE_STATISTICS,
  ];
  for (const field of elsewhere) own.delete(field);
  setI32(own, ColumnMetaData.CODEC, 0);
  setI64(own, ColumnMetaData.TOTAL_BYTES, bytes);
  setI64(own, ColumnMetaData.TOTAL_COMPRESSED_BYTES, bytes);
  setI64(own, ColumnMetaData.DATA_PAGE, offsets.data ?? 0);
  if (offsets.dictionary === undefined) own.delete(ColumnMetaData.DICTIONARY_PAGE);
  else setI64(own, ColumnMetaData.DICTIONARY_PAGE, offsets.dictionary);
  return own;
}

function lengthOf(pieces: readonly Uint8Array[]): number {
  return pieces.reduce((sum, { length }) => sum + length, 0);
}
