import { arrowSchema, arrowSchemaValue } from './arrow-schema.ts';
import { leafCount } from './file-limits.ts';
import type { ClassLayout } from './layout.ts';
import { layoutOf } from './layouts.ts';

/** What a file's footer says of its Arrow schema, where these vectors are fixed-size lists. Plain JSON. */
export interface SchemaText {
  /** In order of name. */
  readonly fixed: readonly (readonly [name: string, length: number])[];
  readonly text: string;
}

/** Leaves of a schema from which on its text takes more than about two milliseconds to make: a worker's work. */
const MANY_LEAVES = 200;

/** Texts by what is fixed: the files of a class have a layout in common, and a class of many tenants has thousands. */
const texts = new WeakMap<ClassLayout, Map<string, string>>();

/** True where the text is to be made away from the main thread, and has not been. */
export function isSchemaWanted(layout: ClassLayout): boolean {
  return leafCount(layout) >= MANY_LEAVES && !texts.has(layout);
}

/** The text, made unless it is known. */
export function schemaText(layout: ClassLayout, fixed: ReadonlyMap<string, number>): SchemaText {
  const entries = [...fixed].sort(([a], [b]) => (a < b ? -1 : 1));
  const known = texts.get(layout)?.get(JSON.stringify(entries));
  if (known !== undefined) return { fixed: entries, text: known };
  const made = {
    fixed: entries,
    text: arrowSchemaValue(arrowSchema(layoutOf(layout.name).columns, layout, fixed)),
  };
  learnSchema(layout, made);
  return made;
}

/** Takes a text that another thread has made for the layout. */
export function learnSchema(layout: ClassLayout, { fixed, text }: SchemaText): void {
  const known = texts.get(layout) ?? new Map<string, string>();
  texts.set(layout, known.set(JSON.stringify(fixed), text));
}
