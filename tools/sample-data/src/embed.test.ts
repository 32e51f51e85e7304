import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { DIMENSIONS, embed } from './embed.ts';
import { sampleObjects } from './sample-objects.ts';

function cosine(a: string, b: string): number {
  const other = embed(b);
  return embed(a).reduce((sum, value, index) => sum + value * (other[index] ?? 0), 0);
}

describe('embed', () => {
  it.each(['Iron is a transition metal.', "Côte d'Ivoire", 'Å Ω µ', '鉄', 'x'])(
    'gives 384 numbers of length 1 for "%s"',
    (text) => {
      const vector = embed(text);
      expect(vector).toHaveLength(DIMENSIONS);
      expect(Math.hypot(...vector)).toBeCloseTo(1, 6);
    },
  );

  it('gives a vector of zeros for a text without letters and digits', () => {
    expect(embed(' … ').every((value) => Object.is(value, 0))).toBe(true);
  });

  it('gives the same bytes on every machine', () => {
    const vector = embed('São Tomé is the capital of São Tomé and Príncipe.');
    const view = new DataView(new ArrayBuffer(4 * vector.length));
    vector.forEach((value, index) => view.setFloat32(4 * index, value, true));
    expect(createHash('sha256').update(view).digest('hex')).toBe(
      'a61801d722bd702995c0b9e4a3630f291b3e56bf69fe48e720659ddfbee697cf',
    );
  });

  it('does not tell apart case, and signs that look and mean the same', () => {
    expect(embed('OHM: 1 \u2126, 1 \u212B')).toEqual(embed('ohm: 1 \u03A9, 1 \u00C5'));
  });

  it.each([
    [
      'The capital of France is Paris.',
      'What is the capital of France?',
      'At room temperature iron is solid.',
    ],
    ['Gold has the symbol Au.', 'The symbol of gold is Au.', 'Peru lies in South America.'],
    ['The currency of Japan is the yen.', 'Japanese currency: yen', 'Helium is a noble gas.'],
    ['One mile is 1609.344 m.', 'How many m are one mile?', 'Oslo is the capital of Norway.'],
  ])('puts "%s" nearer to "%s" than to "%s"', (text, similar, unrelated) => {
    expect(cosine(text, similar)).toBeGreaterThan(cosine(text, unrelated));
  });

  it.each([
    ['capital of France', 'The capital of France is Paris.'],
    ['symbol for tungsten', 'The symbol W abbreviates wolfram, another name of tungsten.'],
    ['when was gallium discovered', 'Gallium was discovered in 1875.'],
  ])('finds for "%s" the fact "%s" among the three nearest', { tags: 'long' }, (query, sentence) => {
    const wanted = embed(query);
    const nearest = [...sampleObjects()]
      .filter((object) => object.class === 'Fact')
      .map(({ properties, vector }) => ({
        sentence: properties['sentence'],
        similarity: wanted.reduce((sum, value, index) => sum + value * (vector?.[index] ?? 0), 0),
      }))
      .sort((a, b) => b.similarity - a.similarity)
      .slice(0, 3);
    expect(nearest.map((found) => found.sentence)).toContain(sentence);
  });
});
