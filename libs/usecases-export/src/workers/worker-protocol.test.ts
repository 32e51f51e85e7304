import { describe, expect, it } from 'vitest';
import { ExportError } from '@weaviate-export/entities-export';
import { fromPortable, toPortable } from './worker-protocol.ts';

const across = (error: unknown): Error => fromPortable(structuredClone(toPortable(error)));

describe('an error that crosses threads', () => {
  it('keeps code, arguments, message, stack and causes', () => {
    const error = new ExportError('ROWS_DIFFER', ['Doc.parquet', 'cut 1'], { cause: new Error('inner') });
    const arrived = across(error);
    expect(arrived).toBeInstanceOf(ExportError);
    expect(arrived).toMatchObject({ code: 'ROWS_DIFFER', args: error.args, message: error.message });
    expect(arrived.stack).toBe(error.stack);
    expect(arrived.cause).toMatchObject({ message: 'inner' });
  });

  it.each([
    ['a text', 'odd', 'odd'],
    ['nothing', undefined, 'undefined'],
    ['a bigint', 7n, '7'],
  ])('is an error also where it was %s', (_name, thrown, message) => {
    expect(across(thrown)).toMatchObject({ message });
    expect(across(thrown).cause).toBeUndefined();
  });

  it('keeps five causes of a chain that never ends', () => {
    const error = new Error('round');
    error.cause = error;
    let causes = 0;
    for (let cause = across(error).cause as Error | undefined; cause; cause = cause.cause as Error)
      causes += 1;
    expect(causes).toBe(5);
  });
});
