import { afterAll, expect, it } from 'vitest';
import { SOURCE } from '../stored/array-source.fixture.ts';
import { verifyMutations } from './mutations.fixture.ts';
import { VerifiedExports } from './verified-export.fixture.ts';

const exports = new VerifiedExports();
afterAll(() => exports[Symbol.asyncDispose]());

it('25 changes of an export, whatever they hit, are found, and none ends the process', async () => {
  const whole = [await exports.export(SOURCE, 'standard'), await exports.export(SOURCE, 'typed', 'compact')];
  const { hidden, byPages, bySource } = await verifyMutations(exports, whole, SOURCE, {
    seed: 14,
    count: 25,
  });
  expect(hidden).toBeGreaterThan(8);
  // The others hit what is not read, such as statistics, and have changed nothing.
  expect(byPages + bySource).toBeGreaterThan(hidden / 3);
});
