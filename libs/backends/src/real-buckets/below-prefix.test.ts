import { describe, expect, it } from 'vitest';
import { collected, NEVER, seededBytes } from '../conformance/index.ts';
import { openS3Fixture } from '../s3/s3.fixture.ts';
import { BackendBelowPrefix } from './below-prefix.fixture.ts';

describe('a clean-up below a prefix', () => {
  it('leaves no file and no open upload, and touches nothing beside', async () => {
    await using fixture = await openS3Fixture();
    const { backend, bucket, server } = fixture;
    const below = new BackendBelowPrefix(backend, 'test/');
    const beside = ['a', 'tes', 'test-2/a', 'test0/a'];
    for (const key of beside) await backend.create({ bucket, key }, Buffer.from(key), NEVER);
    for (const key of ['a', 'b/c'])
      expect(await below.create({ bucket, key }, Buffer.from(key), NEVER)).toBe(true);
    // Neither closed nor aborted, as by a test that was cut short.
    const sink = await below.openSink({ bucket, key: 'open' }, { signal: NEVER });
    await sink.write(seededBytes(33 * 1024 * 1024, 1));
    expect(server.openUploads().map(({ key }) => key)).toEqual(['test/open']);
    const listed = await collected(below.list({ bucket, key: '' }, NEVER));
    expect(listed.map(({ key }) => key)).toEqual(['a', 'b/c']);

    await below.deleteAll(bucket);
    expect(server.keys(bucket)).toEqual(beside);
    expect(server.openUploads()).toEqual([]);
    await sink.abort();
  });
});
