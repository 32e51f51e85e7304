import { ExportError, type ExportObject } from '@weaviate-export/entities-export';
import { VectorType } from '@weaviate-export/weaviate-protocol';
import { PropertyJson } from './property-json.ts';
import type { IntegerText } from './integer-text.ts';
import type { PropertyPlan } from './property-plan.ts';
import { LENGTH, tagOf, VARINT, WireReader } from './wire-reader.ts';

const RESULT = tagOf(2, LENGTH);
/** Fields of SearchResult and of PropertiesResult. */
const [PROPERTIES, METADATA, NON_REF_PROPERTIES] = [tagOf(1, LENGTH), tagOf(2, LENGTH), tagOf(11, LENGTH)];
/** Fields of MetadataResult. Its field 2 is the vector once more, as older clients read it. */
const [ID, CREATION_TIME, UPDATE_TIME] = [tagOf(1, LENGTH), tagOf(3, VARINT), tagOf(5, VARINT)];
const [VECTOR, VECTORS] = [tagOf(19, LENGTH), tagOf(23, LENGTH)];
/** Fields of Vectors. */
const [NAME, VECTOR_BYTES, VECTOR_TYPE] = [tagOf(1, LENGTH), tagOf(3, LENGTH), tagOf(4, VARINT)];

const FLOAT_BYTES = Float32Array.BYTES_PER_ELEMENT;
/** Before the vectors of a multi-vector, the length of each. */
const LENGTH_BYTES = 2;

/** Replies below this may lie in memory that Node shares between buffers. */
const OWN_MEMORY_BYTES = 1024 * 1024;

/** The objects of one SearchReply, each read when it is asked for, until it is disposed of. */
export class SearchPage implements Disposable {
  readonly #reply: Buffer;
  /** Where each result begins and ends. */
  readonly #bounds: number[] = [];

  constructor(reply: Buffer) {
    this.#reply = reply;
    const reader = new WireReader(reply);
    while (reader.position < reply.length) {
      const tag = reader.varint();
      if (tag !== RESULT) {
        reader.skip(tag);
        continue;
      }
      const end = reader.end();
      this.#bounds.push(reader.position, end);
      reader.position = end;
    }
  }

  get length(): number {
    return this.#bounds.length / 2;
  }

  get bytes(): number {
    return this.#reply.length;
  }

  /** The id of the object of an index. */
  id(index: number): string {
    const reader = new WireReader(this.#reply, this.#bounds[2 * index]);
    let end = this.#bounds[2 * index + 1]!;
    let isInMetadata = false;
    while (reader.position < end) {
      const tag = reader.varint();
      if (tag === METADATA && !isInMetadata) {
        end = reader.end();
        isInMetadata = true;
      } else if (tag === ID && isInMetadata) {
        end = reader.end();
        return this.#reply.toString('latin1', reader.position, end);
      } else reader.skip(tag);
    }
    throw new ExportError('MESSAGE_MALFORMED', ['SearchReply', 'an object has no id']);
  }

  /** Frees the reply: megabytes that would stay until V8 sees a reason to collect them, and be one. */
  [Symbol.dispose](): void {
    const { buffer, byteOffset, length } = this.#reply;
    if (length < OWN_MEMORY_BYTES || byteOffset + length !== buffer.byteLength) return;
    if (buffer instanceof ArrayBuffer) buffer.transfer(0);
  }

  /** The message of the object of an index. */
  result(index: number): { readonly bytes: Buffer; readonly start: number; readonly end: number } {
    return { bytes: this.#reply, start: this.#bounds[2 * index]!, end: this.#bounds[2 * index + 1]! };
  }
}

/** Reads results of searches as objects, whose arrays are used again for the next one. */
export class ResultReader {
  readonly #plan: PropertyPlan;
  readonly #json: PropertyJson;
  readonly #floats = new FloatMemory();

  constructor(plan: PropertyPlan, integers: IntegerText) {
    this.#plan = plan;
    this.#json = new PropertyJson(integers);
  }

  read(page: SearchPage, index: number): ExportObject {
    const { bytes, start, end } = page.result(index);
    const reader = new WireReader(bytes, start);
    this.#floats.clear();
    let id = '';
    let [creationTime, updateTime] = [0, 0];
    let vector: Float32Array | null = null;
    let namedVectors: Record<string, Float32Array | readonly Float32Array[]> | null = null;
    let properties: Uint8Array | undefined;
    while (reader.position < end) {
      const tag = reader.varint();
      if (tag === PROPERTIES) {
        for (const own = reader.end(); reader.position < own;) {
          const inner = reader.varint();
          if (inner === NON_REF_PROPERTIES) {
            const propertiesEnd = reader.end();
            properties = this.#json.write(bytes, reader.position, propertiesEnd, this.#plan);
            reader.position = propertiesEnd;
          } else reader.skip(inner);
        }
      } else if (tag === METADATA) {
        for (const own = reader.end(); reader.position < own;) {
          const inner = reader.varint();
          switch (inner) {
            case ID: {
              const idEnd = reader.end();
              id = bytes.toString('latin1', reader.position, idEnd);
              reader.position = idEnd;
              break;
            }
            case CREATION_TIME:
              creationTime = reader.varint();
              break;
            case UPDATE_TIME:
              updateTime = reader.varint();
              break;
            case VECTOR: {
              const vectorEnd = reader.end();
              if (vectorEnd > reader.position) vector = this.#floats.take(bytes, reader.position, vectorEnd);
              reader.position = vectorEnd;
              break;
            }
            case VECTORS: {
              const vectorsEnd = reader.end();
              const [name, value] = this.#named(reader, vectorsEnd);
              // As older servers tell of one that is not there.
              if (value.length === 0) break;
              // Defined, so that no name becomes a member that JavaScript gives a meaning.
              Object.defineProperty((namedVectors ??= {}), name, { value, enumerable: true });
              break;
            }
            default:
              reader.skip(inner);
          }
        }
      } else reader.skip(tag);
    }
    return { id, creationTime, updateTime, vector, namedVectors, properties: properties ?? '{}' };
  }

  #named(reader: WireReader, end: number): [name: string, value: Float32Array | readonly Float32Array[]] {
    const { bytes } = reader;
    let name = '';
    let [start, stop, type] = [0, 0, 0];
    while (reader.position < end) {
      const tag = reader.varint();
      if (tag === NAME) {
        const nameEnd = reader.end();
        name = bytes.toString('utf8', reader.position, nameEnd);
        reader.position = nameEnd;
      } else if (tag === VECTOR_BYTES) {
        stop = reader.end();
        start = reader.position;
        reader.position = stop;
      } else if (tag === VECTOR_TYPE) type = reader.varint();
      else reader.skip(tag);
    }
    if (type !== VectorType.VECTOR_TYPE_MULTI_FP32) return [name, this.#floats.take(bytes, start, stop)];
    const size = bytes.readUInt16LE(start) * FLOAT_BYTES;
    const vectors: Float32Array[] = [];
    for (let at = start + LENGTH_BYTES; size > 0 && at < stop; at += size)
      vectors.push(this.#floats.take(bytes, at, at + size));
    return [name, vectors];
  }
}

/** Memory for the vectors of one object: what lies in a message is hardly ever where a Float32Array may begin. */
class FloatMemory {
  #memory = new ArrayBuffer(64 * 1024);
  #used = 0;

  clear(): void {
    this.#used = 0;
  }

  take(bytes: Buffer, start: number, end: number): Float32Array {
    const length = end - start;
    if (length % FLOAT_BYTES > 0)
      throw new ExportError('MESSAGE_MALFORMED', ['SearchReply', `a vector has ${length} bytes`]);
    // Vectors that were given out keep the memory that they are in.
    if (this.#used + length > this.#memory.byteLength) {
      this.#memory = new ArrayBuffer(Math.max(length, this.#memory.byteLength * 2));
      this.#used = 0;
    }
    bytes.copy(new Uint8Array(this.#memory, this.#used, length), 0, start, end);
    const vector = new Float32Array(this.#memory, this.#used, length / FLOAT_BYTES);
    this.#used += length;
    return vector;
  }
}
