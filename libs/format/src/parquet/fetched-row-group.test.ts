import { idOf } from '@weaviate-export/generated-objects';
import type { ExportObject } from '@weaviate-export/entities-export';
import { describe, expect, it } from 'vitest';
import { classLayout, LAYOUT_NAMES } from '../layout/layout.ts';
import { encodedFile } from './encoded-file.fixture.ts';
import { fetchRowGroup, memoryOf } from './fetched-row-group.ts';
import { decodeRowGroup, readRowGroup } from './row-group-reader.ts';
import { openStoredFile } from './stored-file.ts';

const OBJECTS: ExportObject[] = Array.from({ length: 30 }, (_, number) => ({
  id: idOf(number),
  creationTime: number,
  updateTime: 2 * number,
  vector: Float32Array.of(number, 0.5),
  namedVectors: null,
  properties: `{"count":${number}}`,
}));
const DEFINITION = { class: 'Doc', properties: [{ name: 'count', dataType: ['int'] }] };

describe.each(LAYOUT_NAMES)('a row group of the layout %s that was fetched', (layout) => {
  it('is read on another thread as in its file, and takes no memory along that is another’s', async () => {
    const { file: bytes } = await encodedFile({
      definition: DEFINITION,
      objects: OBJECTS,
      layout,
      rowGroup: 10,
    });
    const ofClass = classLayout('standard', DEFINITION);
    const file = await openStoredFile({
      name: 'Doc.parquet',
      bytes: bytes.length,
      read: async (start, length) => bytes.subarray(start, start + length),
    });
    for (const index of file.rowGroups.keys()) {
      const fetched = await fetchRowGroup(file, index);
      const sent = structuredClone(fetched, { transfer: memoryOf(fetched) });
      expect([...decodeRowGroup(sent, ofClass)]).toEqual([...(await readRowGroup(file, index, ofClass))]);
    }
    expect(bytes.length).toBeGreaterThan(0);
  });
});
