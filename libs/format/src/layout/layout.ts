import {
  vectorsOf,
  type ClassDefinition,
  type PropertyDefinition,
  type VectorDefinition,
  type ExportObject,
} from '@weaviate-export/entities-export';
import type { Field } from 'apache-arrow';
import type { Column } from '../columns/columns.ts';

/** Layouts that a caller may choose, by the values of `config.layout`. */
export const LAYOUT_NAMES = ['standard', 'typed', 'weaviate'] as const;
export type LayoutName = (typeof LAYOUT_NAMES)[number];

/** Layouts of files: those, and that of the ids which an incremental export takes away. */
export type FileLayoutName = LayoutName | 'deletes';

export const DEFAULT_LAYOUT: LayoutName = 'standard';

/** The layout of a file, and all of its class that the columns depend on. Plain JSON. */
export interface ClassLayout {
  readonly name: FileLayoutName;
  readonly className: string;
  readonly vectors: readonly VectorDefinition[];
  /** Those of the file. */
  readonly properties: readonly PropertyDefinition[];
  /** What of an object the file has, where that is not all. */
  readonly projection?: Projection;
}

/** What of an object is taken over; all of what is not named. Plain JSON. */
export interface Projection {
  /** Names of properties: there are no others in the file. */
  readonly properties?: readonly string[];
  /** Names of vectors, the unnamed one's empty: the columns of the others are NULL throughout. */
  readonly vectors?: readonly string[];
}

export function classLayout(
  name: LayoutName,
  definition: ClassDefinition,
  projection?: Projection,
): ClassLayout {
  const { properties = [] } = definition;
  const names = projection?.properties;
  return {
    name,
    className: definition.class,
    vectors: vectorsOf(definition),
    properties: names === undefined ? properties : properties.filter((one) => names.includes(one.name)),
    ...(projection !== undefined && { projection }),
  };
}

/** The layout of a file that tells which objects of a class are gone: ids, and as update times when they went. */
export function deletesLayout(className: string): ClassLayout {
  return { name: 'deletes', className, vectors: [], properties: [] };
}

/** How the objects of a class become columns. */
export interface Layout {
  /** In the order of the file. */
  readonly columns: readonly LayoutColumn[];
  /** Every column is in one of them. */
  readonly groups: readonly ColumnGroup[];
  /** How many times as large as what the limits of a range count its columns are, as a rule. */
  readonly growth: (layout: ClassLayout) => number;
  /** How many times as large a file is at the most: uncompressed, with what pages need beside their values. */
  readonly mostGrowth: number;
}

export interface LayoutColumn {
  readonly name: string;
  /** Settings that differ from those of the column's group; only a column that is not nested can have some. */
  readonly settings?: Partial<ColumnSettings>;
  /** It is of int64, and says so by the logical type INT(64, signed), which Arrow's type alone does not make. */
  readonly saysInt64?: true;
  /**
   * Its Arrow field.
   * @param fixedLengths by name, the vectors that are fixed-size lists of that length
   */
  readonly field: (layout: ClassLayout, fixedLengths: ReadonlyMap<string, number>) => Field;
  readonly builder: (layout: ClassLayout, expected: ExpectedRows) => ObjectColumnBuilder;
}

/** What is known of the rows to come, by which memory is reserved; it need not be exact. */
export interface ExpectedRows {
  readonly objects: number;
  /** Sum of `exportObjectBytes`. */
  readonly bytes: number;
}

/** Takes the objects one after the other, and of each what belongs in its column. */
export interface ObjectColumnBuilder {
  /** @throws Misfit where the column cannot hold what the object has */
  add(object: ExportObject): void;
  build(): Column;
}

/** Columns that are encoded together, by one writer with one set of properties. */
export interface ColumnGroup {
  readonly columns: readonly LayoutColumn[];
  readonly settings: ColumnSettings;
  /**
   * What the columns are, where their pages are written without the encoder, since they make most of a file: vectors,
   * or texts and bytes that may be NULL.
   */
  readonly bulk?: 'vectors' | 'byte arrays';
}

/** How Parquet holds a column: PLAIN, unless it says otherwise. */
export interface ColumnSettings {
  /** Tries a dictionary first. */
  readonly dictionary: boolean;
  /** Lowest and highest value and NULLs: none, of each row group, or of each page as well. */
  readonly statistics: 'none' | 'chunk' | 'page';
  /** False where the codec gains nothing. */
  readonly compressed: boolean;
  /** What differs in files of the encoding `compact`. */
  readonly compact?: Partial<Pick<WrittenSettings, 'encoding' | 'compressed'>>;
}

/** How Parquet holds a column in a file of one encoding. */
export interface WrittenSettings extends Omit<ColumnSettings, 'compact'> {
  readonly encoding: 'PLAIN' | 'BYTE_STREAM_SPLIT' | 'DELTA_BINARY_PACKED';
}
