import { expect, it } from 'vitest';
import { CONTESTANTS } from './contestants.ts';
import { reportText, resultOf, type Round } from './report.ts';

const round = (objects: number, seconds: number): Round => ({
  objects,
  seconds,
  cpuSeconds: 2,
  peakMB: 100 + seconds,
});

it('bench:weaviate tells medians, and CPU time for as many objects of each', () => {
  const [ours, iterator] = CONTESTANTS;
  const results = [
    resultOf(
      ours!,
      [4, 2, 5].map((seconds) => ({ ...round(100_000, seconds), serverCpuSeconds: seconds })),
    ),
    resultOf(iterator!, [round(1_000, 1)]),
  ];
  expect(results[0]).toMatchObject({
    objectsPerSecond: 25_000,
    cpuSeconds: 2,
    serverCpuSeconds: 4,
    peakMB: 105,
  });
  expect(results[1]).toMatchObject({ objectsPerSecond: 1_000, cpuSeconds: 200, serverCpuSeconds: null });
  expect(reportText(results)).toContain('25.0 x');
});
