import { LAYOUT_NAMES } from '@weaviate-export/format';
import { afterAll, expect, it } from 'vitest';
import { SOURCE } from '../stored/array-source.fixture.ts';
import { verifyMutations } from './mutations.fixture.ts';
import { type Files, VerifiedExports } from './verified-export.fixture.ts';

const exports = new VerifiedExports();
afterAll(() => exports[Symbol.asyncDispose]());

it(
  '1,000 changes of exports, whatever they hit, are found, and none ends the process',
  { timeout: 1_800_000 },
  async () => {
    const whole: Files[] = [];
    for (const layout of LAYOUT_NAMES)
      for (const encoding of ['plain', 'compact']) whole.push(await exports.export(SOURCE, layout, encoding));
    const { hidden, byPages, bySource } = await verifyMutations(exports, whole, SOURCE, {
      seed: 1_000,
      count: 1_000,
    });
    expect(hidden).toBeGreaterThan(400);
    expect(byPages + bySource).toBeGreaterThan(hidden / 2);
  },
);
