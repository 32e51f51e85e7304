import { afterAll, describe, expect, it } from 'vitest';
import { ExportError, type ExportObject } from '@weaviate-export/entities-export';
import type { LentPart, PartExecutor } from '../ports/part-executor.ts';
import { GeneratedSource } from '../workers/generated-source.fixture.ts';
import { WorkerPartExecutor } from '../workers/worker-part-executor.ts';
import { endsIn, expectAlone, exported, type Selected, where } from './export-where.fixture.ts';
import { keepWorkers } from './export-world.fixture.ts';

const OPTIONS = { objects: 23_000, dimensions: 4, seed: 15 };
const workers = keepWorkers();
/** Workers that read a source for themselves, by how many. */
const readers = new Map([1, 2].map((size) => [size, new WorkerPartExecutor(size)]));
afterAll(async () => {
  for (const executor of readers.values()) await executor[Symbol.asyncDispose]();
});

const titleOf = ({ properties }: ExportObject): string =>
  (JSON.parse(properties as string) as { title: string }).title;

describe('an export of what a filter lets through has the bytes of an export of nothing else', () => {
  it.each<[string, object, Selected, number[]]>([
    ['all', where('index', 'GreaterThanEqual', { valueInt: 0 }), () => true, [10_000, 10_000, 3_000]],
    ['half', where('index', 'LessThan', { valueInt: 11_500 }), (_, index) => index < 11_500, [10_000, 1_500]],
    [
      'most of it, here and there',
      { operator: 'Not', operands: [endsIn(3)] },
      (object) => !titleOf(object).endsWith('3'),
      [10_000, 10_000, 700],
    ],
    ['a tenth', endsIn(7), (object) => titleOf(object).endsWith('7'), [2_300]],
    ['one object', where('index', 'Equal', { valueInt: 22_222 }), (_, index) => index === 22_222, [1]],
  ])('%s', async (_what, filter, isSelected, expected) => {
    const executors = { readers: [...readers.values()], other: workers().executor() };
    expect(await expectAlone(OPTIONS, filter, isSelected, executors)).toEqual(expected);
  });

  it('also where a worker dies of a row group, whose objects are found again', async () => {
    const filter = where('index', 'GreaterThan', { valueInt: 4_999 });
    const alone = await exported(new GeneratedSource(OPTIONS), readers.get(2)!, filter);
    const inner = readers.get(1)!;
    let deaths = 0;
    const dying: PartExecutor = {
      start: async (signal) => {
        const started = await inner.start(signal);
        return {
          size: started.size,
          prepare: (moduleUrl) => started.prepare(moduleUrl),
          share: (source) => started.share(source),
          cut: (shard, limits, here) => started.cut(shard, limits, here),
          run: (job, here) => started.run(job, here),
          select: (job, here) => started.select(job, here),
          entriesOf: (job, here) => started.entriesOf(job, here),
          entries: (rowGroup) => started.entries(rowGroup),
          encode: async (pieces, encoding): Promise<LentPart> => {
            const encoded = await started.encode(pieces, encoding);
            if (deaths++ === 1) throw new ExportError('WORKER_DIED', ['it exited with code 7']);
            return encoded;
          },
          [Symbol.asyncDispose]: () => started[Symbol.asyncDispose](),
        };
      },
    };
    const { file } = await exported(new GeneratedSource(OPTIONS), dying, filter);
    expect(deaths).toBe(3);
    expect(Buffer.compare(file, alone.file)).toBe(0);
  });
});
