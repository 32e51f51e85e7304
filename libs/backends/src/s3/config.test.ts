import { describe, expect, it } from 'vitest';
import { type Environment } from '@weaviate-export/configuration';
import { S3_VARIABLES, s3ConfigFromEnvironment, type S3Config } from './config.ts';

const KEYS = { AWS_ACCESS_KEY_ID: 'id', AWS_SECRET_ACCESS_KEY: 'secret' };
const CREDENTIALS = { accessKeyId: 'id', secretAccessKey: 'secret' };

describe('s3ConfigFromEnvironment', () => {
  it('is null where nothing of S3 is set', () => {
    expect(s3ConfigFromEnvironment({ PATH: '/bin', AWS_SESSION_TOKEN: 'x' })).toBeNull();
    expect(s3ConfigFromEnvironment(Object.fromEntries(S3_VARIABLES.map((name) => [name, ''])))).toBeNull();
  });

  it.each<[string, Environment, S3Config]>([
    ['a region alone', { AWS_REGION: 'eu-west-1' }, { region: 'eu-west-1' }],
    ['the older name of the region', { AWS_DEFAULT_REGION: 'eu-west-1' }, { region: 'eu-west-1' }],
    ['both names of the region', { AWS_REGION: 'a', AWS_DEFAULT_REGION: 'b' }, { region: 'a' }],
    ['keys', KEYS, { credentials: CREDENTIALS }],
    [
      'the other names of the keys',
      { AWS_ACCESS_KEY: 'id', AWS_SECRET_KEY: 'secret' },
      { credentials: CREDENTIALS },
    ],
    [
      'keys of a session',
      { ...KEYS, AWS_SESSION_TOKEN: 'token' },
      { credentials: { ...CREDENTIALS, sessionToken: 'token' } },
    ],
    [
      'another store',
      { BACKUP_S3_ENDPOINT: 'minio:9000' },
      { endpoint: 'https://minio:9000', region: 'us-east-1' },
    ],
    [
      'another store without TLS, in a region of its own',
      { BACKUP_S3_ENDPOINT: '[::1]:80', BACKUP_S3_USE_SSL: 'False', AWS_REGION: 'r' },
      { endpoint: 'http://[::1]:80', region: 'r' },
    ],
    [
      'a URL',
      { AWS_ENDPOINT_URL_S3: 'http://ceph/gateway' },
      { endpoint: 'http://ceph/gateway', region: 'us-east-1' },
    ],
    [
      'a host and a URL',
      { BACKUP_S3_ENDPOINT: 'ceph', AWS_ENDPOINT_URL_S3: 'http://other' },
      { endpoint: 'https://ceph', region: 'us-east-1' },
    ],
    [
      'Amazon S3 by its name, which has an address in each region',
      { BACKUP_S3_ENDPOINT: 's3.amazonaws.com', AWS_REGION: 'eu-west-1' },
      { region: 'eu-west-1' },
    ],
  ])('takes %s', (_what, environment, expected) => {
    expect(s3ConfigFromEnvironment(environment)).toEqual(expected);
  });

  it.each([
    ['BACKUP_S3_USE_SSL', 'maybe'],
    ['BACKUP_S3_ENDPOINT', 'http://minio:9000'],
    ['BACKUP_S3_ENDPOINT', 'minio:9000/path'],
    ['BACKUP_S3_ENDPOINT', 'minio:port'],
    ['BACKUP_S3_ENDPOINT', 'two words'],
    ['AWS_ENDPOINT_URL_S3', 'minio:9000'],
    ['AWS_ENDPOINT_URL_S3', 'ftp://minio'],
  ])('refuses %s=%s, naming it, the value and what is allowed', (name, value) => {
    expect(() => s3ConfigFromEnvironment({ [name]: value })).toThrow(
      expect.objectContaining({
        code: 'CONFIGURATION_INVALID',
        message: expect.stringContaining(`${name} is ${JSON.stringify(value)}: `) as string,
      }),
    );
  });

  it.each([
    ['BACKUP_S3_ENDPOINT', 'user:hush@minio'],
    ['AWS_ENDPOINT_URL_S3', 'http://user:hush@minio'],
  ])('never shows a password that stands in %s', (name, value) => {
    expect(() => s3ConfigFromEnvironment({ [name]: value })).toThrow(
      expect.objectContaining({ message: expect.not.stringContaining('hush') as string }),
    );
  });

  it.each([
    ['AWS_SECRET_ACCESS_KEY', { AWS_ACCESS_KEY_ID: 'id' }],
    ['AWS_ACCESS_KEY_ID', { AWS_SECRET_ACCESS_KEY: 'hush' }],
  ])('names %s where it is missing', (name, environment) => {
    expect(() => s3ConfigFromEnvironment(environment)).toThrow(
      expect.objectContaining({
        code: 'CONFIGURATION_INVALID',
        message: expect.stringMatching(new RegExp(`^${name} is "": (?!.*hush)`)) as string,
      }),
    );
  });
});
