import { type ExportObject, sizeOf } from '@weaviate-export/entities-export';
import type { PackedObjects } from '../ports/part-executor.ts';

/** What stands in front of an object: bytes of its head and of its properties. */
const PREFIX_BYTES = 8;
/** Floats start at a multiple of their size. */
const FLOAT_BYTES = 4;
const NOTHING = new Uint8Array(0);

const utf8 = new TextEncoder();
const decoder = new TextDecoder();
/** Bytes of a piece, about, so that whoever splits one copies no more: the largest object is one by itself. */
const PIECE_BYTES = 1024 * 1024;

/** All of an object but its floats and its properties, as JSON. */
type Head = readonly [
  id: string,
  creationTime: number,
  updateTime: number,
  /** Length of the unnamed vector. */
  vector: number | null,
  /** Length of a vector, or of each vector of a multi-vector. */
  named: readonly (readonly [name: string, length: number | readonly number[]])[] | null,
  hasProperties: boolean,
];

/** Packs objects into pieces of about a megabyte. Each object is copied. */
export class ObjectPacker {
  readonly #pieces: PackedObjects[] = [];
  #bytes = new Uint8Array(0);
  #used = 0;
  #sizes: number[] = [];
  #ends: number[] = [];

  /** @throws Error where the properties hold half of a surrogate pair, which UTF-8 cannot */
  add(object: ExportObject): void {
    const { id, creationTime, updateTime, vector, namedVectors, properties } = object;
    const named = namedVectors && Object.entries(namedVectors);
    const lengths = named && named.map(([name, value]) => [name, lengthsOf(value)] as const);
    const head: Head = [id, creationTime, updateTime, vector?.length ?? null, lengths, properties !== null];
    const text = utf8.encode(JSON.stringify(head));
    const json = typeof properties === 'string' ? utf8Of(properties) : (properties ?? NOTHING);
    const floats = [...(vector === null ? [] : [vector]), ...(named ?? []).flatMap(([, value]) => value)];
    const floatBytes = floats.reduce((sum, { byteLength }) => sum + byteLength, 0);
    const headBytes = aligned(PREFIX_BYTES + text.length);
    const bytes = aligned(headBytes + floatBytes + json.length);
    if (this.#used + bytes > this.#bytes.length) this.#begin(bytes);
    const view = new DataView(this.#bytes.buffer, this.#used);
    view.setUint32(0, text.length, true);
    view.setUint32(4, json.length, true);
    this.#bytes.set(text, this.#used + PREFIX_BYTES);
    let at = this.#used + headBytes;
    for (const { buffer, byteOffset, byteLength } of floats) {
      this.#bytes.set(new Uint8Array(buffer, byteOffset, byteLength), at);
      at += byteLength;
    }
    this.#bytes.set(json, at);
    this.#used += bytes;
    this.#sizes.push(sizeOf(object));
    this.#ends.push(this.#used);
  }

  /** All of them; there is nothing to add any more. */
  finish(): readonly PackedObjects[] {
    this.#end();
    return this.#pieces;
  }

  #begin(least: number): void {
    this.#end();
    this.#bytes = new Uint8Array(Math.max(least, PIECE_BYTES));
  }

  #end(): void {
    if (this.#sizes.length > 0)
      this.#pieces.push({
        sizes: Float64Array.from(this.#sizes),
        ends: Uint32Array.from(this.#ends),
        // What is mostly empty is not kept.
        bytes: this.#used * 2 < this.#bytes.length ? this.#bytes.slice(0, this.#used) : this.#bytes,
      });
    [this.#sizes, this.#ends, this.#used] = [[], [], 0];
  }
}

/** The objects of pieces; their arrays are views of the pieces' memory. */
export function* unpack(pieces: Iterable<PackedObjects>): Generator<ExportObject> {
  for (const { ends, bytes } of pieces) {
    let start = 0;
    for (const end of ends) {
      yield objectAt(bytes, start);
      start = end;
    }
  }
}

/** A piece as the first so many of its objects, of which there are more, and the others, in memory of their own. */
export function splitPiece(
  { sizes, ends, bytes }: PackedObjects,
  count: number,
): readonly [PackedObjects, PackedObjects] {
  const middle = ends[count - 1]!;
  return [
    { sizes: sizes.slice(0, count), ends: ends.slice(0, count), bytes: bytes.slice(0, middle) },
    {
      sizes: sizes.slice(count),
      ends: ends.slice(count).map((end) => end - middle),
      bytes: bytes.slice(middle, ends.at(-1)),
    },
  ];
}

/** The ids of the first object and the last. */
export function endsOf(pieces: readonly PackedObjects[]): readonly [first: string, last: string] {
  const { ends, bytes } = pieces.at(-1)!;
  return [headAt(pieces[0]!.bytes, 0).head[0], headAt(bytes, ends.at(-2) ?? 0).head[0]];
}

function headAt(bytes: Uint8Array, start: number): { head: Head; end: number; jsonBytes: number } {
  const view = new DataView(bytes.buffer, bytes.byteOffset + start);
  const end = PREFIX_BYTES + view.getUint32(0, true);
  const text = bytes.subarray(start + PREFIX_BYTES, start + end);
  return {
    head: JSON.parse(decoder.decode(text)) as Head,
    end: start + aligned(end),
    jsonBytes: view.getUint32(4, true),
  };
}

function objectAt(bytes: Uint8Array, start: number): ExportObject {
  const { head, end, jsonBytes } = headAt(bytes, start);
  const [id, creationTime, updateTime, vectorLength, lengths, hasProperties] = head;
  let next = end;
  const take = (length: number): Float32Array => {
    const floats = new Float32Array(bytes.buffer, bytes.byteOffset + next, length);
    next += floats.byteLength;
    return floats;
  };
  const vector = vectorLength === null ? null : take(vectorLength);
  const named = lengths?.map(
    ([name, length]) => [name, typeof length === 'number' ? take(length) : length.map(take)] as const,
  );
  return {
    id,
    creationTime,
    updateTime,
    vector,
    namedVectors: named === undefined ? null : Object.fromEntries(named),
    properties: hasProperties ? bytes.subarray(next, next + jsonBytes) : null,
  };
}

function lengthsOf(value: Float32Array | readonly Float32Array[]): number | readonly number[] {
  return value instanceof Float32Array ? value.length : value.map(({ length }) => length);
}

function utf8Of(text: string): Uint8Array {
  if (!text.isWellFormed())
    throw new Error('has properties with half of a surrogate pair, which UTF-8 cannot hold');
  return utf8.encode(text);
}

function aligned(bytes: number): number {
  return Math.ceil(bytes / FLOAT_BYTES) * FLOAT_BYTES;
}
