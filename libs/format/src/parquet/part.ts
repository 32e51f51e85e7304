import type { KeyRange } from '@weaviate-export/entities-export';
import type { RecordColumns } from '../columns/columns.ts';
import type { ClassLayout } from '../layout/layout.ts';
import type { SchemaText } from '../layout/schema-text.ts';
import type { VectorLengths } from '../layout/vector-lengths.ts';
import type { EncodedRowGroup } from './encoded-row-group.ts';
import type { PageFormat } from './page-format.ts';

/** How the parts of a file are encoded. Plain JSON. */
export interface PartEncoding {
  readonly layout: ClassLayout;
  readonly pages: PageFormat;
  /** The part tells the text of the schema as well. */
  readonly withSchema?: boolean;
}

/** A range's rows as columns, with what was seen on the way. */
export interface ScannedPart {
  readonly columns: RecordColumns;
  readonly scanned: number;
  /** Sum of `exportObjectBytes`. */
  readonly bytes: number;
  /** Halves of surrogate pairs in properties, for each of which there is U+FFFD. */
  readonly replacedCharacters: number;
  readonly firstId: string;
  readonly lastId: string;
  /** By the vector's name; a Map, since a vector may be called `constructor`. */
  readonly lengths: ReadonlyMap<string, VectorLengths>;
  /** What is left of a range that was an estimate, and held more than a row group may, in ranges again. */
  readonly rest: readonly KeyRange[];
}

/** A part whose columns are encoded. */
export interface EncodedPart extends Omit<ScannedPart, 'columns'> {
  readonly rowGroup: EncodedRowGroup;
  /** That of a file of this part alone, where it was asked for. */
  readonly schema?: SchemaText;
}
