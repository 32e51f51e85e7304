import { DataType, type Data } from 'apache-arrow';
import { type RowReader, textsOf, valuesOf } from '../columns/stored-column.ts';
import type { DecodedRows } from './decoded-rows.ts';
import type { ClassLayout } from './layout.ts';
import { idsOf, inColumn, millisecondsOf, namedVectorsOf, propertiesOf, vectorOf } from './object-reader.ts';

/** What the columns of a class are held to. */
export interface CheckedClass extends Pick<ClassLayout, 'className' | 'vectors' | 'properties'> {
  /** The file tells which objects went. */
  readonly isOfDeletes?: boolean;
}

type Reader = (column: Data, ofClass: CheckedClass) => RowReader<unknown>;

/** Columns that any layout has, and how their values are read. */
const READERS: Readonly<Record<string, Reader>> = {
  id: required(idsOf),
  class_name: required(classNames),
  creation_time: required(millisecondsOf),
  update_time: required(millisecondsOf),
  vector: vectorOf,
  named_vectors: (column, ofClass) => namedVectorsOf(column, ofClass, false),
  multi_vectors: (column, ofClass) => namedVectorsOf(column, ofClass, true),
  properties: objectsOf,
};

/** Those of a file that tells which objects went. */
const READERS_OF_DELETES: Readonly<Record<string, Reader>> = {
  id: required(idsOf),
  delete_time: millisecondsOf,
};

/** Columns without which there is no object, or no deletion. */
export function requiredColumns({ isOfDeletes = false }: CheckedClass): readonly string[] {
  return isOfDeletes ? Object.keys(READERS_OF_DELETES) : ['id', 'creation_time', 'update_time'];
}

/** Something that is wrong in a row group: with a column, or from a row on. */
export interface RowGroupProblem {
  readonly column?: string;
  /** Counted from the first of the row group. */
  readonly row?: number;
  readonly problem: string;
}

/**
 * Reads every value of the columns of some rows, and tells the first of each that is not what the class allows.
 * @param firstRow where they begin in the row group
 * @param onId told each id, in the order of the rows
 */
export function* checkColumns(
  { rows, columns }: DecodedRows,
  ofClass: CheckedClass,
  firstRow: number,
  onId: (id: string, row: number) => void,
): Generator<RowGroupProblem> {
  const readers = ofClass.isOfDeletes === true ? READERS_OF_DELETES : READERS;
  for (const [name, decoded] of columns) {
    const reader = readers[name];
    if (reader === undefined) {
      yield { column: name, problem: `column ${name} is one that no layout has` };
      continue;
    }
    let row = 0;
    try {
      const values = inColumn(name, decoded, (column) => reader(column, ofClass));
      for (; row < rows; row++) {
        const value = values(row);
        if (name === 'id') onId(value as string, firstRow + row);
      }
    } catch (error) {
      yield { column: name, row: firstRow + row, problem: (error as Error).message };
    }
  }
}

function required<T>(reader: (column: Data, ofClass: CheckedClass) => RowReader<T>): Reader {
  return (column, ofClass) => {
    const values = reader(column, ofClass);
    return (row) => {
      const value = values(row);
      if (value === null) throw new Error('has no value');
      return value;
    };
  };
}

/** The name of the class, again and again. */
function classNames(column: Data, { className }: CheckedClass): RowReader<string> {
  const texts = DataType.isDictionary(column.type) ? entriesOf(column) : textsOf(column);
  return (row) => {
    const value = texts(row);
    if (value !== null && value !== className)
      throw new Error(`has ${JSON.stringify(value)}, not ${JSON.stringify(className)}`);
    return value;
  };
}

function entriesOf(column: Data): RowReader<string> {
  const places = valuesOf(column) as Int32Array;
  const entries: unknown[] = [...column.dictionary!];
  return (row) => (column.getValid(row) ? String(entries[places[row]!]) : null);
}

/** Properties: of a struct as its types say, of JSON one object. */
function objectsOf(column: Data, ofClass: CheckedClass): RowReader<unknown> {
  const values = propertiesOf(column, ofClass);
  if (DataType.isStruct(column.type)) return values;
  const utf8 = new TextDecoder('utf-8', { fatal: true });
  return (row) => {
    const value = values(row);
    if (value === null) return null;
    const parsed = JSON.parse(typeof value === 'string' ? value : utf8.decode(value)) as unknown;
    if (typeof parsed !== 'object' || parsed === null || Array.isArray(parsed))
      throw new Error('has no JSON object');
    return parsed;
  };
}
