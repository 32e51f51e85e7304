import { MODULES } from '@weaviate-export/entities-export';
import { startS3TestServer } from '@weaviate-export/s3-test-server';
import { describe, expect, it } from 'vitest';
import { startHost } from './host.fixture.ts';

const CLOUDS = {
  BACKUP_S3_ENDPOINT: 'localhost:9000',
  BACKUP_S3_USE_SSL: 'false',
  STORAGE_EMULATOR_HOST: 'http://localhost:4443',
  AZURE_STORAGE_ACCOUNT: 'acme',
};

describe('the modules of a server', () => {
  it('are all whose backend is configured, and /v1/meta says where their exports go', async () => {
    await using host = await startHost({
      ...CLOUDS,
      EXPORT_DEFAULT_BUCKET: 'weekly',
      EXPORT_DEFAULT_PATH: 'of/ours/',
    });
    const { body } = await host.call<{ modules: unknown }>('GET', '/meta');
    expect(body.modules).toEqual({
      'backup-azure': { containerName: 'weekly', rootName: 'of/ours' },
      'backup-filesystem': { backupsPath: host.exports },
      'backup-gcs': { bucketName: 'weekly', rootName: 'of/ours' },
      'backup-s3': { endpoint: 'localhost:9000', bucketName: 'weekly', rootName: 'of/ours', useSSL: false },
    });
  });

  it('are those that ENABLE_MODULES names, and no other backend takes exports', async () => {
    await using host = await startHost({ ...CLOUDS, ENABLE_MODULES: MODULES.s3, AWS_REGION: 'eu-west-1' });
    const { body } = await host.call<{ modules: unknown }>('GET', '/meta');
    expect(body.modules).toEqual({ 'backup-s3': { endpoint: 'localhost:9000', useSSL: false } });
    await host.call('POST', '/objects', { class: 'Article' });
    await expect(host.client.export('filesystem', { id: 'one' })).rejects.toMatchObject({
      httpStatus: 422,
      messages: [expect.stringContaining('add backup-filesystem to ENABLE_MODULES') as string],
    });
  });

  it('are names of their backends in every call, with one export behind both', async () => {
    await using host = await startHost();
    await host.call('POST', '/objects', { class: 'Article' });
    const started = await host.call('POST', '/export/backup-filesystem', { id: 'one' });
    expect(started).toMatchObject({
      status: 200,
      body: { backend: 'filesystem', path: `${host.exports}/one` },
    });
    const ended = await host.client.finished('filesystem', 'one');
    expect(ended).toMatchObject({ status: 'SUCCESS', backend: 'filesystem' });
    expect((await host.call('GET', '/export/backup-filesystem/one')).body).toEqual(ended);
    expect((await host.call('GET', '/export/backup-filesystem')).body).toEqual(
      await host.client.list('filesystem'),
    );
    expect((await host.call('DELETE', '/export/backup-filesystem/one')).status).toBe(409);
    expect((await host.call('POST', '/export/filesystem', { id: 'one' })).status).toBe(409);
    expect((await host.call('POST', '/export/backup-s3', { id: 'two' })).body).toMatchObject({
      error: [{ message: expect.stringMatching(/^backend s3 is not configured/) as string }],
    });
  });

  it("say of Amazon's own store that it is", async () => {
    await using host = await startHost({ ENABLE_MODULES: 'backup-s3', AWS_REGION: 'eu-west-1' });
    const { body } = await host.call<{ modules: unknown }>('GET', '/meta');
    expect(body.modules).toEqual({ 'backup-s3': { endpoint: 's3.amazonaws.com', useSSL: true } });
  });
});

describe('a store that lacks what an export needs', () => {
  it('is refused before the answer to POST, with what to set', async () => {
    const s3 = await startS3TestServer({ buckets: ['weekly'], refuses: ['checksums'] });
    try {
      await using host = await startHost({
        AWS_ENDPOINT_URL_S3: s3.endpoint,
        AWS_ACCESS_KEY_ID: s3.accessKeyId,
        AWS_SECRET_ACCESS_KEY: s3.secretAccessKey,
        EXPORT_DEFAULT_BUCKET: 'weekly',
      });
      await host.call('POST', '/objects', { class: 'Article' });
      await expect(host.client.export('s3', { id: 'one' })).rejects.toMatchObject({
        httpStatus: 422,
        messages: [expect.stringContaining('AWS_REQUEST_CHECKSUM_CALCULATION=WHEN_REQUIRED') as string],
      });
      expect([s3.keys('weekly'), s3.openUploads()]).toEqual([[], []]);
      expect((await host.call('GET', '/export/s3/one')).status).toBe(404);
    } finally {
      await s3.close();
    }
  });
});
