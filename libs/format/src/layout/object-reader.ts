import { type ExportObject, UUID } from '@weaviate-export/entities-export';
import { DataType, type Data } from 'apache-arrow';
import {
  bytesOf,
  ForeignColumn,
  integersOf,
  membersOf,
  microsecondsIn,
  type RowReader,
  textsOf,
} from '../columns/stored-column.ts';
import {
  floatsOfBytes,
  floatsOf,
  type StoredVector,
  vectorsOfJson,
  vectorsOfLists,
} from '../columns/vector-readers.ts';
import type { DecodedColumn, DecodedRows } from './decoded-rows.ts';
import { UNKNOWN_TIME } from './id-entries.ts';
import type { ClassLayout } from './layout.ts';
import { propertiesType } from './property-type.ts';

/** What the columns depend on; which layout it is, they tell themselves. */
export type ReadClass = Pick<ClassLayout, 'vectors' | 'properties'>;

/**
 * The objects of rows, whatever the layout of their columns. Vectors, and properties that are text, are views of the
 * columns.
 * @throws ForeignColumn for what no layout has, naming the column
 */
export function* readObjects({ rows, columns }: DecodedRows, ofClass: ReadClass): Generator<ExportObject> {
  const read = <T>(name: string, reader: (column: Data) => RowReader<T>): RowReader<T> => {
    const column = columns.get(name);
    return column === undefined ? () => null : inColumn(name, column, reader);
  };
  const required = <T>(name: string, reader: (column: Data) => RowReader<T>): ((row: number) => T) => {
    const values = read(name, reader);
    return (row) => {
      const value = values(row);
      if (value === null) throw new ForeignColumn(`column ${name} has no value in row ${row}`);
      return value;
    };
  };
  const id = required('id', idsOf);
  const creationTime = required('creation_time', millisecondsOf);
  const updateTime = required('update_time', millisecondsOf);
  const vector = read('vector', vectorOf);
  const named = read('named_vectors', (column) => namedVectorsOf(column, ofClass, false));
  const multi = read('multi_vectors', (column) => namedVectorsOf(column, ofClass, true));
  const properties = read<string | Uint8Array>('properties', (column) => propertiesOf(column, ofClass));
  for (let row = 0; row < rows; row++) {
    yield {
      id: id(row),
      creationTime: creationTime(row),
      updateTime: updateTime(row),
      vector: vector(row),
      namedVectors: joined(named(row), multi(row)),
      properties: properties(row),
    };
  }
}

/** The ids of rows alone. */
export function* readIds({ rows, columns }: DecodedRows): Generator<string> {
  const column = columns.get('id');
  if (column === undefined) throw new ForeignColumn('there is no column id');
  const ids = inColumn('id', column, idsOf);
  for (let row = 0; row < rows; row++) {
    const id = ids(row);
    if (id === null) throw new ForeignColumn(`column id has no value in row ${row}`);
    yield id;
  }
}

/** Of rows of objects the ids and update times, of rows of deletes the ids and delete times. */
export function* readTimes(decoded: DecodedRows): Generator<readonly [id: string, time: number]> {
  const { columns } = decoded;
  const timeName = columns.has('update_time') ? 'update_time' : 'delete_time';
  const times = columns.get(timeName);
  if (times === undefined) throw new ForeignColumn('there is neither a column update_time nor delete_time');
  const timeOf = inColumn(timeName, times, millisecondsOf);
  let row = 0;
  for (const id of readIds(decoded)) {
    const time = timeOf(row);
    if (time === null && timeName === 'update_time')
      throw new ForeignColumn(`column ${timeName} has no value in row ${row}`);
    yield [id, time ?? UNKNOWN_TIME];
    row += 1;
  }
}

/** Values of a column, whose name every error of theirs has. */
export function inColumn<T>(
  name: string,
  { data, lead }: DecodedColumn,
  reader: (column: Data) => RowReader<T>,
): RowReader<T> {
  const named = <R>(step: () => R): R => {
    try {
      return step();
    } catch (cause) {
      throw new ForeignColumn(`column ${name} ${(cause as Error).message}`, { cause });
    }
  };
  const values = named(() => reader(data));
  return (row) => named(() => values(lead + row));
}

export function idsOf(column: Data): RowReader<string> {
  const texts = textsOf(column);
  return (row) => {
    const id = texts(row);
    if (id !== null && !UUID.test(id)) throw new ForeignColumn(`has ${JSON.stringify(id)}, which is no UUID`);
    return id;
  };
}

/** Milliseconds since 1970 in timestamps, or in integers as Weaviate writes them. */
export function millisecondsOf(column: Data): RowReader<number> {
  if (!DataType.isTimestamp(column.type)) {
    const values = integersOf(column);
    return (row) => {
      const value = values(row);
      return value === null ? null : Number(value);
    };
  }
  const values = microsecondsIn(column);
  return (row) => {
    const value = values(row);
    return value === null ? null : Number(value / 1_000n);
  };
}

export function vectorOf(column: Data): RowReader<Float32Array> {
  return DataType.isBinary(column.type) ? floatsOfBytes(column) : floatsOf(column);
}

/**
 * Named vectors as a struct or as JSON; of a class without, nothing but NULL.
 * @param multi JSON holds multi-vectors
 */
export function namedVectorsOf(
  column: Data,
  { vectors }: ReadClass,
  multi: boolean,
): RowReader<Record<string, StoredVector>> {
  const known = new Set(vectors.map(({ name }) => name));
  if (DataType.isBinary(column.type) || DataType.isUtf8(column.type)) {
    const read = vectorsOfJson(column, multi);
    return (row) => {
      const given = read(row);
      for (const name of Object.keys(given ?? {})) if (!known.has(name)) throw unknownVector(name);
      return given;
    };
  }
  if (column.nullCount === column.length) return () => null;
  const members = [...membersOf(column)].map(([name, member]) => {
    if (!known.has(name)) throw unknownVector(name);
    return { name, read: vectorsOfLists(member) };
  });
  return (row) => {
    if (!column.getValid(row)) return null;
    const given: Record<string, StoredVector> = {};
    for (const { name, read } of members) {
      const vector = read(row);
      if (vector !== null) Object.defineProperty(given, name, { value: vector, enumerable: true });
    }
    return given;
  };
}

function unknownVector(name: string): ForeignColumn {
  return new ForeignColumn(`has the vector ${JSON.stringify(name)}, which the class does not define`);
}

export function propertiesOf(column: Data, { properties }: ReadClass): RowReader<string | Uint8Array> {
  if (!DataType.isStruct(column.type)) return bytesOf(column);
  if (properties.length === 0) throw new ForeignColumn('is a struct, and the class defines no properties');
  return propertiesType(properties).json(column);
}

function joined(
  named: Record<string, StoredVector> | null,
  multi: Record<string, StoredVector> | null,
): ExportObject['namedVectors'] {
  return named !== null && multi !== null ? { ...named, ...multi } : (named ?? multi);
}
