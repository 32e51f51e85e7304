import { expect, it } from 'vitest';
import { readHybrid } from './hybrid-runs.ts';

function values(bytes: number[], width: number, count: number): number[] {
  const found: number[] = [];
  readHybrid(Uint8Array.from(bytes), 0, width, count, (value, times) => {
    for (let index = 0; index < times; index++) found.push(value);
  });
  return found;
}

it('runs and packed values are read, as the format’s own example has them', () => {
  // 0 to 7, of three bits each, packed.
  expect(values([0x03, 0x88, 0xc6, 0xfa], 3, 8)).toEqual([0, 1, 2, 3, 4, 5, 6, 7]);
  expect(values([0x0a, 0x02], 2, 5)).toEqual([2, 2, 2, 2, 2]);
  expect(values([0x04, 0x01, 0x03, 0x0f], 1, 6)).toEqual([1, 1, 1, 1, 1, 1]);
});

it('values of up to 32 bits are read', () => {
  const bytes = [0x03, ...Array.from({ length: 8 }, (_, index) => [index, 0, 0, 0x80]).flat()];
  expect(values(bytes, 32, 8)).toEqual(Array.from({ length: 8 }, (_, index) => 0x8000_0000 + index));
});

it('a run of thousands of millions is told at once', () => {
  const runs: [number, number][] = [];
  readHybrid(Uint8Array.from([0xfe, 0xff, 0xff, 0xff, 0x0f, 1]), 0, 1, 2 ** 31 - 1, (value, times) =>
    runs.push([value, times]),
  );
  expect(runs[0]).toEqual([1, 2 ** 31 - 1]);
}, 5_000);

it.each([
  ['nothing at all', []],
  ['a run that ends in its header', [0x80]],
  ['a run without its value', [0x08]],
  ['packed values that end too soon', [0x03, 0x88]],
  ['runs of nothing', [0x00, 1, 0x00, 1]],
  ['a header without end', new Array<number>(12).fill(0xff)],
])('%s is refused', (_what, bytes) => {
  expect(() => values(bytes, 3, 4)).toThrow('where 4 are claimed');
});
