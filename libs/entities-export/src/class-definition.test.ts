import { describe, expect, it } from 'vitest';
import { capitalized, DATA_TYPES, isDataType, vectorsOf, type ClassDefinition } from './class-definition.ts';

describe('the vectors of a class', () => {
  it.each<[string, Omit<ClassDefinition, 'class'>, ReturnType<typeof vectorsOf>]>([
    ['are the unnamed one where none is named', {}, [{ name: null, multi: false, distance: 'cosine' }]],
    [
      'are the unnamed one where the named ones are empty',
      { vectorConfig: {} },
      [{ name: null, multi: false, distance: 'cosine' }],
    ],
    [
      'have the distance of the index',
      { vectorIndexConfig: { distance: 'dot' } },
      [{ name: null, multi: false, distance: 'dot' }],
    ],
    [
      'have the default distance where the index names something odd',
      { vectorIndexConfig: { distance: 7 } },
      [{ name: null, multi: false, distance: 'cosine' }],
    ],
    [
      'come in order of name, whatever the order of the definition',
      { vectorConfig: { title: {}, body: { vectorIndexConfig: { distance: 'l2-squared' } }, Abstract: {} } },
      [
        { name: 'Abstract', multi: false, distance: 'cosine' },
        { name: 'body', multi: false, distance: 'l2-squared' },
        { name: 'title', multi: false, distance: 'cosine' },
      ],
    ],
    [
      'are the unnamed one as well where it has an index beside the named ones',
      { vectorIndexType: 'hnsw', vectorIndexConfig: { distance: 'dot' }, vectorConfig: { title: {} } },
      [
        { name: null, multi: false, distance: 'dot' },
        { name: 'title', multi: false, distance: 'cosine' },
      ],
    ],
    [
      'are multi-vectors where the index says so',
      {
        vectorConfig: {
          colbert: { vectorIndexConfig: { multivector: { enabled: true } } },
          plain: { vectorIndexConfig: { multivector: { enabled: false } } },
        },
      },
      [
        { name: 'colbert', multi: true, distance: 'cosine' },
        { name: 'plain', multi: false, distance: 'cosine' },
      ],
    ],
  ])('%s', (_promise, definition, vectors) => {
    expect(vectorsOf({ class: 'Article', ...definition })).toEqual(vectors);
  });
});

describe('a data type', () => {
  it('is one of the listed names, each listed once', () => {
    expect(new Set(DATA_TYPES).size).toBe(DATA_TYPES.length);
    for (const type of DATA_TYPES) expect(isDataType(type)).toBe(true);
  });

  it.each(['Article', 'Text', 'blob[]', 'text[][]', '', 'constructor'])(
    '%j refers to a class instead',
    (type) => {
      expect(isDataType(type)).toBe(false);
    },
  );
});

describe('a class name', () => {
  it.each([
    ['article', 'Article'],
    ['Article', 'Article'],
    ['a', 'A'],
    ['éclair', 'éclair'],
    ['ınvoice', 'ınvoice'],
    ['ſale', 'ſale'],
    ['_x', '_x'],
    ['', ''],
  ])('%j is raised to %j', (given, raised) => {
    expect(capitalized(given)).toBe(raised);
  });
});
