import {
  type ChecksumAlgorithm,
  CreateMultipartUploadCommand,
  GetObjectCommand,
  PutObjectCommand,
  UploadPartCommand,
} from '@aws-sdk/client-s3';
import { createHash } from 'node:crypto';
import { Readable } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { checksumOf } from './checksums.ts';
import { BUCKET, clientOf, fetchSigned, startWithClient } from './client.fixture.ts';

const BODY = '123456789';
const WRONG_CRC = 'AAAAAA==';

/** A body in two chunks, with its checksum after it, as `STREAMING-UNSIGNED-PAYLOAD-TRAILER` writes it. */
const chunked = (trailer: string): string => `4\r\n1234\r\n5\r\n56789\r\n0\r\n${trailer}\r\n\r\n`;

const CHUNKED_HEADERS = {
  'content-encoding': 'aws-chunked',
  'x-amz-content-sha256': 'STREAMING-UNSIGNED-PAYLOAD-TRAILER',
  'x-amz-decoded-content-length': '9',
  'x-amz-trailer': 'x-amz-checksum-crc32',
};

describe('checksums', () => {
  it.each([
    ['crc32', 'cbf43926'],
    ['crc32c', 'e3069283'],
    ['sha1', 'f7c3bc1d808e04732adf679965ccc34ca7ae3441'],
    ['sha256', '15e2b0d3c33891ebb0f1ef609ec419420c20e320ce94c65fbc8c3312448eb225'],
  ] as const)('are the published check value for %s', (algorithm, hex) => {
    expect(Buffer.from(checksumOf(algorithm, Buffer.from(BODY)), 'base64').toString('hex')).toBe(hex);
  });

  it.each<ChecksumAlgorithm>(['CRC32', 'CRC32C', 'SHA1', 'SHA256'])(
    'come back as %s with the object, and the SDK finds them right',
    async (ChecksumAlgorithm) => {
      await using started = await startWithClient();
      const { client } = started;
      const put = await client.send(
        new PutObjectCommand({ Bucket: BUCKET, Key: 'a', Body: BODY, ChecksumAlgorithm }),
      );
      const sent = { [`Checksum${ChecksumAlgorithm}`]: expect.stringMatching(/=$/) as string };
      expect(put).toMatchObject({ ...sent, ChecksumType: 'FULL_OBJECT' });
      const got = await client.send(new GetObjectCommand({ Bucket: BUCKET, Key: 'a' }));
      expect(got).toMatchObject({ ...sent, ChecksumType: 'FULL_OBJECT' });
      expect(await got.Body?.transformToString()).toBe(BODY);
    },
  );

  it.each<[string, Record<string, string>, string]>([
    ['a CRC-32', { 'x-amz-checksum-crc32': WRONG_CRC }, 'BadDigest'],
    ['a CRC-32C', { 'x-amz-checksum-crc32c': WRONG_CRC }, 'BadDigest'],
    ['a SHA-256', { 'x-amz-checksum-sha256': WRONG_CRC }, 'BadDigest'],
    ['an MD5', { 'content-md5': createHash('md5').update('other').digest('base64') }, 'BadDigest'],
    [
      'the signed hash',
      { 'x-amz-content-sha256': createHash('sha256').update('other').digest('hex') },
      'XAmzContentSHA256Mismatch',
    ],
  ])('refuse a body that %s does not fit', async (_what, headers, code) => {
    await using started = await startWithClient();
    const answer = await fetchSigned(started.server, 'PUT', `/${BUCKET}/a`, { headers, body: BODY });
    expect(answer.status).toBe(400);
    expect(answer.text).toContain(`<Code>${code}</Code>`);
    expect(started.server.keys(BUCKET)).toEqual([]);
  });

  it('refuse a part that they do not fit', async () => {
    await using started = await startWithClient();
    const { client } = started;
    const { UploadId } = await client.send(new CreateMultipartUploadCommand({ Bucket: BUCKET, Key: 'a' }));
    const part = client.send(
      new UploadPartCommand({
        Bucket: BUCKET,
        Key: 'a',
        UploadId,
        PartNumber: 1,
        Body: BODY,
        ChecksumCRC32: WRONG_CRC,
      }),
    );
    await expect(part).rejects.toMatchObject({ name: 'BadDigest', $metadata: { httpStatusCode: 400 } });
  });

  it('may be left out, and the hash of the body with them', async () => {
    await using started = await startWithClient();
    const plain = clientOf(started.server, { requestChecksumCalculation: 'WHEN_REQUIRED' });
    await plain.send(new PutObjectCommand({ Bucket: BUCKET, Key: 'a', Body: BODY }));
    const headers = { 'x-amz-content-sha256': 'UNSIGNED-PAYLOAD' };
    await fetchSigned(started.server, 'PUT', `/${BUCKET}/b`, { headers, body: BODY });
    for (const key of ['a', 'b']) expect(started.server.object(BUCKET, key)?.body.toString()).toBe(BODY);
  });
});

describe('aws-chunked bodies', () => {
  it('are what the SDK sends of a stream, and are stored decoded', async () => {
    await using started = await startWithClient();
    const { server, client } = started;
    const chunks = ['first chunk, ', 'second chunk'].map((text) => Buffer.from(text.repeat(5000)));
    const body = Buffer.concat(chunks);
    const put = await client.send(
      new PutObjectCommand({
        Bucket: BUCKET,
        Key: 'a',
        Body: Readable.from(chunks),
        ContentLength: body.length,
        ContentEncoding: 'gzip',
      }),
    );
    expect(server.object(BUCKET, 'a')?.body.equals(body)).toBe(true);
    expect(put.ChecksumCRC32).toBe(checksumOf('crc32', body));
    const got = await client.send(new GetObjectCommand({ Bucket: BUCKET, Key: 'a' }));
    expect(got.ContentEncoding).toBe('gzip');
    await got.Body?.transformToByteArray();
  });

  const rightTrailer = `x-amz-checksum-crc32:${checksumOf('crc32', Buffer.from(BODY))}`;
  const otherSignatures = { 'x-amz-content-sha256': 'STREAMING-AWS4-ECDSA-P256-SHA256-PAYLOAD' };
  it.each<[string, string, Record<string, string>, number, string]>([
    ['taken with the right checksum', chunked(rightTrailer), {}, 200, ''],
    ['refused with a wrong one', chunked(`x-amz-checksum-crc32:${WRONG_CRC}`), {}, 400, 'BadDigest'],
    ['refused without the one announced', chunked('x-other:1'), {}, 400, 'MalformedTrailerError'],
    ['refused with a trailer of no name', chunked('nothing'), {}, 400, 'MalformedTrailerError'],
    [
      'refused with another length',
      chunked(rightTrailer),
      { 'x-amz-decoded-content-length': '8' },
      400,
      'IncompleteBody',
    ],
    ['refused when cut', '4\r\n1234\r\n5\r\n567', {}, 400, 'IncompleteBody'],
    ['refused with a chunk that is too long', '4\r\n12345\r\n0\r\n\r\n', {}, 400, 'IncompleteBody'],
    ['refused where they are not chunked', BODY, {}, 400, 'IncompleteBody'],
    [
      'refused with signatures of another kind',
      chunked(rightTrailer),
      otherSignatures,
      501,
      'NotImplemented',
    ],
  ])('are %s', async (_what, body, headers, status, code) => {
    await using started = await startWithClient();
    const answer = await fetchSigned(started.server, 'PUT', `/${BUCKET}/a`, {
      headers: { ...CHUNKED_HEADERS, ...headers },
      body,
    });
    expect(answer.status).toBe(status);
    if (status === 200) expect(started.server.object(BUCKET, 'a')?.body.toString()).toBe(BODY);
    else {
      expect(answer.text).toContain(`<Code>${code}</Code>`);
      expect(started.server.keys(BUCKET)).toEqual([]);
    }
  });

  it('need a length, as every body does', async () => {
    await using started = await startWithClient();
    const plain = clientOf(started.server, { requestChecksumCalculation: 'WHEN_REQUIRED' });
    plain.middlewareStack.add(
      (next) => (args) => {
        const { headers } = args.request as { headers: Record<string, string> };
        delete headers['content-length'];
        headers['transfer-encoding'] = 'chunked';
        return next(args);
      },
      { step: 'build', priority: 'low' },
    );
    const sent = plain.send(new PutObjectCommand({ Bucket: BUCKET, Key: 'a', Body: BODY }));
    await expect(sent).rejects.toMatchObject({
      name: 'MissingContentLength',
      $metadata: { httpStatusCode: 411 },
    });
  });
});
