import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';
import { EnvironmentBackendProvider } from './environment-backend-provider.ts';

const run = promisify(execFile);
const REGION = { AWS_REGION: 'eu-west-1' };

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

  it.each([
    ['s3', {}, 'BACKEND_NOT_CONFIGURED', /^backend s3 is not configured: set AWS_REGION .*AWS_ACCESS_KEY_ID/],
    [
      'gcs',
      REGION,
      'BACKEND_NOT_CONFIGURED',
      /^backend gcs is not configured: this version does not have it yet$/,
    ],
    [
      'azure',
      REGION,
      'BACKEND_NOT_CONFIGURED',
      /^backend azure is not configured: this version does not have it/,
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

  it('refuses a bad value at once', () => {
    expect(() => providerOf({ BACKUP_S3_USE_SSL: 'maybe' })).toThrow(
      expect.objectContaining({ code: 'CONFIGURATION_INVALID' }),
    );
  });

  it('loads the SDK of S3 when S3 is first used, and not before', async () => {
    const script = `
      import { registerHooks } from 'node:module';
      let loaded = 0;
      registerHooks({
        resolve(specifier, context, next) {
          if (specifier.startsWith('@aws-sdk/')) loaded++;
          return next(specifier, context);
        },
      });
      const { EnvironmentBackendProvider } = await import('@weaviate-export/backends');
      await using provider = new EnvironmentBackendProvider({ env: ${JSON.stringify(REGION)}, filesystemRoot: '/x' });
      await provider.backend('filesystem');
      const before = loaded;
      await provider.backend('s3');
      console.log(JSON.stringify({ before, after: loaded > 0 }));
    `;
    const node = [
      '--conditions=@weaviate-export/source',
      '--no-warnings',
      '--input-type=module',
      '-e',
      script,
    ];
    const { stdout } = await run(process.execPath, node, { cwd: import.meta.dirname });
    expect(JSON.parse(stdout)).toEqual({ before: 0, after: true });
  });
});
