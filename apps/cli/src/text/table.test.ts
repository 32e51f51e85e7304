import { describe, expect, it } from 'vitest';
import { cut, table, textWidth } from './table.ts';

const COLUMNS = [{ name: 'id' }, { name: 'text' }, { name: 'size', align: 'right' as const }];
const ROWS = [
  ['1', 'a text that is longer than a narrow terminal', '12'],
  ['2', '東京 and more', '3456'],
];
const paper = (width: number | undefined) => ({ width, heading: (text: string) => text });

describe('table', () => {
  it('cuts the widest columns to what the terminal has', () => {
    expect(table(COLUMNS, ROWS, paper(30))).toBe(
      [
        'id  text                  size',
        '1   a text that is long…    12',
        '2   東京 and more         3456',
      ].join('\n'),
    );
  });

  it('cuts a long text before an id', () => {
    const id = '005ae7e3-d93f-5f87-8bc9-bf6c2d000000';
    const [, line] = table([{ name: 'id' }, { name: 'text' }], [[id, 'long '.repeat(20)]], paper(64)).split(
      '\n',
    );
    expect(line).toBe(`${id}  long long long long long …`);
  });

  it('prints a block a row where the terminal is too narrow for columns', () => {
    expect(table(COLUMNS, ROWS, paper(18))).toBe(
      ['id    1', 'text  a text that…', 'size  12', '', 'id    2', 'text  東京 and mo…', 'size  3456'].join(
        '\n',
      ),
    );
  });

  it('cuts only what is very long where there is no terminal', () => {
    const [, line] = table([{ name: 'text' }], [['x'.repeat(5000)]], paper(undefined)).split('\n');
    expect(line).toBe(`${'x'.repeat(59)}…`);
  });
});

describe('textWidth', () => {
  it.each([
    { text: 'abc', width: 3 },
    { text: 'e\u0301', width: 1 },
    { text: '東京', width: 4 },
    { text: '👩‍👩‍👧', width: 2 },
    { text: '\u001b[1mbold\u001b[22m', width: 4 },
  ])('$text takes $width columns', ({ text, width }) => {
    expect(textWidth(text)).toBe(width);
  });
});

describe('cut', () => {
  it('never cuts through a character', () => {
    expect(cut('ab👩‍👩‍👧cd', 4)).toBe('ab…');
    expect(cut('東京都', 5)).toBe('東京…');
  });
});
