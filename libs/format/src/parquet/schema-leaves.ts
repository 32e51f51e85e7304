import { FileMetaData, integer, requiredText, SchemaElement, structs } from './footer.ts';
import type { ThriftStruct } from './thrift-compact.ts';

/** Deepest column that is read: those of a layout have six levels, and a hostile schema must not exhaust the stack. */
const MAX_DEPTH = 64;
/** Of Parquet's enumeration FieldRepetitionType. */
const Repetition = { REQUIRED: 0, REPEATED: 2 } as const;

/** A column of a file that holds values, and how its levels are counted. */
export interface SchemaLeaf {
  readonly path: readonly string[];
  /** Of Parquet's enumeration Type. */
  readonly type: number;
  /** Bytes of a value of FIXED_LEN_BYTE_ARRAY. */
  readonly length: number;
  /** The definition level of a value that is there. */
  readonly mostDefined: number;
  /** 0 where a row has one place for a value, and no more. */
  readonly mostRepeated: number;
}

/**
 * The leaves of a file's schema, in the order of its column chunks.
 * @throws Error for a schema that is no tree
 */
export function leavesOf(metadata: ThriftStruct): SchemaLeaf[] {
  const elements = structs(metadata, FileMetaData.SCHEMA);
  const found: SchemaLeaf[] = [];
  let next = 1;
  const walk = (path: readonly string[], defined: number, repeated: number): void => {
    const element = elements[next++];
    if (element === undefined || path.length > MAX_DEPTH) throw new Error('its schema is no tree of columns');
    const repetition = integer(element, SchemaElement.REPETITION) ?? Repetition.REQUIRED;
    const inner = [...path, requiredText(element, SchemaElement.NAME)];
    const mostDefined = defined + (repetition === Repetition.REQUIRED ? 0 : 1);
    const mostRepeated = repeated + (repetition === Repetition.REPEATED ? 1 : 0);
    const children = integer(element, SchemaElement.NUM_CHILDREN) ?? 0;
    const type = integer(element, SchemaElement.TYPE);
    if (children === 0 && type !== undefined) {
      const length = integer(element, SchemaElement.TYPE_LENGTH) ?? 0;
      found.push({ path: inner, type, length, mostDefined, mostRepeated });
    }
    for (let child = 0; child < children; child++) walk(inner, mostDefined, mostRepeated);
  };
  const columns = elements[0] === undefined ? 0 : (integer(elements[0], SchemaElement.NUM_CHILDREN) ?? 0);
  for (let column = 0; column < columns; column++) walk([], 0, 0);
  if (next !== elements.length) throw new Error('its schema is no tree of columns');
  return found;
}
