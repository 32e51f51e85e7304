import type { ClassDefinition, ExportObject } from '@weaviate-export/entities-export';
import { idOf, numbers } from '@weaviate-export/generated-objects';
import { beforeAll, describe, expect, it } from 'vitest';
import { classLayout, type LayoutName } from '../layout/layout.ts';
import { encodedFile } from './encoded-file.fixture.ts';
import { fetchRowGroup } from './fetched-row-group.ts';
import { ColumnChunk } from './footer.ts';
import { checkRowGroup } from './row-group-check.ts';
import { readRowGroup, readRowGroupIds } from './row-group-reader.ts';
import { type RowWindow, windowsOf } from './row-window.ts';
import { openStoredFile, type StoredFile } from './stored-file.ts';

const SEED = 20_261_201;
const DOC: ClassDefinition = { class: 'Doc', properties: [{ name: 'text', dataType: ['text'] }] };
const OF_CLASS = classLayout('standard', DOC);
/** Texts take some 9 MB and vectors 3 MB: pages of 1 MiB, which begin at other rows in each column. */
const OBJECTS = objects(400);
const WINDOW_BYTES = 1024 * 1024;

function objects(count: number): ExportObject[] {
  const next = numbers(SEED);
  return Array.from({ length: count }, (_, index) => ({
    id: idOf(index),
    creationTime: index,
    updateTime: index * 7,
    vector: index % 5 === 3 ? null : Float32Array.from({ length: 2_000 }, () => next() - 0.5),
    namedVectors: null,
    properties: index % 6 === 5 ? null : `{"text":"${`${index} `.repeat(1 + Math.floor(next() * 12_000))}"}`,
  }));
}

interface Opened extends StoredFile {
  /** The most that was read at once, in bytes. */
  readonly most: () => number;
}

async function opened(bytes: Uint8Array): Promise<Opened> {
  let most = 0;
  const file = await openStoredFile({
    name: 'Doc.parquet',
    bytes: bytes.length,
    read: async (start, length) => {
      most = Math.max(most, length);
      return bytes.slice(start, start + length);
    },
  });
  return { ...file, most: () => most };
}

/** As other writers leave their files: without an index of pages. */
function withoutIndex(file: Opened): Opened {
  for (const { metadata } of file.rowGroups[0]!.chunks) metadata.delete(ColumnChunk.OFFSET_INDEX_OFFSET);
  return file;
}

async function readWindows(file: StoredFile, windows: readonly RowWindow[]): Promise<ExportObject[]> {
  const read: ExportObject[] = [];
  for (const window of windows) {
    const own = [...(await readRowGroup(file, 0, OF_CLASS, window))];
    expect(await readRowGroupIds(file, 0, window)).toEqual(own.map(({ id }) => id));
    for (const object of own) {
      const { properties } = object;
      read.push({ ...object, properties: properties && Buffer.from(properties as Uint8Array).toString() });
    }
  }
  return read;
}

const files = {} as Record<LayoutName, Uint8Array>;
beforeAll(async () => {
  for (const layout of ['standard', 'weaviate'] as const)
    files[layout] = (await encodedFile({ definition: DOC, objects: OBJECTS, layout, codec: 'none' })).file;
});

describe('a large row group is read window by window', () => {
  it.each([
    { layout: 'weaviate', how: 'by its index', open: opened },
    { layout: 'standard', how: 'by its index', open: opened },
    {
      layout: 'weaviate',
      how: 'without',
      open: async (bytes: Uint8Array) => withoutIndex(await opened(bytes)),
    },
    {
      layout: 'standard',
      how: 'without',
      open: async (bytes: Uint8Array) => withoutIndex(await opened(bytes)),
    },
  ] as const)('of the layout $layout, $how', async ({ layout, open }) => {
    const file = await open(files[layout]);
    expect(file.rowGroups).toHaveLength(1);
    const windows = await windowsOf(file, 0, WINDOW_BYTES);
    expect(windows.length).toBeGreaterThan(8);
    expect(await readWindows(file, windows)).toEqual(OBJECTS);
    // Windows go to other threads and processes.
    expect(JSON.parse(JSON.stringify(windows))).toEqual(windows);
    const found = [];
    for (const window of windows) {
      const { problems, ids } = checkRowGroup(await fetchRowGroup(file, 0, { window }), OF_CLASS);
      expect(problems).toEqual([]);
      found.push(ids!.lowest, ids!.highest);
    }
    expect([found[0], found.at(-1)]).toEqual([OBJECTS[0]!.id, OBJECTS.at(-1)!.id]);
    // Never a column whole, which has a third of all bytes and more.
    expect(file.most()).toBeLessThan(files[layout].length / 2);
  });

  it('but a small one at once, and one whose columns are of several leaves', async () => {
    const small = await opened((await encodedFile({ definition: DOC, objects: OBJECTS.slice(0, 3) })).file);
    expect(await windowsOf(small, 0)).toEqual([{ firstRow: 0, rows: 3, bytes: small.rowGroups[0]!.bytes }]);
    const none = OBJECTS.map((object) => ({ ...object, vector: null }));
    const named = { class: 'Doc', vectorConfig: { a: {}, b: {} } };
    const several = await opened((await encodedFile({ definition: named, objects: none })).file);
    expect(await windowsOf(several, 0, WINDOW_BYTES)).toHaveLength(1);
  });
});

describe('a large row group that is not what it says is refused, by file, row group and column', () => {
  it('where a page is damaged', async () => {
    const bytes = files.weaviate.slice();
    const file = await opened(bytes);
    const { start, bytes: length } = file.rowGroups[0]!.chunks.find(({ path }) => path[0] === 'properties')!;
    const windows = await windowsOf(file, 0, WINDOW_BYTES);
    bytes.fill(0xff, start + Math.floor(length / 2), start + Math.floor(length / 2) + 2_000_000);
    await expect(readWindows(file, windows)).rejects.toMatchObject({
      code: 'PARQUET_INVALID',
      message: expect.stringMatching(/Doc\.parquet, row group 0: column properties has a page/) as string,
    });
    await expect(windowsOf(withoutIndex(file), 0, WINDOW_BYTES)).rejects.toMatchObject({
      code: 'PARQUET_INVALID',
      message: expect.stringMatching(/Doc\.parquet, row group 0: column properties /) as string,
    });
  });

  it('where it is cut short', async () => {
    const file = await opened(files.weaviate);
    const windows = await windowsOf(file, 0, WINDOW_BYTES);
    const cut: StoredFile = {
      ...file,
      source: {
        ...file.source,
        read: async (start, length) => (await file.source.read(start, length)).subarray(0, length >> 1),
      },
    };
    await expect(readWindows(cut, windows)).rejects.toMatchObject({
      message: expect.stringContaining('Doc.parquet, row group 0: the file ends too soon') as string,
    });
    await expect(windowsOf(withoutIndex({ ...file, ...cut }), 0, WINDOW_BYTES)).rejects.toMatchObject({
      code: 'PARQUET_INVALID',
    });
  });

  it('where the pages of a window have other rows than its index says', async () => {
    const file = await opened(files.weaviate);
    const [window] = await windowsOf(file, 0, WINDOW_BYTES);
    const pages = window!.pages!.map((one) => ({ ...one, rows: one.rows + 1 }));
    await expect(readWindows(file, [{ ...window!, pages }])).rejects.toMatchObject({
      message: expect.stringMatching(
        /Doc\.parquet, row group 0: column \w+ has \d+ rows where its index says/,
      ) as string,
    });
  });
});
