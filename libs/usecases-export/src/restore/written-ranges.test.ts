import { expect, it } from 'vitest';
import { MOST_RANGES, WrittenRanges } from './written-ranges.ts';

it('ranges of ids grow by what is written, each tenant with one of its own', () => {
  const ranges = new WrittenRanges();
  ranges.add('a', { lowestId: '3', highestId: '5' });
  ranges.add('b', { lowestId: '4', highestId: '4' });
  ranges.add('a', { lowestId: '1', highestId: '2' });
  ranges.add('a', { lowestId: '6', highestId: '9' });
  expect(ranges.all()).toEqual([
    { tenant: 'a', lowestId: '1', highestId: '9' },
    { tenant: 'b', lowestId: '4', highestId: '4' },
  ]);
});

it('of more tenants than are told one by one there is a last range for all others', () => {
  const ranges = new WrittenRanges();
  for (let tenant = 0; tenant < MOST_RANGES + 50; tenant += 1)
    ranges.add(`t${tenant}`, { lowestId: String(5_000 - tenant), highestId: String(5_000 + tenant) });
  ranges.add('t0', { lowestId: '1', highestId: '9' });
  const all = ranges.all();
  expect(all).toHaveLength(MOST_RANGES + 1);
  expect(all[0]).toEqual({ tenant: 't0', lowestId: '1', highestId: '9' });
  expect(all.at(-1)).toEqual({
    lowestId: String(5_000 - MOST_RANGES - 49),
    highestId: String(5_000 + MOST_RANGES + 49),
  });
});
