import { createHash } from 'node:crypto';
import type { ExportObject } from '@weaviate-export/entities-export';
import type { RecordColumns } from '../columns/columns.ts';
import { toRecordBatch } from '../columns/record-batch.ts';
import { arrowSchema } from './arrow-schema.ts';
import { rowsOfBatch } from './decoded-rows.ts';
import { DIGEST_BYTES } from './digest-bytes.ts';
import type { ClassLayout } from './layout.ts';
import { layoutOf } from './layouts.ts';
import { readObjects } from './object-reader.ts';

const [ID_BYTES, HASH_BYTES] = [16, 16];

/** The digests of objects one behind the other, DIGEST_BYTES each: as little as comparing them needs. */
export type ObjectDigests = Uint8Array<ArrayBuffer>;

/** The digests of objects, in their order. */
export function digestsOf(objects: Iterable<ExportObject>): ObjectDigests {
  const pieces: Buffer[] = [];
  for (const object of objects) {
    const digest = Buffer.alloc(DIGEST_BYTES);
    digest.write(object.id.replaceAll('-', ''), 'hex');
    digest.writeDoubleBE(object.updateTime, ID_BYTES);
    hashOf(object).copy(digest, DIGEST_BYTES - HASH_BYTES, 0, HASH_BYTES);
    pieces.push(digest);
  }
  return new Uint8Array(Buffer.concat(pieces));
}

/**
 * The digests of what a layout keeps of objects: the same as those of a file of that layout, whatever it does to properties.
 * @param columns of the layout, as its ColumnsBuilder has built them
 */
export function digestsOfColumns(columns: RecordColumns, layout: ClassLayout): ObjectDigests {
  const schema = arrowSchema(layoutOf(layout.name).columns, layout);
  return digestsOf(readObjects(rowsOfBatch(toRecordBatch(schema, columns)), layout));
}

/** Of everything but its id. Each piece is told with its length, so that no two objects are the same bytes. */
function hashOf(object: ExportObject): Buffer {
  const hash = createHash('sha256');
  const add = (name: string, bytes: Uint8Array | null): void => {
    hash.update(`${name}:${bytes === null ? '' : bytes.length}:`);
    if (bytes !== null) hash.update(bytes);
  };
  const vector = (name: string, floats: Float32Array | null): void =>
    add(name, floats && new Uint8Array(floats.buffer, floats.byteOffset, floats.byteLength));
  hash.update(`${object.creationTime}:${object.updateTime}:`);
  vector('vector', object.vector);
  // Without any, in some layouts there is an empty struct, and in some nothing.
  for (const [name, value] of Object.entries(object.namedVectors ?? {}).sort(([a], [b]) =>
    a < b ? -1 : 1,
  )) {
    if (value instanceof Float32Array) vector(JSON.stringify(name), value);
    else {
      hash.update(`${JSON.stringify(name)}[${value.length}`);
      for (const one of value) vector('', one);
    }
  }
  const { properties } = object;
  add('properties', typeof properties === 'string' ? Buffer.from(properties) : properties);
  return hash.digest();
}
