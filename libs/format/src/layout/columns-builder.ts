import { ExportError, type ExportObject } from '@weaviate-export/entities-export';
import type { RecordColumns } from '../columns/columns.ts';
import { inWholeCharacters } from '../columns/whole-characters.ts';
import type { ExpectedRows, ClassLayout, ObjectColumnBuilder } from './layout.ts';
import { layoutOf } from './layouts.ts';
import { Misfit, PropertyMisfit } from '../columns/misfit.ts';
import { projected } from './projected.ts';
import { UNNAMED } from './vector-columns.ts';
import { seeVector, type VectorLengths } from './vector-lengths.ts';

/** Builds the columns of a layout, and tells what it has seen on the way. */
export class ColumnsBuilder {
  /** Lowest and highest id added, the empty text before the first. */
  firstId = '';
  lastId = '';
  rows = 0;
  /** Halves of surrogate pairs in properties, for each of which there is U+FFFD. */
  replacedCharacters = 0;
  readonly lengths = new Map<string, VectorLengths>();
  readonly #className: string;
  readonly #multiVectors = new Set<string>();
  readonly #columns: readonly ObjectColumnBuilder[];
  readonly #project: (object: ExportObject) => ExportObject;

  constructor(layout: ClassLayout, expected: ExpectedRows) {
    this.#className = layout.className;
    this.#columns = layoutOf(layout.name).columns.map(({ builder }) => builder(layout, expected));
    this.#project = projected(layout.projection);
    for (const { name, multi } of layout.vectors) {
      this.lengths.set(name ?? UNNAMED, { nulls: 0, length: null });
      if (name !== null && multi) this.#multiVectors.add(name);
    }
  }

  /**
   * Adds a row. Objects come in order of id. After an error there is nothing to build.
   * @throws ExportError PROPERTY_MISFIT or OBJECT_INVALID where the layout cannot hold the object as it is, where it has
   * a vector that its class does not have, or is out of order
   */
  add(object: ExportObject): void {
    try {
      if (this.rows > 0 && object.id <= this.lastId)
        throw new Misfit(`comes behind ${this.lastId}: ids must rise`);
      checkTime(object.creationTime);
      checkTime(object.updateTime);
      const taken = this.#project(object);
      this.#seeVectors(taken);
      const written = this.#inWholeCharacters(taken);
      for (const column of this.#columns) column.add(written);
    } catch (error) {
      throw this.#refusal(object.id, error);
    }
    if (this.rows === 0) this.firstId = object.id;
    this.lastId = object.id;
    this.rows += 1;
  }

  /** What was seen on the way, for the part that is made of the columns. */
  get seen(): Pick<this, 'replacedCharacters' | 'firstId' | 'lastId' | 'lengths'> {
    const { replacedCharacters, firstId, lastId, lengths } = this;
    return { replacedCharacters, firstId, lastId, lengths };
  }

  build(): RecordColumns {
    return { rows: this.rows, columns: this.#columns.map((column) => column.build()) };
  }

  /** What every layout writes: readers refuse half of a surrogate pair. */
  #inWholeCharacters(object: ExportObject): ExportObject {
    if (object.properties === null) return object;
    const { json, replaced } = inWholeCharacters(object.properties);
    if (replaced === 0) return object;
    this.replacedCharacters += replaced;
    return { ...object, properties: json };
  }

  #refusal(id: string, cause: unknown): ExportError {
    if (cause instanceof PropertyMisfit) {
      const { path, value, allowed } = cause;
      return new ExportError('PROPERTY_MISFIT', [this.#className, id, path || 'properties', value, allowed]);
    }
    const problem = cause instanceof Error ? cause.message : String(cause);
    return new ExportError('OBJECT_INVALID', [this.#className, id, problem], { cause });
  }

  #seeVectors({ vector, namedVectors }: ExportObject): void {
    if (vector !== null && !this.lengths.has(UNNAMED))
      throw new Misfit('has an unnamed vector, which its class does not define');
    const given = namedVectors ?? {};
    for (const name of Object.keys(given)) {
      if (name === UNNAMED || !this.lengths.has(name))
        throw new Misfit(`has the vector ${JSON.stringify(name)}, which its class does not define`);
    }
    for (const [name, lengths] of this.lengths) {
      const value = name === UNNAMED ? vector : ((Object.hasOwn(given, name) ? given[name] : null) ?? null);
      if (value === null) lengths.nulls += 1;
      else if (value instanceof Float32Array) {
        if (this.#multiVectors.has(name))
          throw new Misfit(`has one vector ${JSON.stringify(name)}, where a multi-vector is defined`);
        seeVector(lengths, value.length);
      } else {
        if (name === UNNAMED)
          throw new Misfit('has an unnamed vector that is neither a Float32Array nor null');
        if (!this.#multiVectors.has(name))
          throw new Misfit(`has a multi-vector ${JSON.stringify(name)}, where one vector is defined`);
        for (const one of value) seeVector(lengths, one.length);
      }
    }
  }
}

function checkTime(time: number): void {
  if (!Number.isSafeInteger(time))
    throw new Misfit(`has the time ${time}: whole milliseconds since 1970 are allowed`);
}
