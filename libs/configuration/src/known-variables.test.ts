import { describe, expect, it } from 'vitest';
import { EnvironmentReader } from './environment-reader.ts';
import { mistypedVariables, variablesOf } from './known-variables.ts';

const KNOWN = new Set(['EXPORT_MAX_CONCURRENT', 'EXPORT_ENABLED', 'GRPC_PORT', 'HTTP_PORT', 'LOG_LEVEL']);

describe('the known variables', () => {
  it('are all that a reader asks for, also of what is off unless it is set, and of what is read in place of another', () => {
    const known = variablesOf((environment) => {
      const reader = new EnvironmentReader(environment);
      if (reader.boolean('A_ENABLED', false)) reader.integer('A_PORT', 1, { min: 1, max: 2 });
      reader.assertValid();
      return reader.text('B_FIRST') ?? reader.text('B_SECOND');
    });
    expect([...known].sort()).toEqual(['A_ENABLED', 'A_PORT', 'B_FIRST', 'B_SECOND']);
  });

  it('are not told where the reader itself is broken', () => {
    const broken = () => variablesOf(() => (undefined as never as string).trim());
    expect(broken).toThrow(TypeError);
  });
});

describe('a variable that nobody reads', () => {
  it.each([
    ['EXPORT_MAX_CONCURENT', 'EXPORT_MAX_CONCURRENT'],
    ['EXPORT_MAX_CONCURRENCY', 'EXPORT_MAX_CONCURRENT'],
    ['EXPORT_ENABELD', 'EXPORT_ENABLED'],
    ['LOG_LEVLE', 'LOG_LEVEL'],
    ['HTTP_PORTS', 'HTTP_PORT'],
  ])('%s is told with the one that is meant, %s', (variable, meant) => {
    expect(mistypedVariables({ [variable]: '3' }, KNOWN)).toEqual([{ variable, meant }]);
  });

  it.each([
    ['known', 'EXPORT_ENABLED'],
    ['a name of its own', 'GRPC_HOST'],
    ['far from all', 'EXPORT_COLOR'],
    ['of another program', 'HTTP_PROXY'],
    ['of another prefix', 'XPORT_ENABLED'],
    ['without a prefix', 'EXPORT'],
  ])('is not taken for a mistake where it is %s: %s', (_case, variable) => {
    expect(mistypedVariables({ [variable]: '3' }, KNOWN)).toEqual([]);
  });

  it('is not told where it is empty, which is as good as not set', () => {
    expect(mistypedVariables({ EXPORT_ENABLE: ' ', EXPORT_ENABLE_: undefined }, KNOWN)).toEqual([]);
  });
});
