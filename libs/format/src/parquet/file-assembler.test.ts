import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { GENERATED, generatedObjects, idOf } from '@weaviate-export/generated-objects';
import type { EncodedPart } from './part.ts';
import {
  CollectingWriter,
  encodedFile,
  encodedParts,
  contents,
  type FilledClass,
} from './encoded-file.fixture.ts';
import { learnSchema } from '../layout/schema-text.ts';
import { FileAssembler } from './file-assembler.ts';
import { readWithHyparquet, rowsOf } from '@weaviate-export/parquet-readers';

const FILLED: FilledClass = {
  definition: GENERATED,
  objects: generatedObjects({ objects: 25, dimensions: 4, seed: 5 }),
  dimensions: { '': 4 },
  rowGroup: 10,
};
const rowsDiffer = (message: string): unknown =>
  expect.objectContaining({ code: 'ROWS_DIFFER', message: expect.stringContaining(message) as string });

describe('FileAssembler', () => {
  it('writes the schema that a worker has told of, and makes its own where vectors turn out otherwise', async () => {
    const asked = { ...FILLED, withSchema: true };
    const [part] = encodedParts(asked);
    const { file } = await encodedFile(FILLED);
    expect(Buffer.from(file).includes(part!.schema!.text)).toBe(true);
    expect(encodedParts(FILLED)[0]).not.toHaveProperty('schema');
    const text = 'made elsewhere';
    const told = { ...contents(FILLED) };
    learnSchema(told.layout, { ...part!.schema!, text });
    const sink = new CollectingWriter();
    const assembler = new FileAssembler(told, sink);
    await assembler.append(part!, 10);
    await assembler.finish(10);
    expect(Buffer.from(sink.file).includes(text)).toBe(true);
    const lists = new CollectingWriter();
    const other = new FileAssembler({ ...told, dimensions: {} }, lists);
    await other.append(part!, 10);
    await other.finish(10);
    expect(Buffer.from(lists.file).includes(text)).toBe(false);
  });

  it('makes a file of parts that reads as the rows in their order', async () => {
    const { file, vectors } = await encodedFile(FILLED);
    expect(await readWithHyparquet(file, vectors)).toEqual(rowsOf(FILLED.objects, 'Generated', vectors));
  });

  it('tells rows, bytes, sha256, ids and row groups of the file, just as it was written', async () => {
    const { file, assembled } = await encodedFile(FILLED);
    expect(assembled).toEqual({
      rows: 25,
      replacedCharacters: 0,
      bytes: file.length,
      sha256: createHash('sha256').update(file).digest('hex'),
      lowestId: idOf(0),
      highestId: idOf(24),
      rowGroups: 3,
      schemaFingerprint: expect.stringMatching(/^[0-9a-f]{64}$/) as string,
    });
  });

  it('gives the same bytes for the same rows, and the same fingerprint for any rows of a schema', async () => {
    const [first, second] = [await encodedFile(FILLED), await encodedFile(FILLED)];
    expect(second.assembled).toEqual(first.assembled);
    expect(Buffer.compare(second.file, first.file)).toBe(0);
    const fewer = await encodedFile({ ...FILLED, objects: FILLED.objects.slice(3) });
    expect(fewer.assembled.schemaFingerprint).toBe(first.assembled.schemaFingerprint);
    expect(fewer.assembled.sha256).not.toBe(first.assembled.sha256);
    const other = await encodedFile({
      definition: { class: 'Generated', vectorConfig: { v: {} } },
      objects: FILLED.objects.map((object) => ({ ...object, vector: null })),
    });
    expect(other.assembled.schemaFingerprint).not.toBe(first.assembled.schemaFingerprint);
  });

  it('names the lowest and highest id of all shards, which follow one another', async () => {
    const assembler = new FileAssembler(contents(FILLED), new CollectingWriter());
    const [first, second, third] = encodedParts(FILLED);
    for (const part of [second!, first!, third!]) await assembler.append(part, part.scanned);
    expect(await assembler.finish(25)).toMatchObject({ lowestId: idOf(0), highestId: idOf(24) });
  });

  it.each<[string, (part: EncodedPart, other: EncodedPart) => EncodedPart, number, string]>([
    ['scanned', (part) => ({ ...part, scanned: 9 }), 10, 'cut 10, scanned 9, encoded 10'],
    ['cut', (part) => part, 11, 'cut 11, scanned 10, encoded 10'],
    [
      'encoded',
      (part, other) => ({ ...part, rowGroup: other.rowGroup }),
      10,
      'cut 10, scanned 10, encoded 5',
    ],
  ])(
    'refuses a part where other rows were %s than the other two counts say',
    async (_name, change, cut, message) => {
      const assembler = new FileAssembler(contents(FILLED), new CollectingWriter());
      const [part, , last] = encodedParts(FILLED);
      await expect(assembler.append(change(part!, last!), cut)).rejects.toThrow(rowsDiffer(message));
    },
  );

  it.each([
    ['lost', 1],
    ['doubled', 3],
  ])('refuses to finish a file of which a whole part was %s', async (_name, times) => {
    const assembler = new FileAssembler(contents(FILLED), new CollectingWriter());
    const [part] = encodedParts(FILLED);
    for (let time = 0; time < times; time++) await assembler.append(structuredClone(part!), 10);
    await expect(assembler.finish(20)).rejects.toThrow(rowsDiffer(`cut 20, footer ${times * 10}`));
  });

  it('writes pieces of 4 MiB at most, each taken before the next is given', async () => {
    const objects = generatedObjects({ objects: 1_500, dimensions: 1_024, seed: 6 });
    const sizes: number[] = [];
    let writing = 0;
    const sink = Object.assign(new CollectingWriter(), {
      async write(bytes: Uint8Array): Promise<void> {
        expect(++writing).toBe(1);
        sizes.push(bytes.length);
        await new Promise((resolve) => setImmediate(resolve));
        writing -= 1;
      },
    });
    const filled = { definition: GENERATED, objects, codec: 'none' } as const;
    const told: number[] = [];
    const assembler = new FileAssembler(contents(filled), sink, (bytes) => told.push(bytes));
    for (const part of encodedParts(filled)) await assembler.append(part, part.scanned);
    const { bytes } = await assembler.finish(1_500);
    expect(Math.max(...sizes)).toBe(4 * 1024 * 1024);
    expect(sizes.reduce((sum, size) => sum + size)).toBe(bytes);
    expect(told).toEqual(sizes);
  });

  it('lets timers and sockets in while it hashes and writes, also into a sink that never waits', async () => {
    const objects = generatedObjects({ objects: 1_000, dimensions: 1_024, seed: 6 });
    const filled = { definition: GENERATED, objects, codec: 'none' } as const;
    let others = 0;
    let written = 0;
    const sink = Object.assign(new CollectingWriter(), {
      async write(): Promise<void> {
        written += 1;
        const until = performance.now() + 6;
        while (performance.now() < until);
      },
    });
    const [part] = encodedParts(filled);
    const assembler = new FileAssembler(contents(filled), sink);
    const again = (): void => void (others++, (next = setImmediate(again)));
    let next = setImmediate(again);
    await assembler.append(part!, 1_000);
    clearImmediate(next);
    expect(written).toBeGreaterThan(3);
    expect(others).toBeGreaterThanOrEqual(written - 1);
  });

  it('ends with the error of its sink', async () => {
    const sink = Object.assign(new CollectingWriter(), {
      write: async (): Promise<void> => Promise.reject(new Error('no space')),
    });
    const [part] = encodedParts(FILLED);
    await expect(new FileAssembler(contents(FILLED), sink).append(part!, 10)).rejects.toThrow('no space');
  });
});
