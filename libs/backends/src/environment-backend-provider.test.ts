import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';
import { EnvironmentBackendProvider } from './environment-backend-provider.ts';

const run = promisify(execFile);
const REGION = { AWS_REGION: 'eu-west-1' };
const GOOGLE_PROJECT = { GOOGLE_CLOUD_PROJECT: 'acme' };
const AZURE_ACCOUNT = { AZURE_STORAGE_ACCOUNT: 'acme' };

function providerOf(env: Record<string, string> = {}): EnvironmentBackendProvider {
  return new EnvironmentBackendProvider({ env, filesystemRoot: '/exports' });
}

describe('EnvironmentBackendProvider', () => {
  it('gives the filesystem at its root', async () => {
    await using provider = providerOf();
    const backend = await provider.backend('filesystem');
    expect(backend.name).toBe('filesystem');
    expect(backend.capabilities.buckets).toBe(false);
    expect(await provider.backend('filesystem')).toBe(backend);
  });

  it('gives one S3 backend to all who ask', async () => {
    await using provider = providerOf(REGION);
    const [first, second] = await Promise.all([provider.backend('s3'), provider.backend('s3')]);
    expect(first).toBe(second);
    expect(first.name).toBe('s3');
    expect(first.capabilities.buckets).toBe(true);
  });

  it('gives one GCS backend to all who ask', async () => {
    await using provider = providerOf(GOOGLE_PROJECT);
    const [first, second] = await Promise.all([provider.backend('gcs'), provider.backend('gcs')]);
    expect(first).toBe(second);
    expect(first.name).toBe('gcs');
    expect(first.describe({ bucket: 'exports', key: 'a/b' })).toBe('gs://exports/a/b');
  });

  it('gives one Azure backend to all who ask', async () => {
    await using provider = providerOf({ ...REGION, ...AZURE_ACCOUNT, AZURE_STORAGE_KEY: 'aHVzaA==' });
    const [first, second] = await Promise.all([provider.backend('azure'), provider.backend('azure')]);
    expect(first).toBe(second);
    expect(first.name).toBe('azure');
    expect(first.describe({ bucket: 'exports', key: 'a/b' })).toBe(
      'https://acme.blob.core.windows.net/exports/a/b',
    );
  });

  it.each([
    ['s3', {}, 'BACKEND_NOT_CONFIGURED', /^backend s3 is not configured: set AWS_REGION .*AWS_ACCESS_KEY_ID/],
    [
      'gcs',
      REGION,
      'BACKEND_NOT_CONFIGURED',
      /^backend gcs is not configured: set GOOGLE_APPLICATION_CREDENTIALS .*GOOGLE_CLOUD_PROJECT .*STORAGE_EMULATOR_HOST/,
    ],
    [
      'azure',
      REGION,
      'BACKEND_NOT_CONFIGURED',
      /^backend azure is not configured: set AZURE_STORAGE_CONNECTION_STRING, or AZURE_STORAGE_ACCOUNT/,
    ],
    [
      's3',
      { ...REGION, ENABLE_MODULES: 'backup-filesystem' },
      'BACKEND_NOT_CONFIGURED',
      /^backend s3 is not configured: add backup-s3 to ENABLE_MODULES, and set AWS_REGION/,
    ],
    [
      'filesystem',
      { ...REGION, ENABLE_MODULES: 'backup-s3' },
      'BACKEND_NOT_CONFIGURED',
      /^backend filesystem is not configured: add backup-filesystem to ENABLE_MODULES/,
    ],
    ['ftp', REGION, 'BACKEND_UNKNOWN', /^unknown backend "ftp": allowed are filesystem, s3, gcs, azure$/],
    ['toString', REGION, 'BACKEND_UNKNOWN', /^unknown backend "toString"/],
  ])('says why it has no backend %s', async (name, env, code, message) => {
    await using provider = providerOf(env);
    await expect(provider.backend(name)).rejects.toMatchObject({
      code,
      httpStatus: 422,
      message: expect.stringMatching(message) as string,
    });
  });

  it.each([{ BACKUP_S3_USE_SSL: 'maybe' }, { ...AZURE_ACCOUNT, AZURE_CONCURRENCY: '0' }])(
    'refuses a bad value at once: %j',
    (env) => {
      expect(() => providerOf(env)).toThrow(expect.objectContaining({ code: 'CONFIGURATION_INVALID' }));
    },
  );

  it.each([
    ['s3', REGION, ['@aws-sdk/client-s3']],
    ['gcs', GOOGLE_PROJECT, ['@google-cloud/storage', 'google-auth-library']],
    ['azure', { ...AZURE_ACCOUNT, AZURE_STORAGE_KEY: 'aHVzaA==' }, ['@azure/storage-blob']],
    // The chain of credentials is an SDK of its own.
    ['azure', AZURE_ACCOUNT, ['@azure/storage-blob', '@azure/identity']],
  ])(
    'loads the SDK of %s when it is first used, and not before (%j)',
    { tags: 'long' },
    async (name, env, sdks) => {
      const { before, after } = await loadedBy(env, `await provider.backend('${name}')`);
      expect(before).toEqual([]);
      expect(after.toSorted()).toEqual(sdks.toSorted());
    },
  );

  it('loads all that are on when told to, and no SDK of one that is off', { tags: 'long' }, async () => {
    const { before, after } = await loadedBy(
      { ...REGION, ...GOOGLE_PROJECT, ENABLE_MODULES: 'backup-s3' },
      'await provider.load()',
    );
    expect(before).toEqual([]);
    expect(after).toEqual(['@aws-sdk/client-s3']);
  });
});

/** The SDKs that a process has loaded with a provider of that environment and after a step more. */
async function loadedBy(
  env: Record<string, string>,
  step: string,
): Promise<{ readonly before: string[]; readonly after: string[] }> {
  const script = `
    import { registerHooks } from 'node:module';
    const SDKS = ['@aws-sdk/client-s3', '@google-cloud/storage', 'google-auth-library', '@azure/storage-blob', '@azure/identity'];
    const loaded = new Set();
    registerHooks({
      resolve(specifier, context, next) {
        if (SDKS.includes(specifier)) loaded.add(specifier);
        return next(specifier, context);
      },
    });
    const { EnvironmentBackendProvider } = await import('@weaviate-export/backends');
    await using provider = new EnvironmentBackendProvider({ env: ${JSON.stringify(env)}, filesystemRoot: '/x' });
    if (provider.configs.filesystem !== null) await provider.backend('filesystem');
    const before = [...loaded];
    ${step};
    console.log(JSON.stringify({ before, after: [...loaded] }));
  `;
  const node = ['--conditions=@weaviate-export/source', '--no-warnings', '--input-type=module', '-e', script];
  const { stdout } = await run(process.execPath, node, { cwd: import.meta.dirname });
  return JSON.parse(stdout) as { before: string[]; after: string[] };
}
