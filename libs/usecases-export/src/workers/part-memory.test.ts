import { expect, it } from 'vitest';
import { PartMemory } from './part-memory.ts';

it('a piece that has been given back is lent again, and no piece twice at a time', () => {
  const memory = new PartMemory(2);
  const [first, second] = [memory.lend()!, memory.lend()!];
  expect(second).not.toBe(first);
  expect(memory.lend()).toBeUndefined();
  memory.giveBack(first);
  expect(memory.lend()).toBe(first);
  expect(memory.lend()).toBeUndefined();
});
