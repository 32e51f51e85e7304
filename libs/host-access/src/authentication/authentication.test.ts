import { silentLogger } from '@weaviate-export/usecases-export';
import { describe, expect, it } from 'vitest';
import { createAuthenticate } from './authentication.ts';

const API_KEYS = [
  { key: 'key-of-jane', username: 'jane' },
  { key: 'key-of-joe', username: 'joe' },
];
const JANE = { username: 'jane', userType: 'db' };
const JOE = { username: 'joe', userType: 'db' };

const NOBODY = 'refused';

describe.each([
  ['with anonymous access', true],
  ['without anonymous access', false],
])('authentication by API keys %s', (_name, anonymousAccess) => {
  it.each([
    ['no header', undefined, anonymousAccess ? null : NOBODY],
    ['a key', 'Bearer key-of-jane', JANE],
    ['another key', 'Bearer key-of-joe', JOE],
    ['the scheme in small letters', 'bearer key-of-joe', JOE],
    ['a wrong key', 'Bearer key-of-jim', NOBODY],
    ['the beginning of a key', 'Bearer key-of-jan', NOBODY],
    ['two keys', 'Bearer key-of-jane key-of-joe', NOBODY],
    ['an empty header', '', NOBODY],
    ['no key', 'Bearer ', NOBODY],
    ['a key without its scheme', 'key-of-jane', NOBODY],
    ['another scheme', 'Basic a2V5LW9mLWphbmU6', NOBODY],
  ])('%s', async (_case, header, expected) => {
    const configuration = { anonymousAccess, apiKeys: API_KEYS };
    const authenticate = createAuthenticate({ configuration, logger: silentLogger });
    const outcome = authenticate(header);
    if (expected === NOBODY) await expect(outcome).rejects.toThrow(/no or wrong credentials/);
    else expect(await outcome).toEqual(expected);
  });
});
