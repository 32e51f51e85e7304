import { describe, expect, it } from 'vitest';
import { idOf } from '@weaviate-export/generated-objects';
import type { ExportObject } from '@weaviate-export/entities-export';
import { ColumnsBuilder } from './columns-builder.ts';
import { classLayout, LAYOUT_NAMES, type LayoutName } from './layout.ts';

const object: ExportObject = {
  id: idOf(1),
  creationTime: 0,
  updateTime: 0,
  vector: null,
  namedVectors: null,
  properties: null,
};
const definition = { class: 'Doc', properties: [{ name: 'a', dataType: ['text'] }] };

/** What adding the object to a layout throws. */
function refusal(layout: LayoutName, more: Partial<ExportObject>): unknown {
  const builder = new ColumnsBuilder(classLayout(layout, definition), { objects: 2, bytes: 100 });
  try {
    builder.add({ ...object, ...more });
  } catch (error) {
    return error;
  }
  return undefined;
}

const bytes = (...values: (string | number)[]): Uint8Array =>
  Buffer.concat(values.map((value) => (typeof value === 'string' ? Buffer.from(value) : Buffer.of(value))));
const LEFT = '{"a":"';
const RIGHT = '"}';

describe.each(['standard', 'weaviate'] as const)('the layout %s', (layout) => {
  it.each<[string, string | Uint8Array, string]>([
    ['bytes that begin no character', bytes(LEFT, 0xff, RIGHT), 'UTF-8'],
    ['half of a character', bytes(LEFT, 0xc3, RIGHT), 'UTF-8'],
    ['a character whose end is missing', bytes('{}', 0xf0, 0x9f), 'UTF-8'],
    ['half of a surrogate pair in bytes', bytes(LEFT, 0xed, 0xa0, 0x80, RIGHT), 'UTF-8'],
    ['the first half of a surrogate pair', `${LEFT}\ud83d${RIGHT}`, 'text without half surrogate pairs'],
    ['the second half of one', `${LEFT}\ude00${RIGHT}`, 'text without half surrogate pairs'],
    ['both halves, the wrong way round', `${LEFT}\ude00\ud83d${RIGHT}`, 'text without half surrogate pairs'],
  ])('refuses properties with %s, and names class and object', (_name, properties, allowed) => {
    expect(refusal(layout, { properties })).toMatchObject({
      code: 'OBJECT_INVALID',
      message: `class "Doc", object "${idOf(1)}": has properties that cannot be written: only ${allowed} is allowed`,
    });
  });

  it.each<[string, string | Uint8Array]>([
    ['escaped', `${LEFT}\\ud83d${RIGHT}`],
    ['escaped, in bytes', bytes(LEFT, '\\ud83d', RIGHT)],
    ['beside the other', `${LEFT}\ud83d\ude00${RIGHT}`],
  ])('takes half of a surrogate pair that is %s', (_name, properties) => {
    expect(refusal(layout, { properties })).toBeUndefined();
  });
});

it.each(LAYOUT_NAMES)('the layout %s refuses an id with half of a surrogate pair', (layout) => {
  expect(refusal(layout, { id: 'a\ud800' })).toMatchObject({
    code: 'OBJECT_INVALID',
    message: expect.stringMatching(/object "a\\ud800": has an id that cannot be written/) as string,
  });
});
