import { expect, it } from 'vitest';
import { documentSerializer } from './document-compilers.ts';

it('an answer tells integers beyond 2^53 exactly', () => {
  const route = { schema: { type: 'object' }, method: 'GET', url: '/', httpStatus: '200' };
  const serialize = documentSerializer(route);
  expect(serialize({ where: { valueInt: 9007199254740993n } })).toBe(
    '{"where":{"valueInt":9007199254740993}}',
  );
});
