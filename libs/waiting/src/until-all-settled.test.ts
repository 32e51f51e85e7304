import { expect, it } from 'vitest';
import { untilAllSettled } from './until-all-settled.ts';

it('all steps are over when what they bring is there, also where one fails', async () => {
  expect(await untilAllSettled([Promise.resolve(1), Promise.resolve('two')])).toEqual([1, 'two']);
  const slow = Promise.withResolvers<void>();
  let isOver = false;
  const all = untilAllSettled([Promise.reject(new Error('first')), slow.promise.then(() => (isOver = true))]);
  const outcome = all.catch((error: unknown) => [isOver, (error as Error).message]);
  slow.resolve();
  expect(await outcome).toEqual([true, 'first']);
});
