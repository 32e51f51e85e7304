import fc from 'fast-check';
import { parquetMetadata } from 'hyparquet';
import { describe, expect, it } from 'vitest';
import { DATA_TYPES, type PropertyDefinition } from '@weaviate-export/entities-export';
import { generatedObjects } from '@weaviate-export/generated-objects';
import { classLayout, LAYOUT_NAMES, type LayoutName } from '../layout/layout.ts';
import { encodedFile } from './encoded-file.fixture.ts';
import { rowGroupLimits } from '../layout/file-limits.ts';

const SEED = 20_261_126;
const VALUES = 2_500_000;
/** Leaves of the columns that `typed` has beside the properties. */
const OTHER_LEAVES = 6;

const texts = (count: number): PropertyDefinition[] =>
  Array.from({ length: count }, (_, index) => ({ name: `p${index}`, dataType: ['text'] }));
const objectsOf = (layout: LayoutName, properties: PropertyDefinition[]): number =>
  rowGroupLimits(classLayout(layout, { class: 'Doc', properties })).objects;

describe('a row group', () => {
  it('has as many objects as make 2,500,000 values, and one at least, however many properties a class has', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 3_000 }), (count) => {
        const leaves = count + OTHER_LEAVES;
        const most = objectsOf('typed', texts(count));
        expect(most).toBeLessThanOrEqual(10_000);
        expect(most * leaves).toBeLessThanOrEqual(VALUES);
        if (most < 10_000) expect((most + 1) * leaves).toBeGreaterThan(VALUES);
      }),
      { seed: SEED, numRuns: 100 },
    );
  });

  it.each([
    [244, 10_000],
    [245, 9_960],
    [994, 2_500],
  ])('of %d properties has %d objects in typed', (properties, most) => {
    expect(objectsOf('typed', texts(properties))).toBe(most);
  });

  it.each(['standard', 'weaviate'] as const)(
    'has 10,000 objects in %s, where properties are one column',
    (layout) => {
      expect(objectsOf(layout, texts(3_000))).toBe(10_000);
    },
  );

  it.each(LAYOUT_NAMES)(
    'of the layout %s counts the leaves that the file has, in all types of properties',
    async (layout) => {
      const types = [...DATA_TYPES, 'Author'].flatMap((type, index): PropertyDefinition[] => {
        const property = { name: `p${index}`, dataType: [type] };
        return type.startsWith('object')
          ? [property, { ...property, name: `q${index}`, nestedProperties: texts(20) }]
          : [property];
      });
      const properties = [...types, ...texts(300).map((text) => ({ ...text, name: `more_${text.name}` }))];
      const definition = { class: 'Doc', vectorConfig: { a: {}, b: {} }, properties };
      const given = generatedObjects({ objects: 1, dimensions: 0, seed: SEED }).map((object) => ({
        ...object,
        vector: null,
        properties: '{}',
      }));
      const { file } = await encodedFile({ definition, objects: given, layout });
      const leaves = parquetMetadata(Uint8Array.from(file).buffer).row_groups[0]!.columns.length;
      expect(rowGroupLimits(classLayout(layout, definition)).objects).toBe(
        Math.min(10_000, Math.floor(VALUES / leaves)),
      );
    },
  );
});
