import {
  type VectorDefinition,
  type ExportObject,
  FLOAT32_TEXT_BYTES,
  GO_G_FORM,
  writeFloat32,
} from '@weaviate-export/entities-export';
import { BytesBuilder } from '../columns/column-builders.ts';
import type { Column } from '../columns/columns.ts';
import type { ObjectColumnBuilder } from './layout.ts';
import { Misfit } from '../columns/misfit.ts';
import { namedOf } from './vector-columns.ts';

const [OPEN, CLOSE, COMMA] = [0x5b, 0x5d, 0x2c];
const [OPEN_LIST, CLOSE_LIST, NEXT_IN_LIST, CLOSE_OBJECT] = ['[', ']', ',', '}'].map((text) =>
  Buffer.from(text),
) as [Buffer, Buffer, Buffer, Buffer];

interface NamedJson {
  readonly name: string;
  /** `{"name":`, to be the first of an object. */
  readonly first: Uint8Array;
  /** `,"name":`, to follow another. */
  readonly next: Uint8Array;
}

/**
 * An object's named vectors as JSON, `{"n":[…]}`, or its multi-vectors, `{"n":[[…]]}`: names in order of their UTF-8,
 * numbers as Weaviate's own export writes them: the shortest text of their float32 in Go's format 'g'. NULL where the
 * object has none of them.
 */
export class VectorsJsonBuilder implements ObjectColumnBuilder {
  readonly #names: readonly NamedJson[];
  readonly #json: BytesBuilder;

  /** @param multi the multi-vectors instead of the others */
  constructor(vectors: readonly VectorDefinition[], multi: boolean, rows: number) {
    this.#names = namedOf(vectors)
      .filter((vector) => vector.multi === multi)
      .sort((a, b) => Buffer.compare(Buffer.from(a.name), Buffer.from(b.name)))
      .map(({ name }) => ({
        name,
        first: Buffer.from(`{${JSON.stringify(name)}:`),
        next: Buffer.from(`,${JSON.stringify(name)}:`),
      }));
    this.#json = new BytesBuilder(rows, 0);
  }

  add({ namedVectors }: ExportObject): void {
    let isFirst = true;
    for (const { name, first, next } of this.#names) {
      const value = namedVectors !== null && Object.hasOwn(namedVectors, name) ? namedVectors[name] : null;
      if (value === null || value === undefined) continue;
      this.#json.append(isFirst ? first : next);
      isFirst = false;
      if (value instanceof Float32Array) this.#append(name, value);
      else this.#appendAll(name, value);
    }
    if (isFirst) return this.#json.add(null);
    this.#json.append(CLOSE_OBJECT);
    this.#json.end();
  }

  build(): Column {
    return this.#json.build();
  }

  #appendAll(name: string, vectors: readonly Float32Array[]): void {
    this.#json.append(OPEN_LIST);
    vectors.forEach((vector, index) => {
      if (index > 0) this.#json.append(NEXT_IN_LIST);
      this.#append(name, vector);
    });
    this.#json.append(CLOSE_LIST);
  }

  #append(name: string, vector: Float32Array): void {
    const bytes = this.#json.spare(2 + vector.length * (FLOAT32_TEXT_BYTES + 1));
    let at = 0;
    bytes[at++] = OPEN;
    for (let index = 0; index < vector.length; index++) {
      const value = vector[index]!;
      if (!Number.isFinite(value))
        throw new Misfit(
          `has ${value} in the vector ${JSON.stringify(name)}, which JSON cannot hold; the other layouts can`,
        );
      if (index > 0) bytes[at++] = COMMA;
      at = writeFloat32(bytes, at, value, GO_G_FORM);
    }
    bytes[at++] = CLOSE;
    this.#json.advance(at);
  }
}
