import { silentLogger } from '@weaviate-export/usecases-export';
import { CLIENT_ID, Issuer } from '@weaviate-export/test-access';
import { exportJWK, exportSPKI, generateKeyPair, SignJWT, UnsecuredJWT } from 'jose';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { AccessServer } from '../access-server.fixture.ts';
import { createAuthenticate } from './authentication.ts';
import { OidcTokens, type OidcTokensOptions } from './oidc-tokens.ts';

let issuer: Issuer;
beforeAll(async () => {
  issuer = await Issuer.start();
});
afterAll(() => issuer[Symbol.asyncDispose]());

function tokensOf(changes: object = {}, options: OidcTokensOptions = {}): OidcTokens {
  const configuration = {
    issuer: issuer.url,
    clientId: CLIENT_ID,
    skipClientIdCheck: false,
    usernameClaim: 'sub',
    groupsClaim: 'groups',
    scopes: [],
    ...changes,
  };
  return new OidcTokens(configuration, options);
}

const now = (): number => Math.floor(Date.now() / 1000);

describe('a token', () => {
  it.each([
    ['with a name', {}, { username: 'ada', groups: [] }],
    ['with groups', { groups: ['ops', 7, 'all'] }, { username: 'ada', groups: ['ops', 'all'] }],
    ['with one group', { groups: 'ops' }, { username: 'ada', groups: ['ops'] }],
    ['for many clients', { aud: ['other', CLIENT_ID] }, { username: 'ada', groups: [] }],
    ['that has just expired, by a clock that is ahead', { exp: now() - 1 }, { username: 'ada', groups: [] }],
  ])('%s tells who calls', async (_case, claims, principal) => {
    const token = await issuer.token(claims);
    expect(await tokensOf().principalOf(token)).toEqual({ ...principal, userType: 'oidc' });
  });

  it('names its user by the claim that is configured', async () => {
    const token = await issuer.token({ email: 'ada@example.org' });
    const tokens = tokensOf({ usernameClaim: 'email', groupsClaim: undefined });
    expect(await tokens.principalOf(token)).toMatchObject({ username: 'ada@example.org', groups: [] });
  });

  it('for another client is taken where that is not checked', async () => {
    const token = await issuer.token({ aud: 'other' });
    const tokens = tokensOf({ clientId: undefined, skipClientIdCheck: true });
    expect(await tokens.principalOf(token)).toMatchObject({ username: 'ada' });
  });

  const forged: [string, () => string | Promise<string>][] = [
    ['expired', () => issuer.token({ exp: now() - 60 })],
    ['not valid yet', () => issuer.token({ nbf: now() + 60 })],
    ['without an end', () => issuer.token({ exp: undefined })],
    ['of another issuer', () => issuer.token({ iss: 'https://elsewhere' })],
    ['without an issuer', () => issuer.token({ iss: undefined })],
    ['for another client', () => issuer.token({ aud: 'other' })],
    ['for no client', () => issuer.token({ aud: undefined })],
    ['without a name', () => issuer.token({ sub: undefined })],
    ['with a name that is no text', () => issuer.token({ sub: 7 })],
    ['with an empty name', () => issuer.token({ sub: '' })],
    ['signed by another key', async () => issuer.token({}, await generateKeyPair('RS256'))],
    [
      'whose claims were changed after it was signed',
      async () => {
        const [header, , signature] = (await issuer.token()).split('.');
        const [, claims] = (await issuer.token({ sub: 'root' })).split('.');
        return [header, claims, signature].join('.');
      },
    ],
    ['without a signature', async () => (await issuer.token()).replace(/[^.]+$/, '')],
    [
      'that asks for no signature',
      () =>
        new UnsecuredJWT({ sub: 'ada' })
          .setIssuer(issuer.url)
          .setAudience(CLIENT_ID)
          .setExpirationTime('5m')
          .encode(),
    ],
    [
      'signed with the public key as a secret',
      async () =>
        new SignJWT({ sub: 'ada' })
          .setIssuer(issuer.url)
          .setAudience(CLIENT_ID)
          .setExpirationTime('5m')
          .setProtectedHeader({ alg: 'HS256', kid: issuer.keyId })
          .sign(new TextEncoder().encode(await exportSPKI(issuer.publicKey))),
    ],
    [
      'that brings its own key',
      async () => {
        const own = await generateKeyPair('RS256');
        return new SignJWT({ sub: 'ada' })
          .setIssuer(issuer.url)
          .setAudience(CLIENT_ID)
          .setExpirationTime('5m')
          .setProtectedHeader({ alg: 'RS256', jwk: await exportJWK(own.publicKey) })
          .sign(own.privateKey);
      },
    ],
    ['that is none', () => 'key-of-jane'],
    ['of three parts that are none', () => 'a.b.c'],
  ];
  it.each(forged)('%s is refused', async (_case, make) => {
    const refused = tokensOf().principalOf(await make());
    await expect(refused).rejects.toMatchObject({ code: 'UNAUTHENTICATED', httpStatus: 401 });
  });
});

describe('the keys of the issuer', () => {
  it('are fetched once for many tokens, and again for a token signed by a new one', async () => {
    const tokens = tokensOf({}, { keysCooldownMs: 0 });
    const fetched = issuer.keyFetches;
    for (let index = 0; index < 5; index++) await tokens.principalOf(await issuer.token());
    expect(issuer.keyFetches - fetched).toBe(1);

    const old = await issuer.token();
    await issuer.rotate();
    await tokens.principalOf(await issuer.token());
    expect(issuer.keyFetches - fetched).toBe(2);
    await expect(tokens.principalOf(old)).rejects.toMatchObject({ code: 'UNAUTHENTICATED' });
  });

  it('are not fetched for each token of an unknown key', async () => {
    const tokens = tokensOf();
    await tokens.principalOf(await issuer.token());
    const fetched = issuer.keyFetches;
    const { token } = await someoneElse();
    for (let index = 0; index < 5; index++) {
      await expect(tokens.principalOf(token)).rejects.toMatchObject({ code: 'UNAUTHENTICATED' });
    }
    expect(issuer.keyFetches).toBe(fetched);
  });

  async function someoneElse(): Promise<{ token: string }> {
    const keys = await generateKeyPair('ES256');
    const token = await new SignJWT({ sub: 'ada' })
      .setExpirationTime('5m')
      .setProtectedHeader({ alg: 'ES256', kid: 'unknown' })
      .sign(keys.privateKey);
    return { token };
  }
});

describe('an issuer', () => {
  it.each<[string, Issuer['answer'], number]>([
    ['that is out of order', (_request, response) => void response.writeHead(503).end(), 5_000],
    ['that never answers', () => undefined, 500],
    ['that hangs up', (request) => void request.socket.destroy(), 5_000],
  ])('%s is told of as the server’s trouble, and asked again', async (_case, answer, fetchDeadlineMs) => {
    await using other = await Issuer.start();
    const tokens = tokensOf({ issuer: other.url }, { fetchDeadlineMs, keysCooldownMs: 0 });
    const token = await other.token();
    other.answer = answer;
    const unreachable = { code: 'OIDC_UNREACHABLE', httpStatus: 500 };
    await expect(tokens.prepare()).rejects.toMatchObject(unreachable);
    await expect(tokens.principalOf(token)).rejects.toMatchObject(unreachable);
    await expect(tokens.principalOf('no-token')).rejects.toMatchObject({ code: 'UNAUTHENTICATED' });

    other.answer = undefined;
    await tokens.prepare();
    other.answer = answer;
    await expect(tokens.principalOf(token)).rejects.toMatchObject(unreachable);

    other.answer = undefined;
    expect(await tokens.principalOf(token)).toMatchObject({ username: 'ada' });
  });

  it.each([
    [
      'another issuer',
      (url: string) => JSON.stringify({ issuer: `${url}/`, jwks_uri: url }),
      /names the issuer/,
    ],
    ['no keys', (url: string) => JSON.stringify({ issuer: url }), /has no jwks_uri/],
    [
      'keys in a file',
      (url: string) => JSON.stringify({ issuer: url, jwks_uri: 'file:///k' }),
      /has no jwks_uri/,
    ],
    ['nothing', () => 'null', /names the issuer undefined/],
    ['no JSON', () => '<html>', /is not JSON/],
  ])('whose document names %s is a wrong configuration', async (_case, document, message) => {
    await using other = await Issuer.start();
    other.answer = (_request, response) => response.end(document(other.url));
    const wrong = await tokensOf({ issuer: other.url })
      .prepare()
      .catch((error: unknown) => error);
    expect(wrong).toMatchObject({ code: 'CONFIGURATION_INVALID' });
    expect(String(wrong)).toMatch(/AUTHENTICATION_OIDC_ISSUER is "http/);
    expect(String(wrong)).toMatch(message);
  });

  it('without a document is a wrong configuration', async () => {
    const tokens = tokensOf({ issuer: `${issuer.url}/elsewhere` });
    await expect(tokens.prepare()).rejects.toThrow(/AUTHENTICATION_OIDC_ISSUER.*answers 404/);
  });
});

it('takes API keys beside tokens, and tells the log alone why a token is refused', async () => {
  const logged: unknown[] = [];
  const authenticate = createAuthenticate({
    configuration: { anonymousAccess: false, apiKeys: [{ key: 'key-of-jane', username: 'jane' }] },
    tokens: tokensOf(),
    logger: { ...silentLogger, info: (fields, message) => void logged.push([fields, message]) },
  });
  expect(await authenticate('Bearer key-of-jane')).toEqual({ username: 'jane', userType: 'db' });
  expect(await authenticate(`Bearer ${await issuer.token()}`)).toMatchObject({ username: 'ada' });
  const expired = await issuer.token({ exp: now() - 60 });
  await expect(authenticate(`Bearer ${expired}`)).rejects.toThrow(/^no or wrong credentials/);
  expect(JSON.stringify(logged)).toContain('timestamp check failed');
  expect(JSON.stringify(logged)).not.toContain(expired);
});

describe('the server', () => {
  it('tells clients where they get tokens, and lets them in with one', async () => {
    await using server = await AccessServer.start({
      AUTHENTICATION_OIDC_ENABLED: 'true',
      AUTHENTICATION_OIDC_ISSUER: issuer.url,
      AUTHENTICATION_OIDC_CLIENT_ID: CLIENT_ID,
      AUTHENTICATION_OIDC_SCOPES: 'openid,email',
    });
    const told = await server.call('GET', '/.well-known/openid-configuration');
    expect(told.body).toEqual({
      href: `${issuer.url}/.well-known/openid-configuration`,
      clientId: CLIENT_ID,
      scopes: ['openid', 'email'],
    });
    expect((await server.call('GET', '/schema')).status).toBe(401);
    const headers = { authorization: `Bearer ${await issuer.token({ sub: 'grace' })}` };
    expect((await server.call('GET', '/schema', undefined, headers)).status).toBe(200);
    expect((await server.call('GET', '/users/own-info', undefined, headers)).body).toEqual({
      username: 'grace',
      groups: [],
      roles: [],
    });
  });

  it('has no such place without OIDC', async () => {
    await using server = await AccessServer.start();
    expect((await server.call('GET', '/.well-known/openid-configuration')).status).toBe(404);
  });
});
