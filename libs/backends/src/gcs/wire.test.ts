import { describe, expect, it } from 'vitest';
import { NEVER, seededBytes } from '../conformance/index.ts';
import { proxyBefore, type Passing } from '../proxy.fixture.ts';
import { GcsBackend } from './backend.ts';
import { BUCKET, openGcsFixture } from './gcs.fixture.ts';

const MIB = 1024 * 1024;
const at = { bucket: BUCKET, key: 'a' };

/** A backend whose requests are noted, and changed on their way. */
async function recorderBefore(endpoint: string, change?: (written: Passing) => Passing) {
  const proxy = await proxyBefore(endpoint, change);
  return { ...proxy, backend: new GcsBackend({ endpoint: proxy.endpoint, anonymous: true }) };
}

/** Turns one bit of an object's bytes; metadata are left alone, they are shorter. */
function corrupt({ body, ...passing }: Passing): Passing {
  const changed = Buffer.from(body);
  if (body.length > 1000) changed.writeUInt8(changed.readUInt8(700) ^ 1, 700);
  return { ...passing, body: changed };
}

/** The same, with the checksum of the whole lost on the way. */
function corruptInSecret(written: Passing): Passing {
  const { 'x-goog-hash': _hash, ...headers } = written.headers;
  return { ...corrupt(written), headers };
}

async function write(backend: GcsBackend, bytes: number): Promise<void> {
  await using sink = await backend.openSink(at, { signal: NEVER });
  await sink.write(seededBytes(bytes, 1));
  await sink.close();
}

describe('what is sent to the store', () => {
  it('has a length, and a checksum of the whole', async () => {
    await using fixture = await openGcsFixture();
    await using recorder = await recorderBefore(fixture.server.endpoint);
    await write(recorder.backend, 17 * MIB);
    const { md5Hash } = fixture.server.object(BUCKET, at.key) ?? {};
    const [begun, ...chunks] = recorder.written;
    expect(JSON.parse(String(begun?.body))).toEqual({
      name: at.key,
      metadata: { 'write-id': expect.any(String) as string },
    });
    expect(
      chunks.map(({ headers }) => [
        headers['content-length'],
        headers['content-range'],
        headers['x-goog-hash'],
      ]),
    ).toEqual([
      [String(16 * MIB), `bytes 0-${16 * MIB - 1}/*`, undefined],
      [String(MIB), `bytes ${16 * MIB}-${17 * MIB - 1}/${17 * MIB}`, `md5=${md5Hash}`],
    ]);
    for (const { headers } of recorder.written) expect(headers).not.toHaveProperty(['transfer-encoding']);
  });

  it('is one request where the file is small, its checksum before its bytes', async () => {
    await using fixture = await openGcsFixture();
    await using recorder = await recorderBefore(fixture.server.endpoint);
    await write(recorder.backend, 1000);
    const { md5Hash } = fixture.server.object(BUCKET, at.key) ?? {};
    expect(recorder.written).toHaveLength(1);
    const { headers, body } = recorder.written[0] ?? { headers: {}, body: '' };
    expect(headers['content-length']).toBe(String(body.length));
    expect(String(body)).toContain(`"md5Hash":"${md5Hash}"`);
  });

  it.each([
    ['a small file', 1200, corrupt],
    ['a large file', 17 * MIB, corrupt],
    ['a large file, by its answer', 17 * MIB, corruptInSecret],
  ])('is refused where it changed on its way: %s', async (_what, bytes, change) => {
    await using fixture = await openGcsFixture();
    await using recorder = await recorderBefore(fixture.server.endpoint, change);
    await expect(write(recorder.backend, bytes)).rejects.toMatchObject({ code: 'BACKEND_CORRUPT' });
    expect(fixture.server.names(BUCKET)).toEqual([]);
    expect(fixture.server.openUploads()).toEqual([]);
  });
});
