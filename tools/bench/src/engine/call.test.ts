import { describe, expect, it } from 'vitest';
import { UsageError } from '../command-line.ts';
import { HELP, readCall } from './call.ts';
import { CONTESTANTS } from './contestants.ts';

const read = (...args: string[]) => readCall(args, '/home/me');

describe('the call of the benchmark', () => {
  it('measures everything at 100,000 objects in five rounds unless told otherwise', () => {
    expect(read()).toEqual({
      objects: 100_000,
      rounds: 5,
      loadSeconds: 10,
      only: CONTESTANTS,
      keep: undefined,
      json: false,
    });
  });

  it('takes fewer objects and rounds for --quick, and what is given beside it', () => {
    expect(read('--quick')).toMatchObject({ objects: 50_000, rounds: 2, loadSeconds: 4, only: CONTESTANTS });
    expect(read('--quick', '--rounds', '7')).toMatchObject({ objects: 50_000, rounds: 7 });
  });

  it('looks for a relative folder where the caller stands', () => {
    expect(read('--keep', 'data')).toMatchObject({ keep: '/home/me/data' });
    expect(read('--keep', '/var/data')).toMatchObject({ keep: '/var/data' });
  });

  it('runs the contestants named alone', () => {
    expect(read('--only', 'ours-2, duckdb')).toMatchObject({ only: ['ours-2', 'duckdb'] });
  });

  it('names a contestant that it does not know, and those that it does', () => {
    expect(() => read('--only', 'ours-2,excel')).toThrow(
      new UsageError(`--only names 'excel'; contestants are ${CONTESTANTS.join(', ')}`),
    );
  });

  it('takes a length for the phases of GET', () => {
    expect(read('--load-seconds', '1')).toMatchObject({ loadSeconds: 1 });
  });

  it.each(['0', '-1', '1.5', 'many', '', '1e3'])('refuses %j rounds', (rounds) => {
    expect(() => read(`--rounds=${rounds}`)).toThrow(
      `--rounds is ${rounds}: allowed are whole numbers from 1 to 100`,
    );
  });

  it('refuses what it does not know', () => {
    expect(() => read('--fast')).toThrow("Unknown option '--fast'");
    expect(() => read('duckdb')).toThrow("Unexpected argument 'duckdb'");
  });

  it('names every contestant in its help', () => {
    expect(read('--help')).toBe('help');
    for (const name of CONTESTANTS) expect(HELP).toContain(name);
  });
});
