import {
  checkColumns,
  type CheckedClass,
  requiredColumns,
  type RowGroupProblem,
} from '../layout/column-check.ts';
import { type DecodedRows, rowsOfBatch } from '../layout/decoded-rows.ts';
import { DamagedColumn, type UnpackedChunk } from './chunk-unpacker.ts';
import type { FetchedRowGroup } from './fetched-row-group.ts';
import { Physical } from './page-values.ts';
import { decodeFile } from './row-group-reader.ts';
import { type FetchedChunk, UnpackedRowGroup } from './unpacked-row-group.ts';

/** What a row group was found to hold. Plain. */
export interface RowGroupCheck {
  /** The lowest and the highest id; absent where ids cannot be read. */
  readonly ids?: { readonly lowest: string; readonly highest: string };
  /** The first of each kind and column. */
  readonly problems: readonly RowGroupProblem[];
  /** The decoder's WebAssembly has stopped in the middle of something: the thread is to be left. */
  readonly isTrapped: boolean;
}

/**
 * Reads every page and every value of a row group. Vectors that are lists of float32 are not decoded: any four bytes are a
 * float32, and so sizes, levels and rows are all that can be wrong with them.
 */
export function checkRowGroup(fetched: FetchedRowGroup, ofClass: CheckedClass): RowGroupCheck {
  const check = new Check(ofClass);
  try {
    check.run(new UnpackedRowGroup(fetched));
  } catch (error) {
    check.add({ problem: messageOf(error) });
  }
  return check.result();
}

class Check {
  readonly #ofClass: CheckedClass;
  readonly #problems: RowGroupProblem[] = [];
  #isTrapped = false;
  #lowest = '';
  #highest = '';
  #before = '';
  #isUnordered = false;

  constructor(ofClass: CheckedClass) {
    this.#ofClass = ofClass;
  }

  add(problem: RowGroupProblem): void {
    this.#problems.push(problem);
  }

  run(group: UnpackedRowGroup): void {
    for (const name of requiredColumns(this.#ofClass))
      if (!group.columns.has(name)) this.add({ column: name, problem: `there is no column ${name}` });
    const chunks = this.#unpack(group);
    const damaged = new Set(this.#problems.map(({ column }) => column));
    const isFloats = (name: string): boolean =>
      group.chunks.every(
        ({ leaf }) => leaf.path[0] !== name || (leaf.type === Physical.FLOAT && leaf.mostRepeated > 0),
      );
    const wanted = [...group.columns].filter((name) => !damaged.has(name) && !isFloats(name));
    // The columns of a window have pages of other rows each.
    if (group.isWindow) for (const name of wanted) this.#decode(group, chunks, [name]);
    else this.#decode(group, chunks, wanted);
  }

  result(): RowGroupCheck {
    const ids = { lowest: this.#lowest, highest: this.#highest };
    return { problems: this.#problems, isTrapped: this.#isTrapped, ...(this.#highest !== '' && { ids }) };
  }

  /** The pages of every column, one column after the other, so that each damaged one is told. */
  #unpack(group: UnpackedRowGroup): Map<FetchedChunk, UnpackedChunk> {
    const chunks = new Map<FetchedChunk, UnpackedChunk>();
    for (const chunk of group.chunks) {
      try {
        const unpacked = group.unpack(chunk);
        if (chunk.leaf.type !== Physical.FLOAT) chunks.set(chunk, unpacked);
      } catch (error) {
        if (!(error instanceof DamagedColumn)) throw error;
        const place = error.row === undefined ? {} : { row: error.row };
        this.add({ column: chunk.leaf.path[0]!, ...place, problem: error.message });
      }
    }
    return chunks;
  }

  /** Together, and where that fails each by itself, so that the one that cannot be decoded is told. */
  #decode(
    group: UnpackedRowGroup,
    chunks: ReadonlyMap<FetchedChunk, UnpackedChunk>,
    wanted: readonly string[],
  ): void {
    if (wanted.length === 0) return;
    try {
      const names = new Set(wanted);
      const file = group.file(
        (name) => names.has(name),
        (chunk) => chunks.get(chunk) ?? group.unpack(chunk),
      );
      let row = group.firstRow;
      for (const decoded of this.#decoded(group, file, wanted[0]!)) {
        for (const problem of checkColumns(decoded, this.#ofClass, row, this.#onId)) this.#addOnce(problem);
        row += decoded.rows;
      }
    } catch (error) {
      if (isTrap(error)) this.#isTrapped = true;
      if (wanted.length > 1) for (const name of wanted) this.#decode(group, chunks, [name]);
      else
        this.add({
          column: wanted[0]!,
          problem: `column ${wanted[0]!} cannot be decoded: ${messageOf(error)}`,
        });
    }
  }

  #decoded(group: UnpackedRowGroup, file: Uint8Array, name: string): DecodedRows[] {
    if (!group.isWindow) return decodeFile(file, group.rows).map(rowsOfBatch);
    const { rows, lead } = group.chunks.find(({ leaf }) => leaf.path[0] === name)!;
    const [batch] = decodeFile(file, rows, rows);
    return [{ rows: group.rows, columns: new Map([[name, { data: batch!.data.children[0]!, lead }]]) }];
  }

  #addOnce(problem: RowGroupProblem): void {
    if (!this.#problems.some(({ column }) => column === problem.column)) this.add(problem);
  }

  readonly #onId = (id: string, row: number): void => {
    if (this.#lowest === '' || id < this.#lowest) this.#lowest = id;
    if (id > this.#highest) this.#highest = id;
    if (id <= this.#before && !this.#isUnordered) {
      this.#isUnordered = true;
      const how = id === this.#before ? 'is there twice' : `comes behind ${this.#before}: ids must rise`;
      this.add({ column: 'id', row, problem: `the id ${id} ${how}` });
    }
    this.#before = id;
  };
}

/** True for WebAssembly.RuntimeError, by its name: the types know it only together with a browser's. */
function isTrap(error: unknown): boolean {
  return error instanceof Error && error.name === 'RuntimeError';
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
