import { describe, expect, it } from 'vitest';
import { GrowableArray } from '../columns/growable-array.ts';
import { OutputMemory } from './output-memory.ts';

function write(memory: OutputMemory, expected: number, bytes: number, value: number): Uint8Array {
  const file = new GrowableArray<Uint8Array>(Uint8Array, expected, memory.allocate);
  for (let written = 0; written < bytes; written++) file.push(value);
  memory.keep(file.filled());
  return file.filled();
}

describe('files in memory that was given', () => {
  it('lie one behind the other, however much room they were given at first', () => {
    const given = new SharedArrayBuffer(100);
    const memory = new OutputMemory(given);
    const files = [write(memory, 90, 10, 1), write(memory, 4, 50, 2)];
    expect(files.map(({ buffer }) => buffer)).toEqual([given, given]);
    expect(files.map(({ byteOffset }) => byteOffset)).toEqual([0, 10]);
    expect([...files[0]!]).toEqual(new Array(10).fill(1));
    expect([...files[1]!]).toEqual(new Array(50).fill(2));
  });

  it('move into memory of their own where it is full, and leave the rest to the next', () => {
    const given = new SharedArrayBuffer(100);
    const memory = new OutputMemory(given);
    const large = write(memory, 16, 300, 3);
    expect(large.buffer).not.toBe(given);
    expect([...large]).toEqual(new Array(300).fill(3));
    const small = write(memory, 16, 20, 4);
    expect([small.buffer, small.byteOffset]).toEqual([given, 0]);
  });
});

it('files without given memory have memory of their own', () => {
  const memory = new OutputMemory();
  const [first, second] = [write(memory, 8, 20, 5), write(memory, 8, 20, 6)];
  expect([...first]).toEqual(new Array(20).fill(5));
  expect([...second]).toEqual(new Array(20).fill(6));
});
