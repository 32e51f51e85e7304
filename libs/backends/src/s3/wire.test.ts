import { describe, expect, it } from 'vitest';
import { NEVER, seededBytes } from '../conformance/index.ts';
import { proxyBefore } from '../proxy.fixture.ts';
import { S3Backend } from './backend.ts';
import { BUCKET, configOf, openS3Fixture } from './s3.fixture.ts';

describe('what is sent to the store', () => {
  it('has a length and a checksum in its headers, and no trailing one, which many stores refuse', async () => {
    await using fixture = await openS3Fixture();
    await using recorder = await proxyBefore(fixture.server.endpoint);
    using backend = new S3Backend({ ...configOf(fixture.server), endpoint: recorder.endpoint });
    await backend.replace({ bucket: BUCKET, key: 'a' }, Buffer.from('small'), NEVER);
    for (const bytes of [1000, 17 * 1024 * 1024]) {
      await using sink = await backend.openSink({ bucket: BUCKET, key: `b${bytes}` }, { signal: NEVER });
      await sink.write(seededBytes(bytes, 1));
      await sink.close();
    }
    const written = recorder.written.filter(({ method }) => method === 'PUT').map(({ headers }) => headers);
    expect(written.map((headers) => Number(headers['content-length']))).toEqual(
      expect.arrayContaining([5, 1000, 16 * 1024 * 1024, 1024 * 1024]),
    );
    for (const headers of written) {
      expect(headers).toMatchObject({ 'x-amz-checksum-crc32': expect.stringMatching(/^.{6}==$/) as string });
      expect(headers['x-amz-content-sha256']).toMatch(/^[0-9a-f]{64}$/);
      for (const name of ['content-encoding', 'transfer-encoding', 'x-amz-trailer', 'expect'])
        expect(headers).not.toHaveProperty([name]);
    }
  });
});
