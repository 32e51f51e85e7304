import { describe, expect, it } from 'vitest';
import { type Environment } from '@weaviate-export/configuration';
import { GCS_VARIABLES, gcsConfigFromEnvironment, type GcsConfig } from './config.ts';

describe('gcsConfigFromEnvironment', () => {
  it('is null where nothing of GCS is set', () => {
    expect(gcsConfigFromEnvironment({ PATH: '/bin', AWS_REGION: 'eu-west-1' })).toBeNull();
    expect(gcsConfigFromEnvironment(Object.fromEntries(GCS_VARIABLES.map((name) => [name, ''])))).toBeNull();
  });

  it.each<[string, Environment, GcsConfig]>([
    ['a file of credentials', { GOOGLE_APPLICATION_CREDENTIALS: '/etc/key.json' }, { anonymous: false }],
    ['a project', { GOOGLE_CLOUD_PROJECT: 'acme' }, { projectId: 'acme', anonymous: false }],
    ['an older name of the project', { GCLOUD_PROJECT: 'acme' }, { projectId: 'acme', anonymous: false }],
    ['another name of the project', { GCP_PROJECT: 'acme' }, { projectId: 'acme', anonymous: false }],
    [
      'the first of several names',
      { GCP_PROJECT: 'c', GCLOUD_PROJECT: 'b', GOOGLE_CLOUD_PROJECT: 'a' },
      { projectId: 'a', anonymous: false },
    ],
    ['an identity of the machine', { BACKUP_GCS_USE_AUTH: 'True' }, { anonymous: false }],
    ['no credentials', { BACKUP_GCS_USE_AUTH: 'false' }, { anonymous: true }],
    [
      'an emulator, which is sent no credentials',
      { STORAGE_EMULATOR_HOST: 'http://gcs:4443/', GOOGLE_APPLICATION_CREDENTIALS: '/k', GCP_PROJECT: 'p' },
      { endpoint: 'http://gcs:4443', projectId: 'p', anonymous: true },
    ],
    [
      'an emulator without a scheme',
      { STORAGE_EMULATOR_HOST: 'localhost:9090' },
      { endpoint: 'http://localhost:9090', anonymous: true },
    ],
    [
      'an emulator with TLS',
      { STORAGE_EMULATOR_HOST: 'https://[::1]:9090' },
      { endpoint: 'https://[::1]:9090', anonymous: true },
    ],
  ])('takes %s', (_what, environment, expected) => {
    expect(gcsConfigFromEnvironment(environment)).toEqual(expected);
  });

  it.each([
    ['BACKUP_GCS_USE_AUTH', 'maybe'],
    ['STORAGE_EMULATOR_HOST', 'ftp://gcs:4443'],
    ['STORAGE_EMULATOR_HOST', 'http://gcs:4443/storage/v1'],
    ['STORAGE_EMULATOR_HOST', 'http://gcs:4443?a=b'],
    ['STORAGE_EMULATOR_HOST', 'gcs:port'],
    ['STORAGE_EMULATOR_HOST', 'two words'],
  ])('refuses %s=%s, naming it, the value and what is allowed', (name, value) => {
    expect(() => gcsConfigFromEnvironment({ [name]: value })).toThrow(
      expect.objectContaining({
        code: 'CONFIGURATION_INVALID',
        message: expect.stringContaining(`${name} is ${JSON.stringify(value)}: `) as string,
      }),
    );
  });

  it.each(['http://user:hush@gcs', 'user:hush@gcs:4443'])('never shows a password: %s', (value) => {
    expect(() => gcsConfigFromEnvironment({ STORAGE_EMULATOR_HOST: value })).toThrow(
      expect.objectContaining({
        code: 'CONFIGURATION_INVALID',
        message: expect.not.stringContaining('hush') as string,
      }),
    );
  });
});
