import type { VectorDefinition, ExportObject } from '@weaviate-export/entities-export';
import { Field, FixedSizeList, Float32, List, Struct, type DataType } from 'apache-arrow';
import { MultiVectorBuilder, ValidityBuilder, VectorBuilder } from '../columns/column-builders.ts';
import type { Column } from '../columns/columns.ts';
import type { ExpectedRows, LayoutColumn, ClassLayout, ObjectColumnBuilder } from './layout.ts';

const FLOAT_BYTES = 4;
/** The name by which the class's unnamed vector goes. */
export const UNNAMED = '';

/** Parquet's own name for what a list holds; a vector's elements are never NULL. */
const element = new Field('element', new Float32(), false);
const VECTOR_TYPE = new List(element);
/** A multi-vector's vectors are never NULL either. */
const MULTI_VECTOR_TYPE = new List(new Field('element', VECTOR_TYPE, false));

/** The class's unnamed vector; NULL throughout where the class has named ones. */
export const VECTOR: LayoutColumn = {
  name: 'vector',
  field: (_layout, fixedLengths) => new Field('vector', vectorType(fixedLengths.get(UNNAMED)), true),
  builder: (_layout, expected) => {
    const builder = new VectorBuilder(expected.objects, mostFloats(expected));
    return { add: ({ vector }) => builder.add(vector), build: () => builder.build() };
  },
};

/** A struct with a field a named vector; NULL throughout, of the type of a vector, where the class has none. */
export const NAMED_VECTORS: LayoutColumn = {
  name: 'named_vectors',
  field: ({ vectors }, fixedLengths) => {
    const fields = namedOf(vectors).map(
      ({ name, multi }) =>
        new Field(name, multi ? MULTI_VECTOR_TYPE : vectorType(fixedLengths.get(name)), true),
    );
    return new Field('named_vectors', fields.length === 0 ? VECTOR_TYPE : new Struct(fields), true);
  },
  builder: (layout, expected) =>
    namedOf(layout.vectors).length === 0 ? noVectors(expected) : new NamedVectorsBuilder(layout, expected),
};

interface NamedVector extends VectorDefinition {
  readonly name: string;
}

export function namedOf(vectors: readonly VectorDefinition[]): NamedVector[] {
  return vectors.filter((vector): vector is NamedVector => vector.name !== null);
}

/**
 * Row groups are always encoded with lists. A list and a fixed-size list are the same Parquet; only the Arrow schema in
 * the footer tells them apart, and it is chosen at the end of the file.
 */
function vectorType(fixedLength: number | undefined): DataType {
  return fixedLength === undefined ? VECTOR_TYPE : new FixedSizeList(fixedLength, element);
}

function mostFloats({ bytes }: ExpectedRows): number {
  return Math.ceil(bytes / FLOAT_BYTES);
}

function noVectors({ objects }: ExpectedRows): ObjectColumnBuilder {
  const builder = new VectorBuilder(objects, 0);
  return { add: () => builder.add(null), build: () => builder.build() };
}

class NamedVectorsBuilder implements ObjectColumnBuilder {
  readonly #validity = new ValidityBuilder();
  readonly #fields: readonly {
    readonly name: string;
    readonly builder: VectorBuilder | MultiVectorBuilder;
  }[];
  #rows = 0;

  constructor({ vectors }: ClassLayout, expected: ExpectedRows) {
    this.#fields = namedOf(vectors).map(({ name, multi }) => {
      const Builder = multi ? MultiVectorBuilder : VectorBuilder;
      return { name, builder: new Builder(expected.objects, mostFloats(expected)) };
    });
  }

  add({ namedVectors }: ExportObject): void {
    const given = namedVectors ?? {};
    if (Object.keys(given).length === 0) this.#validity.addNull(this.#rows);
    for (const { name, builder } of this.#fields) {
      builder.add((Object.hasOwn(given, name) ? (given[name] as never) : null) ?? null);
    }
    this.#rows += 1;
  }

  build(): Column {
    const children = this.#fields.map(({ builder }) => builder.build());
    return { length: this.#rows, ...this.#validity.build(this.#rows), children };
  }
}
