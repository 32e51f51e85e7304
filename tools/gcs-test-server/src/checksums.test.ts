import { CRC32C } from '@google-cloud/storage';
import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { checksumsOf } from './checksums.ts';
import {
  BUCKET,
  create,
  uploadWithToken,
  patterned,
  reasonOf,
  send,
  startWithBucket,
} from './client.fixture.ts';

const UPLOADS = `/upload/storage/v1/b/${BUCKET}/o`;
const BODY = '123456789';
const CRC32C_OF_BODY = '4waSgw==';
const MD5_OF_BODY = createHash('md5').update(BODY).digest('base64');
const OTHER_MD5 = createHash('md5').update('other').digest('base64');

describe('checksums', () => {
  it('are the ones that the SDK calculates, for bodies of any length', () => {
    // RFC 3720, B.4: the check value 0xe3069283.
    expect(checksumsOf(Buffer.from(BODY)).crc32c).toBe(CRC32C_OF_BODY);
    for (const length of [0, 1, 7, 8, 9, 15, 16, 1023, 65_537]) {
      const body = patterned(length);
      const theirs = new CRC32C();
      theirs.update(body);
      expect(checksumsOf(body).crc32c).toBe(theirs.toString());
    }
  });

  it.each(['crc32c', 'md5'] as const)(
    'by %s are checked by the SDK on the way out and back',
    async (validation) => {
      await using started = await startWithBucket();
      const file = started.bucket.file('a');
      const body = patterned(300_000);
      await create(file, body, { validation });
      expect((await file.download({ validation }))[0].equals(body)).toBe(true);
      await uploadWithToken(started.bucket.file('b'), body, { validation, chunkSize: 256 * 1024 });
      expect(started.server.object(BUCKET, 'b')?.body.equals(body)).toBe(true);
    },
  );

  it('come with every answer that has the bytes, of the whole object', async () => {
    await using started = await startWithBucket();
    started.server.put(BUCKET, 'a', BODY);
    for (const headers of [{}, { range: 'bytes=2-3' }] as Record<string, string>[]) {
      const got = await send(started.server, 'GET', `/storage/v1/b/${BUCKET}/o/a?alt=media`, { headers });
      expect(got.headers.get('x-goog-hash')).toBe(`crc32c=${CRC32C_OF_BODY},md5=${MD5_OF_BODY}`);
    }
  });

  it.each([
    ['a CRC-32C', { crc32c: 'AAAAAA==' }],
    ['an MD5', { md5Hash: OTHER_MD5 }],
  ])('in the metadata refuse a body that %s does not fit', async (_what, metadata) => {
    await using started = await startWithBucket();
    const { server, bucket } = started;
    await expect(create(bucket.file('a'), BODY, { metadata })).rejects.toMatchObject({
      code: 400,
      message: expect.stringContaining("doesn't match") as string,
    });
    const [uri] = await bucket.file('a').createResumableUpload({ metadata });
    expect((await send(server, 'PUT', uri, { body: BODY })).status).toBe(400);
    expect(server.names(BUCKET)).toEqual([]);
    expect(server.openUploads()).toEqual([]);
  });

  it.each([
    [`crc32c=${CRC32C_OF_BODY},md5=${MD5_OF_BODY}`, 200],
    [`crc32c=${CRC32C_OF_BODY}, md5=${MD5_OF_BODY}`, 200],
    [`crc32c=AAAAAA==,md5=${MD5_OF_BODY}`, 400],
    [`crc32c=${CRC32C_OF_BODY},md5=${OTHER_MD5}`, 400],
    ['sha256=AAAA', 400],
  ])('in X-Goog-Hash are held: %s is answered %i', async (hash, status) => {
    await using started = await startWithBucket();
    const { server, bucket } = started;
    const request = { headers: { 'x-goog-hash': hash }, body: BODY };
    const inserted = await send(server, 'POST', `${UPLOADS}?uploadType=media&name=a`, request);
    const [uri] = await bucket.file('b').createResumableUpload();
    const completed = await send(server, 'PUT', uri, request);
    for (const answer of [inserted, completed]) {
      expect(answer.status).toBe(status);
      if (status === 400) expect(reasonOf(answer)).toBe('invalid');
    }
    expect(server.names(BUCKET)).toEqual(status === 200 ? ['a', 'b'] : []);
  });

  it('that come with the metadata and fit are taken', async () => {
    await using started = await startWithBucket();
    const metadata = { crc32c: CRC32C_OF_BODY, md5Hash: MD5_OF_BODY };
    await create(started.bucket.file('a'), BODY, { metadata });
    expect(started.server.object(BUCKET, 'a')).toMatchObject(metadata);
  });
});
