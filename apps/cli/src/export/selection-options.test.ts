import { describe, expect, it } from 'vitest';
import { exportRequest } from './export-options.ts';
import { parseFilters, parseProperties, parseVectors } from './selection-options.ts';

describe('what of the data the command line names', () => {
  it('becomes the request that the API takes', () => {
    const options = {
      id: 'x',
      parallelism: 0,
      where: parseFilters('{"Article":{"operator":"Equal","path":["n"],"valueInt":9007199254740993}}'),
      properties: parseProperties('Note.', parseProperties('Article.title, Article.price,Book.isbn')),
      vectors: parseVectors('default,title'),
      tenants: ['acme'],
    };
    expect(exportRequest(options, new Date())).toEqual({
      id: 'x',
      config: {
        where: { Article: { operator: 'Equal', path: ['n'], valueInt: 9007199254740993n } },
        properties: { Article: ['title', 'price'], Book: ['isbn'], Note: [] },
        vectors: ['', 'title'],
        tenants: ['acme'],
      },
    });
  });

  it.each([
    ['all', true],
    ['none', false],
    ['a', ['a']],
  ])('has %s for vectors', (text, expected) => {
    expect(parseVectors(text)).toEqual(expected);
  });

  it.each(['', '[]', '{', 'price < 10', 'null'])(
    'is refused where a filter is no JSON object: %s',
    (text) => {
      expect(() => parseFilters(text)).toThrow('allowed is JSON');
    },
  );

  it.each(['title', '.title', 'Article.title,'])('is refused where a property has no class: %s', (text) => {
    expect(() => parseProperties(text)).toThrow('allowed are a class, a dot and a property each');
  });
});
