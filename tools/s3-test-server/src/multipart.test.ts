import {
  AbortMultipartUploadCommand,
  CompleteMultipartUploadCommand,
  type CompletedPart,
  CreateMultipartUploadCommand,
  type CreateMultipartUploadCommandInput,
  GetObjectCommand,
  ListMultipartUploadsCommand,
  ListPartsCommand,
  PutObjectCommand,
  type S3Client,
  UploadPartCommand,
} from '@aws-sdk/client-s3';
import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { compositeChecksum } from './checksums.ts';
import { BUCKET, fetchSigned, startWithClient } from './client.fixture.ts';

const KEY = 'folder/ü file.parquet';
const MEBIBYTE = 1024 * 1024;

const md5 = (bytes: Buffer | string): Buffer => createHash('md5').update(bytes).digest();

const create = async (client: S3Client, input: Partial<CreateMultipartUploadCommandInput> = {}) => {
  const { UploadId } = await client.send(
    new CreateMultipartUploadCommand({ Bucket: BUCKET, Key: KEY, ...input }),
  );
  return { Bucket: BUCKET, Key: KEY, UploadId, ...('Key' in input ? { Key: input.Key } : {}) };
};

type Upload = Awaited<ReturnType<typeof create>>;

const uploadPart = async (
  client: S3Client,
  upload: Upload,
  PartNumber: number,
  Body: Buffer | string,
): Promise<CompletedPart> => {
  const { ETag = '', ChecksumCRC32 = '' } = await client.send(
    new UploadPartCommand({ ...upload, PartNumber, Body }),
  );
  return { PartNumber, ETag, ChecksumCRC32 };
};

const complete = (client: S3Client, upload: Upload, Parts: CompletedPart[], IfNoneMatch?: '*') =>
  client.send(
    new CompleteMultipartUploadCommand({
      ...upload,
      MultipartUpload: { Parts },
      ...(IfNoneMatch === undefined ? {} : { IfNoneMatch }),
    }),
  );

describe('multipart uploads', () => {
  it('show nothing until they complete, and then one object in the order of the part numbers', async () => {
    await using started = await startWithClient();
    const { server, client } = started;
    const first = Buffer.alloc(5 * MEBIBYTE, 'a');
    const upload = await create(client, { ContentType: 'application/x-test' });
    const last = await uploadPart(client, upload, 7, 'the end');
    const start = await uploadPart(client, upload, 2, first);
    expect(server.keys(BUCKET)).toEqual([]);
    expect(server.openUploads()).toEqual([{ bucket: BUCKET, key: KEY, uploadId: upload.UploadId }]);
    await expect(client.send(new GetObjectCommand({ Bucket: BUCKET, Key: KEY }))).rejects.toMatchObject({
      name: 'NoSuchKey',
    });

    const done = await complete(client, upload, [start, last]);
    const etag = `"${md5(Buffer.concat([md5(first), md5('the end')])).toString('hex')}-2"`;
    expect(done).toMatchObject({ Bucket: BUCKET, Key: KEY, ETag: etag });
    expect(server.openUploads()).toEqual([]);
    const object = server.object(BUCKET, KEY);
    expect(object).toMatchObject({ contentType: 'application/x-test', etag });
    expect(object?.body.equals(Buffer.concat([first, Buffer.from('the end')]))).toBe(true);
  });

  it('keep the last body sent for a part, and only the parts that completion lists', async () => {
    await using started = await startWithClient();
    const { server, client } = started;
    const upload = await create(client);
    await uploadPart(client, upload, 1, 'first try');
    const second = await uploadPart(client, upload, 1, 'second try');
    await uploadPart(client, upload, 2, 'left out');
    await complete(client, upload, [second]);
    expect(server.object(BUCKET, KEY)?.body.toString()).toBe('second try');
  });

  it('refuse small parts before others, of the size that the server was started with', async () => {
    const small = Buffer.alloc(99);
    for (const minimumPartBytes of [99, 100]) {
      await using started = await startWithClient({ minimumPartBytes });
      const { client } = started;
      const upload = await create(client);
      const parts = [await uploadPart(client, upload, 1, small), await uploadPart(client, upload, 2, 'x')];
      const completion = complete(client, upload, parts);
      if (minimumPartBytes === 99) await completion;
      else await expect(completion).rejects.toMatchObject({ name: 'EntityTooSmall' });
    }
  });

  it('need 5 MiB in all parts but the last unless told otherwise', async () => {
    await using started = await startWithClient();
    const { server, client } = started;
    const upload = await create(client);
    const almost = await uploadPart(client, upload, 1, Buffer.alloc(5 * MEBIBYTE - 1));
    const last = await uploadPart(client, upload, 2, 'x');
    await expect(complete(client, upload, [almost, last])).rejects.toMatchObject({
      name: 'EntityTooSmall',
      $metadata: { httpStatusCode: 400 },
    });
    expect(server.keys(BUCKET)).toEqual([]);
    expect(server.openUploads()).toHaveLength(1);
  });

  it('refuse lists of parts that are not what was uploaded', async () => {
    await using started = await startWithClient({ minimumPartBytes: 1 });
    const { server, client } = started;
    const upload = await create(client);
    const one = await uploadPart(client, upload, 1, 'one');
    const two = await uploadPart(client, upload, 2, 'two');
    const lists: [CompletedPart[], string][] = [
      [[two, one], 'InvalidPartOrder'],
      [[one, one], 'InvalidPartOrder'],
      [[one, { ...two, PartNumber: 3 }], 'InvalidPart'],
      [[one, { ...two, ETag: one.ETag }], 'InvalidPart'],
      [[one, { ...two, ChecksumCRC32: one.ChecksumCRC32 }], 'InvalidPart'],
      [[], 'MalformedXML'],
    ];
    for (const [list, name] of lists) {
      await expect(complete(client, upload, list)).rejects.toMatchObject({
        name,
        $metadata: { httpStatusCode: 400 },
      });
    }
    expect(server.keys(BUCKET)).toEqual([]);
    await complete(client, upload, [one, two]);
    expect(server.object(BUCKET, KEY)?.body.toString()).toBe('onetwo');
  });

  it('create once where If-None-Match asks for it, and stay open when refused', async () => {
    await using started = await startWithClient();
    const { server, client } = started;
    const upload = await create(client);
    const part = await uploadPart(client, upload, 1, 'late');
    await client.send(new PutObjectCommand({ Bucket: BUCKET, Key: KEY, Body: 'early' }));
    await expect(complete(client, upload, [part], '*')).rejects.toMatchObject({
      name: 'PreconditionFailed',
      $metadata: { httpStatusCode: 412 },
    });
    expect(server.object(BUCKET, KEY)?.body.toString()).toBe('early');
    expect(server.openUploads()).toHaveLength(1);
    await complete(client, upload, [part]);
    expect(server.object(BUCKET, KEY)?.body.toString()).toBe('late');
  });

  it('are gone once aborted or completed', async () => {
    await using started = await startWithClient();
    const { server, client } = started;
    const aborted = await create(client);
    await client.send(new AbortMultipartUploadCommand(aborted));
    const completed = await create(client);
    const part = await uploadPart(client, completed, 1, 'x');
    await complete(client, completed, [part]);
    expect(server.openUploads()).toEqual([]);
    for (const upload of [aborted, completed, { ...completed, UploadId: 'made-up' }]) {
      const attempts = [
        () => uploadPart(client, upload, 1, 'x'),
        () => complete(client, upload, [part]),
        () => client.send(new AbortMultipartUploadCommand(upload)),
        () => client.send(new ListPartsCommand(upload)),
      ];
      for (const attempt of attempts) await expect(attempt()).rejects.toMatchObject({ name: 'NoSuchUpload' });
    }
  });

  it('belong to their key', async () => {
    await using started = await startWithClient();
    const upload = await create(started.client);
    const other = uploadPart(started.client, { ...upload, Key: 'other' }, 1, 'x');
    await expect(other).rejects.toMatchObject({ name: 'NoSuchUpload' });
  });

  it.each([0, 10_001])('have no part %i', async (number) => {
    await using started = await startWithClient();
    const upload = await create(started.client);
    await expect(uploadPart(started.client, upload, number, 'x')).rejects.toMatchObject({
      name: 'InvalidArgument',
    });
  });

  it('list their parts in pages', async () => {
    await using started = await startWithClient();
    const { client } = started;
    const upload = await create(client);
    for (const number of [10, 9, 1]) await uploadPart(client, upload, number, `part ${number}`);
    const first = await client.send(new ListPartsCommand({ ...upload, MaxParts: 2 }));
    expect(first).toMatchObject({
      IsTruncated: true,
      Parts: [
        { PartNumber: 1, Size: 6, ETag: `"${md5('part 1').toString('hex')}"` },
        { PartNumber: 9, Size: 6 },
      ],
    });
    const marker = first.NextPartNumberMarker;
    const second = await client.send(new ListPartsCommand({ ...upload, PartNumberMarker: marker }));
    expect(second).toMatchObject({ IsTruncated: false, Parts: [{ PartNumber: 10, Size: 7 }] });
  });

  it('are listed by key and age, by prefix and in pages', async () => {
    await using started = await startWithClient();
    const { client } = started;
    const uploads: Upload[] = [];
    for (const Key of ['b/1', 'a', 'b/1', 'b/ü&2']) uploads.push(await create(client, { Key }));
    const expected = [uploads[0], uploads[2], uploads[3]].map((upload) => upload?.UploadId);
    const found: (string | undefined)[] = [];
    let markers = {};
    for (let truncated = true; truncated;) {
      const page = await client.send(
        new ListMultipartUploadsCommand({ Bucket: BUCKET, Prefix: 'b/', MaxUploads: 1, ...markers }),
      );
      expect(page.Uploads).toHaveLength(1);
      found.push(...(page.Uploads ?? []).map(({ UploadId }) => UploadId));
      markers = { KeyMarker: page.NextKeyMarker, UploadIdMarker: page.NextUploadIdMarker };
      truncated = page.IsTruncated === true;
    }
    expect(found).toEqual(expected);
    const all = await client.send(new ListMultipartUploadsCommand({ Bucket: BUCKET }));
    expect(all.Uploads?.map(({ Key }) => Key)).toEqual(['a', 'b/1', 'b/1', 'b/ü&2']);
  });

  it('need a bucket that exists', async () => {
    await using started = await startWithClient();
    await expect(create(started.client, { Bucket: 'absent-bucket' })).rejects.toMatchObject({
      name: 'NoSuchBucket',
    });
  });
});

describe('checksums of multipart uploads', () => {
  it('are made of the checksums of the parts by default', async () => {
    await using started = await startWithClient({ minimumPartBytes: 1 });
    const { client } = started;
    const upload = await create(client, { ChecksumAlgorithm: 'CRC32' });
    const one = await uploadPart(client, upload, 1, 'one');
    const two = await uploadPart(client, upload, 2, 'two');
    const done = await complete(client, upload, [one, two]);
    expect(done).toMatchObject({
      ChecksumCRC32: compositeChecksum('crc32', [one.ChecksumCRC32 ?? '', two.ChecksumCRC32 ?? '']),
      ChecksumType: 'COMPOSITE',
    });
    const got = await client.send(new GetObjectCommand({ Bucket: BUCKET, Key: KEY }));
    expect(await got.Body?.transformToString()).toBe('onetwo');
    expect(got).toMatchObject({ ChecksumCRC32: done.ChecksumCRC32, ChecksumType: 'COMPOSITE' });
  });

  it('are needed for every part where the object has one made of them', async () => {
    await using started = await startWithClient();
    const upload = await create(started.client, { ChecksumAlgorithm: 'CRC32' });
    const { ChecksumCRC32: _checksum, ...part } = await uploadPart(started.client, upload, 1, 'one');
    await expect(complete(started.client, upload, [part])).rejects.toMatchObject({ name: 'InvalidRequest' });
  });

  it('are of the whole object where asked for, and checked at completion', async () => {
    await using started = await startWithClient({ minimumPartBytes: 1 });
    const { client } = started;
    const upload = await create(client, { ChecksumAlgorithm: 'CRC32', ChecksumType: 'FULL_OBJECT' });
    const parts = [await uploadPart(client, upload, 1, '1234'), await uploadPart(client, upload, 2, '56789')];
    const finish = (ChecksumCRC32: string) =>
      client.send(
        new CompleteMultipartUploadCommand({
          ...upload,
          MultipartUpload: { Parts: parts },
          ChecksumCRC32,
          ChecksumType: 'FULL_OBJECT',
        }),
      );
    await expect(finish('AAAAAA==')).rejects.toMatchObject({ name: 'BadDigest' });
    // The CRC-32 of 123456789 is cbf43926: the check value of the algorithm's catalogues.
    const checksum = Buffer.from('cbf43926', 'hex').toString('base64');
    expect(await finish(checksum)).toMatchObject({ ChecksumCRC32: checksum, ChecksumType: 'FULL_OBJECT' });
  });

  it.each([
    [{ 'x-amz-checksum-algorithm': 'CRC99' }],
    [{ 'x-amz-checksum-algorithm': 'SHA256', 'x-amz-checksum-type': 'FULL_OBJECT' }],
  ])('are refused as %j', async (headers) => {
    await using started = await startWithClient();
    const answer = await fetchSigned(started.server, 'POST', `/${BUCKET}/a?uploads=`, { headers });
    expect(answer.status).toBe(400);
    expect(answer.text).toContain('<Code>InvalidRequest</Code>');
  });

  it('are of the algorithm that the upload was created with', async () => {
    await using started = await startWithClient();
    const upload = await create(started.client, { ChecksumAlgorithm: 'SHA256' });
    const part = started.client.send(
      new UploadPartCommand({ ...upload, PartNumber: 1, Body: 'x', ChecksumAlgorithm: 'CRC32' }),
    );
    await expect(part).rejects.toMatchObject({ name: 'InvalidRequest' });
  });
});
