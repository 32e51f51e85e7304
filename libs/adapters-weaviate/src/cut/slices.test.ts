import { describe, expect, it } from 'vitest';
import { idOf, idsOf } from '../scripted-weaviate.fixture.ts';
import { slicesOf } from './slices.ts';

const [LOWEST, HIGHEST] = ['00000000-0000-0000-0000-000000000000', 'ffffffff-ffff-ffff-ffff-ffffffffffff'];

describe('slices of a range', () => {
  it('are as long as one another where ids lie evenly', () => {
    const firstIds = ['02', '05', '07', '0a'].map((digits) => `${digits}${LOWEST.slice(2)}`);
    const slices = slicesOf({ first: LOWEST, last: HIGHEST, objects: 100 }, firstIds, 4);
    expect(slices.map(({ first }) => first.slice(0, 2))).toEqual(['00', '40', '80', 'c0']);
    expect(slices.map(({ last }) => last.slice(0, 2))).toEqual(['3f', '7f', 'bf', 'ff']);
    expect(slices.map(({ objects }) => objects)).toEqual([25, 25, 25, 25]);
  });

  it('end with what is close together at the beginning, and the last one with the range', () => {
    const slices = slicesOf({ first: idOf(0), last: HIGHEST, objects: 400 }, idsOf(100), 4);
    expect(slices.map(({ first }) => first)).toEqual([0, 100, 200, 300].map(idOf));
    expect(slices.map(({ last }) => last)).toEqual([...[99, 199, 299].map(idOf), HIGHEST]);
  });

  it('are one where nothing is known, or nothing is to be divided', () => {
    const range = { first: idOf(0), last: idOf(2), objects: 3 };
    expect(slicesOf(range, [], 4)).toEqual([range]);
    expect(slicesOf(range, [idOf(7)], 4)).toEqual([range]);
    expect(slicesOf(range, idsOf(3), 4)).toEqual([range]);
    expect(slicesOf(range, idsOf(3), 1)).toEqual([range]);
  });
});
