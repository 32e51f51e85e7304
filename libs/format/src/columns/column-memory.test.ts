import { beforeEach, describe, expect, it, vi } from 'vitest';

const MIB = 1024 * 1024;
const bytes = (memory: ArrayBuffer): Uint8Array => new Uint8Array(memory);

let { lendMemory, giveBackMemory } = await import('./column-memory.ts');
beforeEach(async () => {
  // What is kept belongs to the module: each test has one of its own.
  vi.resetModules();
  ({ lendMemory, giveBackMemory } = await import('./column-memory.ts'));
});

describe('the memory of columns', () => {
  it('is used again for about as many bytes, once it has been given back', () => {
    const first = lendMemory(MIB);
    expect(lendMemory(MIB)).not.toBe(first);
    giveBackMemory({ columns: [{ values: bytes(first) }] });
    expect(first.byteLength).toBe(MIB);
    expect(lendMemory(MIB / 2)).toBe(first);
    expect(lendMemory(MIB / 2)).not.toBe(first);
  });

  it('is not used for what is far smaller or larger', () => {
    const first = lendMemory(8 * MIB);
    giveBackMemory(bytes(first));
    expect(lendMemory(MIB)).not.toBe(first);
    expect(lendMemory(9 * MIB)).not.toBe(first);
    expect(lendMemory(7 * MIB)).toBe(first);
  });

  it('is freed where it was not lent here, as what came from another thread', () => {
    const foreign = new ArrayBuffer(MIB);
    giveBackMemory(bytes(foreign));
    expect(foreign.detached).toBe(true);
  });

  it('is freed where more would be kept than a row group needs', () => {
    const all = Array.from({ length: 4 }, () => lendMemory(15 * MIB));
    giveBackMemory(all.map(bytes));
    expect(all.map(({ detached }) => detached)).toEqual([false, false, false, true]);
  });

  it('may be given back twice', () => {
    const memory = lendMemory(MIB);
    giveBackMemory(bytes(memory));
    giveBackMemory(bytes(memory));
    expect(memory.detached).toBe(true);
    expect(lendMemory(MIB)).not.toBe(memory);
  });
});
