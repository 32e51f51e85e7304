import { silentLogger } from '@weaviate-export/usecases-export';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { TestServer, messageOf } from '../test-server.fixture.ts';
import { createAuthenticate } from './authentication.ts';

const KEYS = {
  AUTHENTICATION_APIKEY_ENABLED: 'true',
  AUTHENTICATION_APIKEY_ALLOWED_KEYS: 'key-of-jane,key-of-joe',
  AUTHENTICATION_APIKEY_USERS: 'jane,joe',
};
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

describe('the server', () => {
  const ID = 'a0000000-0000-4000-8000-000000000001';
  let shared: TestServer;
  beforeAll(async () => {
    shared = await TestServer.start(KEYS);
  });
  afterAll(() => shared[Symbol.asyncDispose]());

  it.each([
    ['GET', '/meta'],
    ['GET', '/schema'],
    ['POST', '/schema'],
    ['GET', '/schema/A'],
    ['DELETE', '/schema/A'],
    ['POST', '/schema/A/properties'],
    ['GET', '/objects'],
    ['POST', '/objects'],
    ['GET', `/objects/A/${ID}`],
    ['PUT', `/objects/A/${ID}`],
    ['PATCH', `/objects/A/${ID}`],
    ['DELETE', `/objects/A/${ID}`],
    ['POST', '/batch/objects'],
    ['POST', '/export/filesystem'],
    ['GET', '/export/filesystem/x'],
    ['DELETE', '/export/filesystem/x'],
  ] as const)('lets nobody without credentials %s %s', async (method, path) => {
    const answer = await shared.call(method, path);
    expect(answer.status).toBe(401);
    expect(messageOf(answer)).toMatch(/Bearer/);
    expect(shared.exporters).toEqual([]);
  });

  it('says whether it lives and is ready without credentials', async () => {
    let ready = true;
    await using server = await TestServer.start(KEYS, () => ready);
    expect((await server.call('GET', '/.well-known/live')).status).toBe(200);
    expect((await server.call('GET', '/.well-known/ready')).status).toBe(200);
    ready = false;
    expect((await server.call('GET', '/.well-known/live')).status).toBe(200);
    expect((await server.call('GET', '/.well-known/ready')).status).toBe(503);
  });

  it('tells the exports who calls', async () => {
    await using server = await TestServer.start(KEYS);
    const answer = await server.call(
      'POST',
      '/export/filesystem',
      { id: 'x' },
      { authorization: 'Bearer key-of-joe' },
    );
    expect(answer.status).toBe(503);
    expect(server.exporters).toEqual([JOE]);
  });

  it('refuses a wrong key also where it lets nameless callers in', async () => {
    await using server = await TestServer.start({ ...KEYS, AUTHENTICATION_ANONYMOUS_ACCESS_ENABLED: 'true' });
    expect((await server.call('GET', '/schema')).status).toBe(200);
    expect((await server.call('GET', '/schema', undefined, { authorization: 'Bearer x' })).status).toBe(401);
  });
});
