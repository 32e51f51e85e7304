import { BACKENDS, isExportError } from '@weaviate-export/entities-export';
import { describe, expect, it } from 'vitest';
import { readBackendConfigs } from './backend-configs.ts';

const S3 = { AWS_REGION: 'eu-west-1' };
const GCS = { GOOGLE_CLOUD_PROJECT: 'acme' };
const AZURE = { AZURE_STORAGE_ACCOUNT: 'acme' };

function namesOf(env: Record<string, string>): string[] {
  const configs = readBackendConfigs(env, '/exports');
  return BACKENDS.filter((name) => configs[name] !== null);
}

function problemsOf(env: Record<string, string>): string[] {
  try {
    readBackendConfigs(env, '/exports');
  } catch (error) {
    const errors: unknown[] = error instanceof AggregateError ? error.errors : [error];
    return errors.map((one) => {
      if (!isExportError(one, 'CONFIGURATION_INVALID')) throw error;
      return one.message;
    });
  }
  return [];
}

describe('the backends that are on', () => {
  it.each([
    [
      'every configured one where ENABLE_MODULES is not set',
      { ...S3, ...AZURE },
      ['filesystem', 's3', 'azure'],
    ],
    ['also where it is empty', { ...GCS, ENABLE_MODULES: ' ' }, ['filesystem', 'gcs']],
    ['those that ENABLE_MODULES names', { ...S3, ...GCS, ENABLE_MODULES: 'backup-s3' }, ['s3']],
    [
      'several of them, with blanks between',
      { ...S3, ...GCS, ENABLE_MODULES: 'backup-gcs, backup-filesystem' },
      ['filesystem', 'gcs'],
    ],
  ])('are %s', (_what, env, names) => {
    expect(namesOf(env)).toEqual(names);
  });

  it.each([
    ['another module', 'backup-s3,text2vec-openai'],
    ['a backend in place of its module', 's3'],
    ['a comma too many', 'backup-s3,'],
  ])('are not known from a list with %s', (_what, modules) => {
    expect(problemsOf({ ...S3, ENABLE_MODULES: modules })).toEqual([
      `ENABLE_MODULES is "${modules}": allowed are backup-filesystem, backup-s3, backup-gcs, backup-azure, joined by commas`,
    ]);
  });

  it('have to be configured', () => {
    expect(problemsOf({ ENABLE_MODULES: 'backup-azure,backup-gcs' })).toEqual([
      expect.stringMatching(
        /^ENABLE_MODULES is .*backup-gcs is not configured: set GOOGLE_APPLICATION_CREDENTIALS/,
      ),
      expect.stringMatching(
        /^ENABLE_MODULES is .*backup-azure is not configured: set AZURE_STORAGE_CONNECTION_STRING/,
      ),
    ]);
  });

  it.each([{}, { ENABLE_MODULES: 'backup-filesystem' }])(
    'are not alone in having values that are allowed, with %j',
    (modules) => {
      const bad = {
        BACKUP_S3_USE_SSL: 'maybe',
        EXPORT_S3_ROLE_SESSION_NAME: '!',
        BACKUP_GCS_USE_AUTH: 'perhaps',
        AZURE_CONCURRENCY: '-1',
      };
      for (const [name, value] of Object.entries(bad))
        expect(problemsOf({ ...modules, [name]: value })).toContainEqual(
          expect.stringMatching(`^${name} is "${value}": allowed `),
        );
    },
  );

  it('are alone in what has to be set', () => {
    const halves = { AWS_ACCESS_KEY_ID: 'alone', EXPORT_S3_EXTERNAL_ID: 'alone', AZURE_STORAGE_KEY: 'abc=' };
    expect(namesOf({ ...halves, ENABLE_MODULES: 'backup-filesystem' })).toEqual(['filesystem']);
    expect(namesOf({ EXPORT_S3_EXTERNAL_ID: 'alone', AZURE_CONCURRENCY: '2' })).toEqual(['filesystem']);
  });

  it('tell of all bad values at once', () => {
    const bad = {
      BACKUP_S3_USE_SSL: 'maybe',
      AWS_ENDPOINT_URL_S3: 'ftp://s3',
      AWS_ACCESS_KEY_ID: 'alone',
      EXPORT_S3_ROLE_ARN: 'arn',
      EXPORT_S3_ROLE_SESSION_NAME: '!',
      EXPORT_S3_STS_ENDPOINT: 'sts',
      BACKUP_GCS_USE_AUTH: 'perhaps',
      STORAGE_EMULATOR_HOST: 'http://host/path',
      AZURE_STORAGE_ACCOUNT: 'NO',
      AZURE_STORAGE_KEY: '!',
      AZURE_BLOCK_SIZE: '1',
      AZURE_CONCURRENCY: '0',
    };
    expect(problemsOf(bad).map((problem) => problem.split(' ')[0])).toEqual([
      'BACKUP_S3_USE_SSL',
      'AWS_ENDPOINT_URL_S3',
      'AWS_SECRET_ACCESS_KEY',
      'EXPORT_S3_ROLE_ARN',
      'EXPORT_S3_ROLE_SESSION_NAME',
      'EXPORT_S3_STS_ENDPOINT',
      'BACKUP_GCS_USE_AUTH',
      'STORAGE_EMULATOR_HOST',
      'AZURE_STORAGE_ACCOUNT',
      'AZURE_STORAGE_KEY',
      'AZURE_BLOCK_SIZE',
      'AZURE_CONCURRENCY',
    ]);
  });
});
