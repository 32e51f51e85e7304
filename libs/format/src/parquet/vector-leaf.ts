import { DataType, type Field } from 'apache-arrow';
import { isNull, type Column } from '../columns/columns.ts';
import type { LevelRuns } from './level-runs.ts';

/** A level of nesting above the numbers of a vector. */
interface Nesting {
  readonly column: Column;
  readonly isList: boolean;
  readonly isNullable: boolean;
}

/** The numbers of one column of vectors, which Parquet stores as a leaf, with the nesting above them. */
export interface VectorLeaf {
  readonly nesting: readonly Nesting[];
  readonly values: Float32Array;
}

/** The leaves of a field in the order in which Parquet stores them: a list, a list of lists, or a struct of those. */
export function vectorLeaves(field: Field, column: Column, above: readonly Nesting[] = []): VectorLeaf[] {
  if (DataType.isFloat(field.type)) return [{ nesting: above, values: column.values as Float32Array }];
  const nesting = [...above, { column, isList: DataType.isList(field.type), isNullable: field.nullable }];
  const fields = (field.type as DataType & { children: Field[] }).children;
  return fields.flatMap((child, index) => vectorLeaves(child, column.children![index]!, nesting));
}

/**
 * Takes rows apart into the levels by which Parquet tells where lists begin and what is NULL, one row after the other.
 * Source: https://parquet.apache.org/docs/file-format/nestedencoding/
 */
export class VectorLevels {
  readonly #nesting: readonly Nesting[];
  readonly #repetition: LevelRuns;
  readonly #definition: LevelRuns;
  /** Levels added so far, and numbers passed. */
  levels = 0;
  numbers = 0;

  constructor({ nesting }: VectorLeaf, repetition: LevelRuns, definition: LevelRuns) {
    this.#nesting = nesting;
    this.#repetition = repetition;
    this.#definition = definition;
  }

  addRow(row: number): void {
    this.#add(0, row, 0, 0, 0);
  }

  /**
   * @param repetition the level of the first number below
   * @param lists how many lists lie above, which is the repetition level within the innermost
   */
  #add(depth: number, index: number, repetition: number, definition: number, lists: number): void {
    const { column, isList, isNullable } = this.#nesting[depth]!;
    if (isNullable && isNull(column, index)) return this.#addNothing(repetition, definition);
    const present = definition + (isNullable ? 1 : 0);
    if (!isList) return this.#add(depth + 1, index, repetition, present, lists);

    const from = column.offsets![index]!;
    const to = column.offsets![index + 1]!;
    if (from === to) return this.#addNothing(repetition, present);
    if (depth + 1 < this.#nesting.length) {
      for (let item = from; item < to; item++)
        this.#add(depth + 1, item, item === from ? repetition : lists + 1, present + 1, lists + 1);
      return;
    }
    this.#repetition.add(repetition, 1);
    this.#repetition.add(lists + 1, to - from - 1);
    this.#definition.add(present + 1, to - from);
    this.levels += to - from;
    this.numbers += to - from;
  }

  #addNothing(repetition: number, definition: number): void {
    this.#repetition.add(repetition, 1);
    this.#definition.add(definition, 1);
    this.levels += 1;
  }
}
