import { resolve } from 'node:path';
import { isExportError } from '@weaviate-export/entities-export';
import { describe, expect, it } from 'vitest';
import { readConfiguration } from './configuration.ts';

const SECRET = 'top-secret-key';

function problemsOf(environment: Record<string, string>): string[] {
  try {
    readConfiguration(environment);
  } catch (error) {
    const errors: unknown[] = error instanceof AggregateError ? error.errors : [error];
    return errors.map((one) => {
      if (!isExportError(one, 'CONFIGURATION_INVALID')) throw error;
      return one.message;
    });
  }
  return [];
}

const OIDC = {
  AUTHENTICATION_OIDC_ENABLED: 'true',
  AUTHENTICATION_OIDC_ISSUER: 'https://issuer/realm',
};

describe('readConfiguration', () => {
  it('has defaults for all that is not set', () => {
    expect(readConfiguration({})).toEqual({
      http: {
        host: '127.0.0.1',
        port: 8080,
        bodyLimitBytes: 52_428_800,
        maxConnections: 10_000,
        requestTimeoutSeconds: 300,
        cors: { origins: ['*'], methods: ['*'] },
      },
      grpc: { port: 50_051, maxMessageBytes: 104_858_000 },
      dataPath: resolve('data'),
      filesystemPath: resolve('data/exports'),
      scheduler: {
        enabled: true,
        defaultPath: '',
        defaultLayout: 'standard',
        defaultEncoding: 'plain',
        maxConcurrent: 1,
        parallelism: 0,
      },
      shutdownGraceSeconds: 30,
      authentication: { anonymousAccess: true, apiKeys: [] },
      authorization: {},
      metrics: { enabled: false, port: 2112 },
      logLevel: 'info',
    });
  });

  it('takes an empty variable for one that is not set', () => {
    const names = [
      'HTTP_PORT',
      'EXPORT_DEFAULT_BUCKET',
      'EXPORT_ALLOWED_BUCKETS',
      'LOG_LEVEL',
      'EXPORT_ENABLED',
    ];
    const environment = Object.fromEntries(names.map((name) => [name, '']));
    expect(readConfiguration(environment)).toEqual(readConfiguration({}));
  });

  it.each([
    [
      { HTTP_HOST: '0.0.0.0', AUTHENTICATION_ANONYMOUS_ACCESS_ENABLED: 'true' },
      { http: { host: '0.0.0.0' }, authentication: { anonymousAccess: true } },
    ],
    [{ HTTP_HOST: 'localhost' }, { authentication: { anonymousAccess: true } }],
    [{ HTTP_HOST: '::1' }, { http: { host: '::1' } }],
    [{ HTTP_PORT: '0' }, { http: { port: 0 } }],
    [{ HTTP_PORT: '65535' }, { http: { port: 65_535 } }],
    [{ GRPC_PORT: '0' }, { grpc: { port: 0 } }],
    [{ GRPC_MAX_MESSAGE_SIZE: '2147483647' }, { grpc: { maxMessageBytes: 2_147_483_647 } }],
    [{ HTTP_BODY_LIMIT_BYTES: '1000' }, { http: { bodyLimitBytes: 1000 } }],
    [
      { PERSISTENCE_DATA_PATH: '/var/store' },
      { dataPath: '/var/store', filesystemPath: '/var/store/exports' },
    ],
    [{ PERSISTENCE_DATA_PATH: 'here' }, { dataPath: resolve('here') }],
    [{ BACKUP_FILESYSTEM_PATH: '/var/files' }, { filesystemPath: '/var/files' }],
    [{ EXPORT_ENABLED: 'off' }, { scheduler: { enabled: false } }],
    [{ EXPORT_ENABLED: '0' }, { scheduler: { enabled: false } }],
    [{ EXPORT_ENABLED: 'Enabled' }, { scheduler: { enabled: true } }],
    [{ EXPORT_DEFAULT_BUCKET: 'b-1' }, { scheduler: { defaultBucket: 'b-1' } }],
    [{ EXPORT_DEFAULT_PATH: 'a/b/' }, { scheduler: { defaultPath: 'a/b' } }],
    [
      { EXPORT_DEFAULT_PATH: '/a/b/', ENABLE_MODULES: 'backup-s3', AWS_REGION: 'eu-west-1' },
      { scheduler: { defaultPath: 'a/b' } },
    ],
    [
      { EXPORT_DEFAULT_PATH: '/', ENABLE_MODULES: 'backup-s3', AWS_REGION: 'eu-west-1' },
      { scheduler: { defaultPath: '' } },
    ],
    [
      { CORS_ALLOW_ORIGIN: 'https://a.example, http://localhost:3000', CORS_ALLOW_HEADERS: 'Authorization' },
      {
        http: {
          cors: { origins: ['https://a.example', 'http://localhost:3000'], headers: ['Authorization'] },
        },
      },
    ],
    [{ EXPORT_DEFAULT_LAYOUT: 'Weaviate' }, { scheduler: { defaultLayout: 'weaviate' } }],
    [{ EXPORT_DEFAULT_ENCODING: 'compact' }, { scheduler: { defaultEncoding: 'compact' } }],
    [{ EXPORT_ALLOWED_BUCKETS: 'a, b' }, { scheduler: { allowedBuckets: ['a', 'b'] } }],
    [{ EXPORT_ALLOWED_BUCKETS: '*' }, { scheduler: { allowedBuckets: ['*'] } }],
    [{ EXPORT_MAX_CONCURRENT: '3' }, { scheduler: { maxConcurrent: 3 } }],
    [{ EXPORT_PARALLELISM: '2' }, { scheduler: { parallelism: 2 } }],
    [{ EXPORT_SHUTDOWN_GRACE_SECONDS: '0' }, { shutdownGraceSeconds: 0 }],
    [{ PROMETHEUS_MONITORING_ENABLED: 'true' }, { metrics: { enabled: true, port: 2112 } }],
    [{ PROMETHEUS_MONITORING_PORT: '0' }, { metrics: { enabled: false, port: 0 } }],
    [{ LOG_LEVEL: 'DEBUG' }, { logLevel: 'debug' }],
    [{ LOG_LEVEL: 'warning' }, { logLevel: 'warn' }],
    [{ LOG_LEVEL: 'panic' }, { logLevel: 'fatal' }],
    [{ HTTP_MAX_CONNECTIONS: '1' }, { http: { maxConnections: 1 } }],
    [{ HTTP_REQUEST_TIMEOUT_SECONDS: '60' }, { http: { requestTimeoutSeconds: 60 } }],
    [
      {
        AUTHENTICATION_APIKEY_ENABLED: 'true',
        AUTHENTICATION_APIKEY_ALLOWED_KEYS: 'k1, k2',
        AUTHENTICATION_APIKEY_USERS: 'jane, joe',
      },
      {
        authentication: {
          anonymousAccess: false,
          apiKeys: [
            { key: 'k1', username: 'jane' },
            { key: 'k2', username: 'joe' },
          ],
        },
      },
    ],
    [
      {
        AUTHENTICATION_APIKEY_ENABLED: '1',
        AUTHENTICATION_APIKEY_ALLOWED_KEYS: 'k1,k2',
        AUTHENTICATION_APIKEY_USERS: 'jane',
        AUTHENTICATION_ANONYMOUS_ACCESS_ENABLED: 'on',
      },
      {
        authentication: {
          anonymousAccess: true,
          apiKeys: [
            { key: 'k1', username: 'jane' },
            { key: 'k2', username: 'jane' },
          ],
        },
      },
    ],
    [
      { ...OIDC, AUTHENTICATION_OIDC_CLIENT_ID: 'me' },
      {
        authentication: {
          anonymousAccess: false,
          oidc: {
            issuer: 'https://issuer/realm',
            clientId: 'me',
            skipClientIdCheck: false,
            usernameClaim: 'sub',
            scopes: [],
          },
        },
      },
    ],
    [
      {
        ...OIDC,
        AUTHENTICATION_OIDC_SKIP_CLIENT_ID_CHECK: 'true',
        AUTHENTICATION_OIDC_USERNAME_CLAIM: 'email',
        AUTHENTICATION_OIDC_GROUPS_CLAIM: 'groups',
        AUTHENTICATION_OIDC_SCOPES: 'openid, email',
      },
      {
        authentication: {
          oidc: {
            issuer: 'https://issuer/realm',
            skipClientIdCheck: true,
            usernameClaim: 'email',
            groupsClaim: 'groups',
            scopes: ['openid', 'email'],
          },
        },
      },
    ],
    [
      {
        AUTHORIZATION_ADMINLIST_ENABLED: 'true',
        AUTHORIZATION_ADMINLIST_USERS: 'jane,joe',
        AUTHORIZATION_ADMINLIST_GROUPS: 'ops',
        AUTHORIZATION_ADMINLIST_READONLY_USERS: 'jim',
        AUTHORIZATION_ADMINLIST_READONLY_GROUPS: 'guests, all',
      },
      {
        authorization: {
          adminList: {
            users: ['jane', 'joe'],
            groups: ['ops'],
            readOnlyUsers: ['jim'],
            readOnlyGroups: ['guests', 'all'],
          },
        },
      },
    ],
    [
      {
        AUTHENTICATION_APIKEY_ENABLED: 'true',
        AUTHENTICATION_APIKEY_ALLOWED_KEYS: 'k',
        AUTHENTICATION_APIKEY_USERS: 'jane',
        AUTHORIZATION_RBAC_ENABLED: 'true',
        AUTHORIZATION_RBAC_ROOT_USERS: 'jane',
        AUTHORIZATION_RBAC_ROOT_GROUPS: 'ops',
        AUTHORIZATION_RBAC_READONLY_GROUPS: 'guests',
        EXPERIMENTAL_AUTHORIZATION_RBAC_ADMIN_USERS: 'joe',
        EXPERIMENTAL_AUTHORIZATION_RBAC_READONLY_USERS: 'jim',
      },
      {
        authorization: {
          roles: {
            rootUsers: ['jane'],
            rootGroups: ['ops'],
            readOnlyGroups: ['guests'],
            adminUsers: ['joe'],
            viewerUsers: ['jim'],
          },
        },
      },
    ],
    // Without API keys in use, theirs are not read.
    [{ AUTHENTICATION_APIKEY_ALLOWED_KEYS: ',' }, { authentication: { anonymousAccess: true, apiKeys: [] } }],
  ])('reads %o', (environment, expected) => {
    expect(readConfiguration(environment)).toMatchObject(expected);
  });

  it.each([
    ['HTTP_HOST', 'http://host', 'an address or a host name'],
    ['HTTP_PORT', '65536', 'whole numbers from 0 to 65535'],
    ['HTTP_PORT', '-1', 'whole numbers'],
    ['HTTP_PORT', '80.5', 'whole numbers'],
    ['HTTP_PORT', 'http', 'whole numbers'],
    ['GRPC_PORT', '65536', 'whole numbers from 0 to 65535'],
    ['GRPC_MAX_MESSAGE_SIZE', '100MB', 'from 1 to 2147483647'],
    ['HTTP_BODY_LIMIT_BYTES', '0', 'from 1 to 524288000'],
    ['HTTP_BODY_LIMIT_BYTES', '50MB', 'from 1 to'],
    ['BACKUP_FILESYSTEM_PATH', 'relative/path', 'an absolute path'],
    ['PROMETHEUS_MONITORING_ENABLED', 'maybe', 'true, 1, on, enabled'],
    ['PROMETHEUS_MONITORING_PORT', '65536', 'whole numbers from 0 to 65535'],
    ['EXPORT_ENABLED', 'maybe', 'true, 1, on, enabled, false, 0, off, disabled'],
    ['EXPORT_DEFAULT_BUCKET', 'a/b', 'the name of a bucket'],
    ['EXPORT_DEFAULT_PATH', 'a/../b', '".."'],
    ['EXPORT_DEFAULT_PATH', 'a//b', 'empty segments'],
    ['EXPORT_DEFAULT_PATH', 'a\\b', 'backslashes'],
    ['EXPORT_DEFAULT_PATH', '/a/b', 'without a slash at its beginning, below BACKUP_FILESYSTEM_PATH'],
    ['EXPORT_DEFAULT_PATH', '/', 'without a slash at its beginning'],
    ['CORS_ALLOW_ORIGIN', 'https://a.example/', 'origins such as'],
    ['CORS_ALLOW_METHODS', 'GET,,POST', 'methods of HTTP by comma'],
    ['CORS_ALLOW_HEADERS', 'a b', 'names of headers by comma'],
    ['EXPORT_DEFAULT_LAYOUT', 'wide', 'allowed are standard, typed, weaviate'],
    ['EXPORT_DEFAULT_ENCODING', 'dense', 'allowed are plain, compact'],
    ['EXPORT_ALLOWED_BUCKETS', 'a,,b', 'names of buckets joined by commas'],
    ['EXPORT_MAX_CONCURRENT', '0', 'from 1'],
    ['EXPORT_PARALLELISM', '1e3', 'from 0'],
    ['EXPORT_SHUTDOWN_GRACE_SECONDS', '3601', 'from 0 to 3600'],
    ['AUTHENTICATION_ANONYMOUS_ACCESS_ENABLED', 'false', 'nobody could get in'],
    ['AUTHENTICATION_APIKEY_ENABLED', 'yes', 'true, 1, on, enabled'],
    ['ENABLE_MODULES', 'text2vec-openai', 'backup-filesystem, backup-s3, backup-gcs, backup-azure'],
    ['BACKUP_GCS_USE_AUTH', 'maybe', 'true, 1, on, enabled'],
    ['LOG_LEVEL', 'loud', 'panic, fatal, error, warning, warn, info, debug, trace, silent'],
    ['HTTP_MAX_CONNECTIONS', '0', 'from 1 to 1000000'],
    ['HTTP_REQUEST_TIMEOUT_SECONDS', '0', 'from 1 to 86400'],
  ])('refuses %s=%s, and says what is allowed', (name, value, allowed) => {
    const [problem, ...others] = problemsOf({ [name]: value });
    expect(problem).toContain(name);
    expect(problem).toContain(JSON.stringify(value));
    expect(problem).toContain(allowed);
    expect(others).toEqual([]);
  });

  it.each([
    ['no key', '', 'jane', 'AUTHENTICATION_APIKEY_ALLOWED_KEYS'],
    ['an empty key', `${SECRET},`, 'jane', 'AUTHENTICATION_APIKEY_ALLOWED_KEYS'],
    ['a key with a blank in it', `${SECRET} x`, 'jane', 'AUTHENTICATION_APIKEY_ALLOWED_KEYS'],
    ['a key twice', `${SECRET},${SECRET}`, 'jane,joe', 'AUTHENTICATION_APIKEY_ALLOWED_KEYS'],
    ['no user', SECRET, '', 'AUTHENTICATION_APIKEY_USERS'],
    ['an empty user', `${SECRET},k2`, 'jane,', 'AUTHENTICATION_APIKEY_USERS'],
    ['two users for three keys', `${SECRET},k2,k3`, 'jane,joe', 'AUTHENTICATION_APIKEY_USERS'],
  ])('refuses %s, and never shows a key', (_case, keys, users, variable) => {
    const problems = problemsOf({
      AUTHENTICATION_APIKEY_ENABLED: 'true',
      AUTHENTICATION_APIKEY_ALLOWED_KEYS: keys,
      AUTHENTICATION_APIKEY_USERS: users,
    });
    expect(problems).toHaveLength(1);
    expect(problems[0]).toContain(variable);
    expect(problems[0]).not.toContain(SECRET);
  });

  it('refuses one port for the API and the metrics, unless it is any or the metrics are off', () => {
    const shared = { HTTP_PORT: '2112', PROMETHEUS_MONITORING_ENABLED: 'true' };
    expect(problemsOf(shared)).toEqual([
      expect.stringMatching(/PROMETHEUS_MONITORING_PORT.*"2112".*any port but that of HTTP_PORT/),
    ]);
    expect(problemsOf({ ...shared, PROMETHEUS_MONITORING_ENABLED: 'false' })).toEqual([]);
    expect(problemsOf({ ...shared, HTTP_PORT: '0', PROMETHEUS_MONITORING_PORT: '0' })).toEqual([]);
  });

  it('refuses the port of another side of the server for gRPC and for the metrics', () => {
    expect(problemsOf({ HTTP_PORT: '8080', GRPC_PORT: '8080' })).toEqual([
      'GRPC_PORT is "8080": allowed is any port but that of HTTP_PORT',
    ]);
    const metrics = { PROMETHEUS_MONITORING_ENABLED: 'true', PROMETHEUS_MONITORING_PORT: '50051' };
    expect(problemsOf(metrics)).toEqual([
      'PROMETHEUS_MONITORING_PORT is "50051": allowed is any port but that of GRPC_PORT',
    ]);
    expect(problemsOf({ HTTP_PORT: '0', GRPC_PORT: '0' })).toEqual([]);
  });

  it.each([
    [
      'an open server that others reach, unless it is asked for',
      { HTTP_HOST: '0.0.0.0' },
      'AUTHENTICATION_ANONYMOUS_ACCESS_ENABLED',
      'set AUTHENTICATION_APIKEY_ENABLED or AUTHENTICATION_OIDC_ENABLED',
    ],
    [
      'one whose name looks like this machine',
      { HTTP_HOST: '127.example.org' },
      'AUTHENTICATION_ANONYMOUS_ACCESS_ENABLED',
      'set AUTHENTICATION_APIKEY_ENABLED or AUTHENTICATION_OIDC_ENABLED',
    ],
    [
      'OIDC without an issuer',
      { AUTHENTICATION_OIDC_ENABLED: 'true', AUTHENTICATION_OIDC_CLIENT_ID: 'me' },
      'AUTHENTICATION_OIDC_ISSUER',
      'the URL of an OpenID Connect issuer',
    ],
    [
      'an issuer that is no URL',
      { ...OIDC, AUTHENTICATION_OIDC_ISSUER: 'issuer', AUTHENTICATION_OIDC_CLIENT_ID: 'me' },
      'AUTHENTICATION_OIDC_ISSUER',
      'the URL of an OpenID Connect issuer',
    ],
    [
      'tokens for whatever client, unless it is asked for',
      OIDC,
      'AUTHENTICATION_OIDC_CLIENT_ID',
      'AUTHENTICATION_OIDC_SKIP_CLIENT_ID_CHECK=true',
    ],
    [
      'admin list and roles together',
      {
        AUTHENTICATION_APIKEY_ENABLED: 'true',
        AUTHENTICATION_APIKEY_ALLOWED_KEYS: 'k',
        AUTHENTICATION_APIKEY_USERS: 'jane',
        AUTHORIZATION_ADMINLIST_ENABLED: 'true',
        AUTHORIZATION_RBAC_ENABLED: 'true',
      },
      'AUTHORIZATION_RBAC_ENABLED',
      'one of AUTHORIZATION_ADMINLIST_ENABLED and AUTHORIZATION_RBAC_ENABLED',
    ],
    [
      'roles for callers without names',
      { AUTHORIZATION_RBAC_ENABLED: 'true' },
      'AUTHORIZATION_RBAC_ENABLED',
      'AUTHENTICATION_APIKEY_ENABLED or AUTHENTICATION_OIDC_ENABLED',
    ],
    [
      'an empty admin list',
      { AUTHORIZATION_ADMINLIST_ENABLED: 'true' },
      'AUTHORIZATION_ADMINLIST_USERS',
      'nobody could do anything',
    ],
    [
      'a user who is on both lists',
      {
        AUTHORIZATION_ADMINLIST_ENABLED: 'true',
        AUTHORIZATION_ADMINLIST_USERS: 'jane,joe',
        AUTHORIZATION_ADMINLIST_READONLY_USERS: 'joe',
      },
      'AUTHORIZATION_ADMINLIST_READONLY_USERS',
      '"joe"',
    ],
    [
      'a group that is on both lists',
      {
        AUTHORIZATION_ADMINLIST_ENABLED: 'true',
        AUTHORIZATION_ADMINLIST_GROUPS: 'ops',
        AUTHORIZATION_ADMINLIST_READONLY_GROUPS: 'ops',
      },
      'AUTHORIZATION_ADMINLIST_READONLY_GROUPS',
      '"ops"',
    ],
  ])('refuses %s', (_case, environment, variable, allowed) => {
    const problems = problemsOf(environment);
    expect(problems).toHaveLength(1);
    expect(problems[0]).toContain(`${variable} is `);
    expect(problems[0]).toContain(allowed);
  });

  it('reports all bad values of a start at once', () => {
    const environment = { HTTP_PORT: 'x', LOG_LEVEL: 'y', EXPORT_ENABLED: 'z' };
    const backends = { BACKUP_S3_USE_SSL: 'a', AZURE_STORAGE_ACCOUNT: 'B', AZURE_CONCURRENCY: 'c' };
    expect(problemsOf({ ...environment, ...backends })).toHaveLength(6);
    expect(() => readConfiguration(environment)).toThrow(/HTTP_PORT.*\n.*EXPORT_ENABLED.*\n.*LOG_LEVEL/);
  });
});
