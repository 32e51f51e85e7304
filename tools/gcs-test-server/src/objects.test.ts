import { describe, expect, it, vi } from 'vitest';
import { Storage } from '@google-cloud/storage';
import { BUCKET, create, reasonOf, send, startWithBucket } from './client.fixture.ts';

const OBJECTS = `/storage/v1/b/${BUCKET}/o`;
const UPLOADS = `/upload${OBJECTS}`;

const AWKWARD_NAMES = [
  'a b+c/ü=%.parquet',
  '日本語/🙂.json',
  'quotes"<&>\'.txt',
  'dots/../x',
  "~!*()'$@,;:?#[]",
  '%2F%20',
  'trailing/',
  '/leading//double',
];

describe('objects', () => {
  it.each(AWKWARD_NAMES)('keeps a body under the name %s', async (name) => {
    await using started = await startWithBucket();
    const { server, bucket } = started;
    const body = Buffer.from([0, 1, 2, 13, 10, 253, 254, 255]);
    const metadata = { contentType: 'application/x-test', metadata: { run: 'one  two' } };
    await create(bucket.file(name), body, { metadata });
    expect(server.names(BUCKET)).toEqual([name]);
    expect(server.object(BUCKET, name)).toMatchObject({ body, contentType: 'application/x-test' });

    const [stored] = await bucket.file(name).getMetadata();
    expect(stored).toMatchObject({ name, size: String(body.length), ...metadata });
    const [downloaded] = await bucket.file(name).download();
    expect(downloaded).toEqual(body);
    const [files] = await bucket.getFiles();
    expect(files.map((file) => file.name)).toEqual([name]);

    await bucket.file(name).delete();
    expect(server.names(BUCKET)).toEqual([]);
  });

  it('describes an object as Google does', async () => {
    await using started = await startWithBucket();
    const { server, bucket } = started;
    await create(bucket.file('dir/a'), 'hello');
    const [resource] = await bucket.file('dir/a').getMetadata();
    const view = server.object(BUCKET, 'dir/a');
    expect(resource).toMatchObject({
      kind: 'storage#object',
      id: `${BUCKET}/dir/a/${view?.generation ?? ''}`,
      selfLink: `${server.endpoint}${OBJECTS}/dir%2Fa`,
      bucket: BUCKET,
      generation: view?.generation,
      metageneration: '1',
      contentType: 'application/octet-stream',
      size: '5',
      crc32c: 'mnG7TA==',
      md5Hash: 'XUFAKrxLKna5cZ2REBfFkg==',
      etag: expect.stringMatching(/^[\w+/=]+$/) as string,
      storageClass: 'STANDARD',
    });
    expect(Date.parse(resource.timeCreated ?? '')).toBeGreaterThan(0);
    const media = await send(server, 'GET', resource.mediaLink ?? '');
    expect(media).toMatchObject({ status: 200, text: 'hello' });
  });

  it('answers objects that the test itself put there', async () => {
    await using started = await startWithBucket();
    const { server, bucket } = started;
    server.put(BUCKET, 'a', 'first');
    const first = server.object(BUCKET, 'a');
    server.put(BUCKET, 'a', Buffer.from('second'));
    expect(Number(server.object(BUCKET, 'a')?.generation)).toBeGreaterThan(Number(first?.generation));
    expect((await bucket.file('a').download())[0].toString()).toBe('second');
    expect(() => server.put('absent-bucket', 'a', 'x')).toThrow('bucket does not exist');
  });

  it('keeps an empty object', async () => {
    await using started = await startWithBucket();
    const { server, bucket } = started;
    await create(bucket.file('a'), '');
    expect(server.object(BUCKET, 'a')).toMatchObject({
      body: Buffer.alloc(0),
      crc32c: 'AAAAAA==',
      md5Hash: '1B2M2Y8AsgTpgAmY7PhCfg==',
    });
    expect((await bucket.file('a').download())[0]).toEqual(Buffer.alloc(0));
  });

  it('takes a body as it is, with its type from the header', async () => {
    await using started = await startWithBucket();
    const { server } = started;
    const inserted = await send(server, 'POST', `${UPLOADS}?uploadType=media&name=a%2Fb`, {
      headers: { 'content-type': 'text/x-test' },
      body: 'as it is',
    });
    expect(inserted.status).toBe(200);
    expect(JSON.parse(inserted.text)).toMatchObject({ name: 'a/b', contentType: 'text/x-test', size: '8' });
    expect(server.object(BUCKET, 'a/b')?.body.toString()).toBe('as it is');
  });

  it('names an object by its metadata where the query does not', async () => {
    await using started = await startWithBucket();
    const { server } = started;
    const body = '--x\r\nContent-Type: application/json\r\n\r\n{"name":"a"}\r\n--x\r\n\r\nbytes\r\n--x--\r\n';
    const headers = { 'content-type': 'multipart/related; boundary="x"' };
    const inserted = await send(server, 'POST', `${UPLOADS}?uploadType=multipart`, { headers, body });
    expect(inserted.status).toBe(200);
    expect(server.object(BUCKET, 'a')).toMatchObject({
      body: Buffer.from('bytes'),
      contentType: 'application/octet-stream',
    });
  });

  it.each([
    ['without a boundary', 'multipart/related', ''],
    ['of another type', 'multipart/form-data; boundary=x', '--x\r\n\r\n{}\r\n--x\r\n\r\nb\r\n--x--'],
    ['with one part', 'multipart/related; boundary=x', '--x\r\n\r\n{}\r\n--x--'],
    ['that is cut', 'multipart/related; boundary=x', '--x\r\n\r\n{}\r\n--x\r\n\r\nbyt'],
    ['with a part without headers', 'multipart/related; boundary=x', '--x\r\n{}\r\n--x\r\n\r\nb\r\n--x--'],
  ])('refuses a multipart body %s', async (_what, contentType, body) => {
    await using started = await startWithBucket();
    const path = `${UPLOADS}?uploadType=multipart&name=a`;
    const sent = await send(started.server, 'POST', path, { headers: { 'content-type': contentType }, body });
    expect([sent.status, reasonOf(sent)]).toEqual([400, 'invalid']);
    expect(started.server.names(BUCKET)).toEqual([]);
  });

  it.each([
    [{ start: 0, end: 0 }, 'a', 'bytes 0-0/10'],
    [{ start: 2, end: 5 }, 'cdef', 'bytes 2-5/10'],
    [{ start: 7 }, 'hij', 'bytes 7-9/10'],
    [{ end: -3 }, 'hij', 'bytes 7-9/10'],
    [{ end: -99 }, 'abcdefghij', 'bytes 0-9/10'],
    [{ start: 8, end: 99 }, 'ij', 'bytes 8-9/10'],
  ])('answers the range %j with those bytes', async (range, expected, contentRange) => {
    await using started = await startWithBucket();
    started.server.put(BUCKET, 'a', 'abcdefghij');
    let headers: Record<string, string> = {};
    const stream = started.bucket.file('a').createReadStream(range);
    stream.on('response', (response: { headers: Record<string, string> }) => ({ headers } = response));
    expect(Buffer.concat(await stream.toArray()).toString()).toBe(expected);
    expect(headers).toMatchObject({ 'content-range': contentRange, 'x-goog-stored-content-length': '10' });
  });

  it.each(['bytes=10-', 'bytes=10-12', 'bytes=-0'])('refuses the range %s of 10 bytes', async (range) => {
    await using started = await startWithBucket();
    started.server.put(BUCKET, 'a', 'abcdefghij');
    const got = await send(started.server, 'GET', `${OBJECTS}/a?alt=media`, { headers: { range } });
    expect(got).toMatchObject({ status: 416, text: expect.stringContaining('10 bytes') as string });
  });

  it('tells the SDK of a range that is not there', async () => {
    await using started = await startWithBucket();
    started.server.put(BUCKET, 'a', 'abc');
    await expect(started.bucket.file('a').download({ start: 3 })).rejects.toMatchObject({ code: 416 });
  });

  it.each(['bytes=5-2', 'bytes=a-b', 'bytes=0-1,3-4', 'lines=1-2'])(
    'passes over the range %s, and answers everything',
    async (range) => {
      await using started = await startWithBucket();
      started.server.put(BUCKET, 'a', 'abcdefghij');
      const got = await send(started.server, 'GET', `${OBJECTS}/a?alt=media`, { headers: { range } });
      expect(got).toMatchObject({ status: 200, text: 'abcdefghij' });
    },
  );

  it('serves the same object on every path that clients use', async () => {
    await using started = await startWithBucket();
    started.server.put(BUCKET, 'dir/a', 'text');
    for (const prefix of ['/storage/v1', '/download/storage/v1', '']) {
      const got = await send(started.server, 'GET', `${prefix}/b/${BUCKET}/o/dir%2Fa?alt=media`);
      expect(got).toMatchObject({ status: 200, text: 'text' });
    }
  });

  it.each(['alt=json', 'prettyPrint=false', 'projection=noAcl&alt=json'])(
    'takes %s, which changes nothing',
    async (query) => {
      await using started = await startWithBucket();
      started.server.put(BUCKET, 'a', 'x');
      for (const path of [OBJECTS, `${OBJECTS}/a`]) {
        expect((await send(started.server, 'GET', `${path}?${query}`)).status).toBe(200);
      }
    },
  );

  it('says what is absent: the bucket or the object', async () => {
    await using started = await startWithBucket();
    const { bucket } = started;
    const other = bucket.storage.bucket('absent-bucket');
    expect(await bucket.exists()).toEqual([true]);
    expect(await other.exists()).toEqual([false]);
    expect(await bucket.file('a').exists()).toEqual([false]);
    const noObject = { code: 404, message: expect.stringContaining(`No such object: ${BUCKET}/a`) as string };
    const noBucket = {
      code: 404,
      message: expect.stringContaining('specified bucket does not exist') as string,
    };
    await expect(bucket.file('a').getMetadata()).rejects.toMatchObject(noObject);
    await expect(bucket.file('a').download()).rejects.toMatchObject(noObject);
    await expect(bucket.file('a').delete()).rejects.toMatchObject(noObject);
    await expect(other.getMetadata()).rejects.toMatchObject(noBucket);
    await expect(other.getFiles()).rejects.toMatchObject(noBucket);
    await expect(create(other.file('a'), 'x')).rejects.toMatchObject(noBucket);
    await expect(other.file('a').createResumableUpload()).rejects.toMatchObject(noBucket);
  });

  it('describes its bucket', async () => {
    await using started = await startWithBucket();
    const [metadata] = await started.bucket.getMetadata();
    expect(metadata).toMatchObject({ kind: 'storage#bucket', id: BUCKET, name: BUCKET });
  });

  it.each([
    ['no name', `${UPLOADS}?uploadType=media`, 'required'],
    ['a name that is too long', `${UPLOADS}?uploadType=media&name=${'x'.repeat(1025)}`, 'invalid'],
    ['a name of two lines', `${UPLOADS}?uploadType=media&name=a%0Ab`, 'invalid'],
    ['the name ..', `${UPLOADS}?uploadType=media&name=..`, 'invalid'],
    ['a name that is not UTF-8', `${OBJECTS}/%FF`, 'invalid'],
    ['metadata that is not JSON', `${UPLOADS}?uploadType=resumable&name=a`, 'parseError'],
  ])('refuses %s', async (_what, path, reason) => {
    await using started = await startWithBucket();
    const sent = await send(started.server, 'POST', path, { body: '{' });
    expect([sent.status, reasonOf(sent)]).toEqual([400, reason]);
  });

  it.each(['["a"]', '{"contentType":7}', '{"metadata":{"a":1}}', '{"metadata":"a"}'])(
    'refuses the metadata %s',
    async (body) => {
      await using started = await startWithBucket();
      const path = `${UPLOADS}?uploadType=resumable&name=a`;
      const sent = await send(started.server, 'POST', path, { body });
      expect([sent.status, reasonOf(sent)]).toEqual([400, 'invalid']);
    },
  );

  it.each<[string, string, string, Record<string, string>, string]>([
    ['another operation', 'PATCH', `${OBJECTS}/a`, {}, '{}'],
    ['copying', 'POST', `${OBJECTS}/a/rewriteTo/b/x/o/y`, {}, ''],
    ['another parameter', 'GET', `${OBJECTS}?versions=true`, {}, ''],
    ['a listing as media', 'GET', `${OBJECTS}?alt=media`, {}, ''],
    ['an upload to an object', 'POST', `/upload${OBJECTS}/a?uploadType=media`, {}, 'x'],
    ['an upload to a bucket', 'POST', `/upload/storage/v1/b/${BUCKET}?uploadType=media`, {}, 'x'],
    ['a download of a listing', 'GET', `/download${OBJECTS}?alt=media`, {}, ''],
    ['a name with its slash left as it is', 'GET', `${OBJECTS}/dir/a`, {}, ''],
    ['another kind of upload', 'POST', `${UPLOADS}?uploadType=other&name=a`, {}, ''],
    ['conditions by ETag', 'GET', `${OBJECTS}/a`, { 'if-match': 'x' }, ''],
    ['keys of the client', 'GET', `${OBJECTS}/a`, { 'x-goog-encryption-algorithm': 'AES256' }, ''],
    ['other metadata', 'POST', `${UPLOADS}?uploadType=resumable&name=a`, {}, '{"storageClass":"ARCHIVE"}'],
  ])('never takes %s for something it knows', async (_what, method, path, headers, body) => {
    await using started = await startWithBucket();
    for (const name of ['a', 'dir/a']) started.server.put(BUCKET, name, 'x');
    const sent = await send(started.server, method, path, {
      headers,
      ...(method === 'GET' ? {} : { body }),
    });
    expect([404, 501]).toContain(sent.status);
    expect(['notFound', 'notImplemented']).toContain(reasonOf(sent));
  });

  it('never serves an object that might have to be decompressed', async () => {
    await using started = await startWithBucket();
    await create(started.bucket.file('a'), 'x', { metadata: { contentEncoding: 'gzip' } });
    await expect(started.bucket.file('a').download()).rejects.toMatchObject({ code: 501 });
  });
});

describe('under STORAGE_EMULATOR_HOST', () => {
  it('serves the SDK as it comes, without a token and without /storage/v1', async () => {
    await using started = await startWithBucket({ anonymous: true });
    const { server } = started;
    vi.stubEnv('STORAGE_EMULATOR_HOST', server.endpoint);
    try {
      const file = new Storage({ projectId: 'test-project' }).bucket(BUCKET).file('dir/a');
      await file.save('resumable', { preconditionOpts: { ifGenerationMatch: 0 } });
      expect((await file.download())[0].toString()).toBe('resumable');
      await file.save('simple', { resumable: false });
      expect((await file.bucket.getFiles())[0].map(({ name }) => name)).toEqual(['dir/a']);
      await file.delete();
      expect(server.requests.map(({ operation }) => operation)).toEqual([
        'StartResumable',
        'UploadChunk',
        'GetMedia',
        'InsertObject',
        'ListObjects',
        'DeleteObject',
      ]);
      expect(server.requests.at(-1)?.path).toMatch(`/b/${BUCKET}/o/dir%2Fa`);
    } finally {
      vi.unstubAllEnvs();
    }
  });
});
