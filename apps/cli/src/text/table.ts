import { stripVTControlCharacters } from 'node:util';
import type { Paper } from './paper.ts';

export interface TableColumn {
  readonly name: string;
  readonly align?: 'right';
  /** Never cut where there is no terminal to fit: a name that a program may read. */
  readonly whole?: true;
}

const GAP = '  ';
/** The widest that a cell gets where there is no terminal to fit. */
const WIDEST_PLAIN = 60;
/** A column cut narrower than this says nothing: rows are then printed one below the other. */
const NARROWEST = 12;
/** Wider than a UUID or a time: a text, of which a beginning of LONG_TEXT_FLOOR still says what it is. */
const LONG_TEXT = 40;
const LONG_TEXT_FLOOR = 24;

/** Two columns of a terminal each: East Asian characters and emoji. */
const WIDE =
  /^(?:\p{Script=Han}|\p{Script=Hiragana}|\p{Script=Katakana}|\p{Script=Hangul}|[\u3000-\u303e\uff01-\uff60\uffe0-\uffe6]|\p{Emoji_Presentation})/u;
const GRAPHEMES = new Intl.Segmenter('en', { granularity: 'grapheme' });

/**
 * Rows as a table whose columns are as wide as their values, or as the terminal allows: then the widest are cut with
 * `…`, texts before ids and times. Where even that is too much, each row is a block of its own with a line a column.
 */
export function table(
  columns: readonly TableColumn[],
  rows: readonly (readonly string[])[],
  paper: Paper,
): string {
  const natural = columns.map(({ name, whole }, at) => {
    const widest = Math.max(textWidth(name), ...rows.map((row) => textWidth(row[at] ?? '')));
    return paper.width === undefined && !whole ? Math.min(widest, WIDEST_PLAIN) : widest;
  });
  const widths = paper.width === undefined ? natural : narrowed(natural, paper.width);
  if (!widths) return blocks(columns, rows, paper);
  const line = (cells: readonly string[]) =>
    widths
      .map((width, at) => padded(cut(cells[at] ?? '', width), width, columns[at]?.align))
      .join(GAP)
      .trimEnd();
  return [paper.heading(line(columns.map(({ name }) => name))), ...rows.map(line)].join('\n');
}

/** Lines of a name and a value, the values below each other. */
export function pairs(lines: readonly (readonly [name: string, value: string])[], paper: Paper): string {
  const names = Math.max(0, ...lines.map(([name]) => textWidth(name)));
  const room = paper.width === undefined ? Infinity : Math.max(NARROWEST, paper.width - names - GAP.length);
  return lines
    .map(([name, value]) => `${paper.heading(padded(name, names))}${GAP}${cut(value, room)}`)
    .join('\n');
}

/** How many columns of a terminal a text takes. */
export function textWidth(text: string): number {
  let width = 0;
  for (const { segment } of GRAPHEMES.segment(stripVTControlCharacters(text)))
    width += WIDE.test(segment) ? 2 : 1;
  return width;
}

/** The text, or as much of it as fits with a `…` behind. */
export function cut(text: string, width: number): string {
  // A text of no more UTF-16 units than half the room cannot be too wide; most cells end here.
  if (text.length * 2 <= width || textWidth(text) <= width) return text;
  let kept = '';
  let room = width - 1;
  for (const { segment } of GRAPHEMES.segment(text)) {
    room -= WIDE.test(segment) ? 2 : 1;
    if (room < 0) break;
    kept += segment;
  }
  return `${kept}…`;
}

/** Takes from the widest columns until all fit, from long texts first; undefined where they cannot fit. */
function narrowed(natural: readonly number[], width: number): number[] | undefined {
  const widths = [...natural];
  let excess = widths.reduce((sum, each) => sum + each, GAP.length * (widths.length - 1)) - width;
  const widest = (floor: number, over: number) =>
    widths.reduce(
      (best, each, at) =>
        (natural[at] ?? 0) > over && each > Math.max(floor, widths[best] ?? floor) ? at : best,
      -1,
    );
  for (; excess > 0; excess -= 1) {
    let at = widest(LONG_TEXT_FLOOR, LONG_TEXT);
    if (at < 0) at = widest(NARROWEST, 0);
    const taken = widths[at];
    if (taken === undefined) return undefined;
    widths[at] = taken - 1;
  }
  return widths;
}

function blocks(columns: readonly TableColumn[], rows: readonly (readonly string[])[], paper: Paper): string {
  return rows
    .map((row) =>
      pairs(
        columns.map(({ name }, at) => [name, row[at] ?? '']),
        paper,
      ),
    )
    .join('\n\n');
}

function padded(text: string, width: number, align?: 'right'): string {
  const space = ' '.repeat(Math.max(0, width - textWidth(text)));
  return align === 'right' ? space + text : text + space;
}
