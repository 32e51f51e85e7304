import { Buffer } from 'node:buffer';
import { ExportError, type ExportObject, exportObjectBytes } from '@weaviate-export/entities-export';
import { type NamedVectors, type StoredObject } from './stored-object.ts';

/**
 * The bytes of a stored object. Numbers and floats are little-endian, as on every platform that lmdb has builds for;
 * floats are copied as bytes, never as numbers, so that every bit of a NaN stays.
 *
 * | offset | type | what                                              |
 * | ------ | ---- | ------------------------------------------------- |
 * | 0      | u8   | version of this layout                            |
 * | 1      | u8   | flags: which parts the object has                 |
 * | 2      | u16  | number of named vectors                           |
 * | 4      | u32  | floats in all its vectors                         |
 * | 8, 16  | f64  | creation and update time, milliseconds since 1970 |
 * | 24     | u32  | floats in the unnamed vector                      |
 * | 28     | u32  | bytes of the properties                           |
 * | 32     | u32  | bytes of the directory, a multiple of 4           |
 *
 * Then the directory (an entry a named vector: bytes of the name u16, multi u8, 0 u8, vectors u32, floats in each u32,
 * the name), the floats of the unnamed vector, those of the named ones, and the properties as UTF-8 JSON.
 */
const LAYOUT_VERSION = 1;
const HEADER_BYTES = 36;
const ENTRY_BYTES = 12;
const FLOAT_BYTES = 4;
/** What a u16 of the layout can count: named vectors, and bytes of a name. */
const HIGHEST_U16 = 65_535;
/** Longest piece of a name that a message repeats, in characters. */
const SHOWN_CHARACTERS = 100;

const HAS_VECTOR = 1;
const HAS_NAMED_VECTORS = 2;
const HAS_PROPERTIES = 4;

/** Keeps a byte order mark: properties come back as they came. */
const TEXT = new TextDecoder('utf-8', { ignoreBOM: true });

/**
 * The bytes of an object of the class.
 * @throws ExportError VECTOR_INVALID where the layout has no room for so many named vectors or so long a name, or
 * where a name is empty
 */
export function encodeObject(className: string, object: ExportObject): Uint8Array {
  const properties =
    typeof object.properties === 'string' ? Buffer.from(object.properties, 'utf8') : object.properties;
  const named = Object.entries(object.namedVectors ?? {}).map(([name, value]) => ({
    name: Buffer.from(name, 'utf8'),
    multi: !(value instanceof Float32Array),
    vectors: value instanceof Float32Array ? [value] : value,
  }));
  assertCountable(className, 'vectors', named.length, 'named vectors');
  for (const { name } of named) {
    const label = `vector ${JSON.stringify(name.toString('utf8', 0, SHOWN_CHARACTERS))}`;
    assertCountable(className, label, name.length, 'bytes in its name');
    // The unnamed vector goes by it in the class's tally.
    if (name.length === 0) throw new ExportError('VECTOR_INVALID', [className, label, 'its name is empty']);
  }
  const vectors = [object.vector ?? new Float32Array(0), ...named.flatMap((entry) => entry.vectors)];
  const floats = vectors.reduce((sum, { length }) => sum + length, 0);
  const directoryBytes = named.reduce((sum, { name }) => sum + aligned(ENTRY_BYTES + name.length), 0);
  const floatsStart = HEADER_BYTES + directoryBytes;
  const propertiesStart = floatsStart + floats * FLOAT_BYTES;

  const bytes = new Uint8Array(propertiesStart + (properties?.length ?? 0));
  const view = new DataView(bytes.buffer);
  view.setUint8(0, LAYOUT_VERSION);
  view.setUint8(
    1,
    (object.vector === null ? 0 : HAS_VECTOR) |
      (object.namedVectors === null ? 0 : HAS_NAMED_VECTORS) |
      (properties === null ? 0 : HAS_PROPERTIES),
  );
  view.setUint16(2, named.length, true);
  view.setUint32(4, floats, true);
  view.setFloat64(8, object.creationTime, true);
  view.setFloat64(16, object.updateTime, true);
  view.setUint32(24, object.vector?.length ?? 0, true);
  view.setUint32(28, properties?.length ?? 0, true);
  view.setUint32(32, directoryBytes, true);

  let offset = HEADER_BYTES;
  for (const { name, multi, vectors } of named) {
    view.setUint16(offset, name.length, true);
    view.setUint8(offset + 2, multi ? 1 : 0);
    view.setUint32(offset + 4, vectors.length, true);
    view.setUint32(offset + 8, vectors[0]?.length ?? 0, true);
    bytes.set(name, offset + ENTRY_BYTES);
    offset += aligned(ENTRY_BYTES + name.length);
  }
  for (const vector of vectors) {
    bytes.set(new Uint8Array(vector.buffer, vector.byteOffset, vector.byteLength), offset);
    offset += vector.byteLength;
  }
  if (properties !== null) bytes.set(properties, propertiesStart);
  return bytes;
}

function assertCountable(className: string, label: string, count: number, what: string): void {
  if (count <= HIGHEST_U16) return;
  const problem = `has ${count} ${what}: at most ${HIGHEST_U16} are allowed`;
  throw new ExportError('VECTOR_INVALID', [className, label, problem]);
}

/** What the limits of a range count for the object, read from the header alone. */
export function encodedObjectBytes(bytes: Uint8Array): number {
  const view = headerOf(bytes);
  return exportObjectBytes(view.getUint32(4, true), view.getUint32(28, true));
}

export function encodedCreationTime(bytes: Uint8Array): number {
  return headerOf(bytes).getFloat64(8, true);
}

/** The object with its properties as UTF-8 bytes; its arrays are views of `bytes`, which start at a multiple of 4. */
export function decodeExportObject(id: string, bytes: Uint8Array): ExportObject {
  const view = headerOf(bytes);
  const { buffer, byteOffset: start } = bytes;
  const flags = view.getUint8(1);
  const vectorLength = view.getUint32(24, true);
  const floatsStart = HEADER_BYTES + view.getUint32(32, true);
  const propertiesStart = floatsStart + view.getUint32(4, true) * FLOAT_BYTES;
  return {
    id,
    creationTime: view.getFloat64(8, true),
    updateTime: view.getFloat64(16, true),
    vector: flags & HAS_VECTOR ? new Float32Array(buffer, start + floatsStart, vectorLength) : null,
    namedVectors:
      flags & HAS_NAMED_VECTORS
        ? namedVectorsOf(bytes, view.getUint16(2, true), floatsStart + vectorLength * FLOAT_BYTES)
        : null,
    properties:
      flags & HAS_PROPERTIES
        ? new Uint8Array(buffer, start + propertiesStart, view.getUint32(28, true))
        : null,
  };
}

/**
 * The object without its vectors, which are not looked at.
 * @param copy takes the properties out of `bytes`
 */
export function decodeWithoutVectors(
  id: string,
  bytes: Uint8Array,
  copy: (properties: Uint8Array) => Uint8Array,
): ExportObject {
  const view = headerOf(bytes);
  const hasProperties = (view.getUint8(1) & HAS_PROPERTIES) !== 0;
  const start = HEADER_BYTES + view.getUint32(32, true) + view.getUint32(4, true) * FLOAT_BYTES;
  return {
    id,
    creationTime: view.getFloat64(8, true),
    updateTime: view.getFloat64(16, true),
    vector: null,
    namedVectors: null,
    properties: hasProperties ? copy(bytes.subarray(start, start + view.getUint32(28, true))) : null,
  };
}

/** The object with its properties as text, in a copy of its own. */
export function decodeStoredObject(id: string, bytes: Uint8Array): StoredObject {
  const object = decodeExportObject(id, new Uint8Array(bytes.subarray(0, bytes.length)));
  const properties = object.properties as Uint8Array | null;
  return { ...object, properties: properties === null ? null : TEXT.decode(properties) };
}

function headerOf(bytes: Uint8Array): DataView {
  const view = new DataView(bytes.buffer, bytes.byteOffset);
  const version = view.getUint8(0);
  if (version !== LAYOUT_VERSION)
    throw new Error(`a stored object has layout ${version}: known is ${LAYOUT_VERSION}`);
  return view;
}

function namedVectorsOf(bytes: Uint8Array, count: number, floatsStart: number): NamedVectors {
  let next = bytes.byteOffset + floatsStart;
  const take = (length: number): Float32Array => {
    const vector = new Float32Array(bytes.buffer, next, length);
    next += vector.byteLength;
    return vector;
  };
  const named = directoryOf(bytes, count).map(
    ({ name, multi, vectors, length }) =>
      [name, multi ? Array.from({ length: vectors }, () => take(length)) : take(length)] as const,
  );
  return Object.fromEntries(named);
}

/** A named vector in an object's directory. */
interface DirectoryEntry {
  readonly name: string;
  readonly multi: boolean;
  readonly vectors: number;
  /** Floats in each. */
  readonly length: number;
}

/** The directory read last: most objects of a class have one of the same bytes, and decoding names takes longest. */
let known: { readonly bytes: Uint8Array; readonly entries: readonly DirectoryEntry[] } = {
  bytes: new Uint8Array(0),
  entries: [],
};

function directoryOf(bytes: Uint8Array, count: number): readonly DirectoryEntry[] {
  const view = new DataView(bytes.buffer, bytes.byteOffset);
  const directory = bytes.subarray(HEADER_BYTES, HEADER_BYTES + view.getUint32(32, true));
  if (Buffer.compare(directory, known.bytes) === 0) return known.entries;
  const entries: DirectoryEntry[] = [];
  let offset = HEADER_BYTES;
  for (let index = 0; index < count; index += 1) {
    const nameBytes = view.getUint16(offset, true);
    entries.push({
      name: TEXT.decode(bytes.subarray(offset + ENTRY_BYTES, offset + ENTRY_BYTES + nameBytes)),
      multi: view.getUint8(offset + 2) === 1,
      vectors: view.getUint32(offset + 4, true),
      length: view.getUint32(offset + 8, true),
    });
    offset += aligned(ENTRY_BYTES + nameBytes);
  }
  // A copy, which `slice` of a Buffer would not be: the memory is that of the next object soon.
  known = { bytes: Uint8Array.from(directory), entries };
  return entries;
}

/** Floats start at a multiple of their size: a Float32Array can view nothing else. */
function aligned(bytes: number): number {
  return Math.ceil(bytes / FLOAT_BYTES) * FLOAT_BYTES;
}
