import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { TestServer, messageOf } from './test-server.fixture.ts';

const KEYS = {
  AUTHENTICATION_APIKEY_ENABLED: 'true',
  AUTHENTICATION_APIKEY_ALLOWED_KEYS: 'key-of-jane,key-of-joe',
  AUTHENTICATION_APIKEY_USERS: 'jane,joe',
};
const JOE = { username: 'joe', userType: 'db' };

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
