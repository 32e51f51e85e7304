import { ExportError, type VectorDescription } from '@weaviate-export/entities-export';
import type { ExportObject } from '../ports/db-adapter.ts';
import {
  MultiVectorBuilder,
  TimestampBuilder,
  Utf8Builder,
  ValidityBuilder,
  VectorBuilder,
} from './column-builders.ts';
import type { RecordColumns } from './columns.ts';
import { seeVector, type VectorLengths } from './vector-lengths.ts';

/** What the columns of a file depend on. Plain JSON. */
export interface LayoutDescription {
  readonly className: string;
  readonly vectors: readonly VectorDescription[];
}

/** Bytes reserved for a row at first; the buffers grow where rows are larger. */
const ID_BYTES = 36 * 3;
const PROPERTIES_BYTES = 512;

const NAMELESS = '';

/**
 * Builds the columns of the `standard` layout: id, class_name, creation_time, update_time, vector, named_vectors and
 * properties. All seven are always there; what a class does not have is NULL throughout.
 */
export class StandardColumnsBuilder {
  /** Lowest and highest id added, the empty text before the first. */
  firstId = '';
  lastId = '';
  rows = 0;
  readonly lengths = new Map<string, VectorLengths>();
  readonly #layout: LayoutDescription;
  readonly #id: Utf8Builder;
  readonly #className: Utf8Builder;
  readonly #creationTime: TimestampBuilder;
  readonly #updateTime: TimestampBuilder;
  readonly #vector: VectorBuilder;
  readonly #namedValidity = new ValidityBuilder();
  readonly #named = new Map<string, VectorBuilder | MultiVectorBuilder>();
  readonly #noNamed: VectorBuilder;
  readonly #properties: Utf8Builder;

  constructor(layout: LayoutDescription, rows: number) {
    this.#layout = layout;
    this.#id = new Utf8Builder(rows, ID_BYTES);
    this.#className = new Utf8Builder(rows, layout.className.length * 3);
    this.#creationTime = new TimestampBuilder(rows);
    this.#updateTime = new TimestampBuilder(rows);
    this.#vector = new VectorBuilder(rows);
    this.#noNamed = new VectorBuilder(rows);
    this.#properties = new Utf8Builder(rows, PROPERTIES_BYTES);
    for (const { name, multi } of layout.vectors) {
      this.lengths.set(name ?? NAMELESS, { nulls: 0, length: null });
      if (name !== null)
        this.#named.set(name, multi ? new MultiVectorBuilder(rows) : new VectorBuilder(rows));
    }
  }

  /**
   * Adds a row. Objects come in order of id.
   * @throws ExportError OBJECT_INVALID where an object holds a vector that its class does not have, or is out of order
   */
  add(object: ExportObject): void {
    if (this.rows > 0 && object.id <= this.lastId)
      this.#refuse(object, `comes behind ${this.lastId}: ids must rise`);
    if (this.rows === 0) this.firstId = object.id;
    this.lastId = object.id;
    this.#id.add(object.id);
    this.#className.add(this.#layout.className);
    this.#addTimes(object);
    this.#addVector(object);
    this.#addNamedVectors(object);
    this.#properties.add(object.properties);
    this.rows += 1;
  }

  build(): RecordColumns {
    const fields = [...this.#named].map(([name, builder]) => ({ name, column: builder.build() }));
    const named =
      fields.length === 0
        ? this.#noNamed.build()
        : ({ kind: 'struct', validity: this.#namedValidity.build(this.rows), fields } as const);
    return {
      rows: this.rows,
      columns: [
        { name: 'id', column: this.#id.build() },
        { name: 'class_name', column: this.#className.build() },
        { name: 'creation_time', column: this.#creationTime.build() },
        { name: 'update_time', column: this.#updateTime.build() },
        { name: 'vector', column: this.#vector.build() },
        { name: 'named_vectors', column: named },
        { name: 'properties', column: this.#properties.build() },
      ],
    };
  }

  #addTimes(object: ExportObject): void {
    for (const time of [object.creationTime, object.updateTime]) {
      if (!Number.isSafeInteger(time))
        this.#refuse(object, `has the time ${time}: whole milliseconds since 1970 are allowed`);
    }
    this.#creationTime.add(object.creationTime);
    this.#updateTime.add(object.updateTime);
  }

  #addVector(object: ExportObject): void {
    const lengths = this.lengths.get(NAMELESS);
    if (object.vector === null) {
      if (lengths !== undefined) lengths.nulls += 1;
    } else {
      if (lengths === undefined)
        this.#refuse(object, 'has an unnamed vector, which its class does not define');
      else seeVector(lengths, object.vector.length);
    }
    this.#vector.add(object.vector);
  }

  #addNamedVectors(object: ExportObject): void {
    const given = object.namedVectors ?? {};
    for (const name of Object.keys(given)) {
      if (!this.#named.has(name))
        this.#refuse(object, `has the vector ${JSON.stringify(name)}, which its class does not define`);
    }
    if (this.#named.size === 0) return this.#noNamed.add(null);
    if (Object.keys(given).length === 0) this.#namedValidity.addNull(this.rows);
    for (const [name, builder] of this.#named) {
      const value = (Object.hasOwn(given, name) ? given[name] : undefined) ?? null;
      const lengths = this.lengths.get(name)!;
      if (value === null) {
        lengths.nulls += 1;
        builder.add(null);
      } else if (builder instanceof MultiVectorBuilder) {
        if (value instanceof Float32Array)
          this.#refuse(object, `has one vector ${JSON.stringify(name)}, where a multi-vector is defined`);
        for (const vector of value) seeVector(lengths, vector.length);
        builder.add(value);
      } else {
        if (!(value instanceof Float32Array))
          this.#refuse(object, `has a multi-vector ${JSON.stringify(name)}, where one vector is defined`);
        seeVector(lengths, value.length);
        builder.add(value);
      }
    }
  }

  #refuse(object: ExportObject, problem: string): never {
    throw new ExportError('OBJECT_INVALID', [this.#layout.className, object.id, problem]);
  }
}
