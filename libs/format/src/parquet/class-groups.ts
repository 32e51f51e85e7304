import type { Schema } from 'apache-arrow';
import { arrowSchema } from '../layout/arrow-schema.ts';
import type { ClassLayout, ColumnGroup } from '../layout/layout.ts';
import { layoutOf } from '../layout/layouts.ts';
import type { PageFormat } from './page-format.ts';

/** Classes of which is kept what their parts have in common. */
const MOST_CLASSES = 16;

/** A column group of a class. */
export interface ClassGroup {
  readonly group: ColumnGroup;
  readonly schema: Schema;
  readonly layout: ClassLayout;
  /** Columns of other groups that are in it since they are small. */
  readonly joined?: ReadonlySet<string>;
  /** What the encoder makes of a row of NULLs, once it has made it. */
  ofNulls?: Uint8Array;
}

/** The column groups of a class. */
export interface ClassGroups {
  readonly all: readonly ClassGroup[];
  /** Of a small part: texts and bytes are encoded with the other columns that are not nested, by one writer. */
  readonly small: readonly ClassGroup[];
}

const known = new Map<string, ClassGroups>();

/** The groups are those of the parts before, where these were of the same class: thousands of tenants have a part each. */
export function classGroups(layout: ClassLayout, pages: PageFormat): ClassGroups {
  const key = JSON.stringify([layout, pages]);
  const found = known.get(key) ?? made(layout);
  // The class asked for last is the last to go.
  known.delete(key);
  known.set(key, found);
  if (known.size > MOST_CLASSES) known.delete(known.keys().next().value!);
  return found;
}

function made(layout: ClassLayout): ClassGroups {
  const { groups } = layoutOf(layout.name);
  const ofClass = (group: ColumnGroup): ClassGroup => ({
    group,
    schema: arrowSchema(group.columns, layout),
    layout,
  });
  const all = groups.map(ofClass);
  const texts = all.filter(({ group }) => group.bulk === 'byte arrays');
  const flat = all.find(({ group }) => group.bulk === undefined);
  if (texts.length === 0 || flat === undefined) return { all, small: all };
  const joined = {
    ...ofClass(joinGroups(flat.group, ...texts.map(({ group }) => group))),
    joined: new Set(texts.flatMap(({ group }) => group.columns.map(({ name }) => name))),
  };
  // In the place of the first of them: the row group's own metadata is that of the first.
  const others = all.filter((one) => one !== flat && !texts.includes(one));
  return { all, small: all[0] === texts[0] ? [joined, ...others] : [...others, joined] };
}

/** Columns that are not nested, with their settings by name. */
function joinGroups(...groups: readonly ColumnGroup[]): ColumnGroup {
  const { settings } = groups[0]!;
  const columns = groups.flatMap((group) =>
    group.columns.map((column) => ({ ...column, settings: { ...group.settings, ...column.settings } })),
  );
  return { columns, settings };
}
