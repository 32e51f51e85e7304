import { once } from 'node:events';
import { describe, expect, it } from 'vitest';
import {
  BUCKET,
  uploadWithToken,
  patterned,
  type RawAnswer,
  reasonOf,
  send,
  startWithBucket,
  upload,
} from './client.fixture.ts';
import { type GcsTestServer } from './index.ts';

const BLOCK = 256 * 1024;
const UPLOADS = `/upload/storage/v1/b/${BUCKET}/o?uploadType=resumable`;

/** Starts an upload of the object `a`; `query` has further parameters. */
const start = async (server: GcsTestServer, query = '', headers: Record<string, string> = {}) => {
  const answer = await send(server, 'POST', `${UPLOADS}&name=a${query}`, { headers, body: '{}' });
  expect(answer.status).toBe(200);
  return answer.headers.get('location') ?? '';
};

const put = (
  server: GcsTestServer,
  uri: string,
  range: string,
  body: string | Buffer = '',
): Promise<RawAnswer> => send(server, 'PUT', uri, { headers: { 'content-range': `bytes ${range}` }, body });

const RECEIVED_NOTHING = { status: 308, range: null };

const progressOf = ({ status, headers }: RawAnswer) => ({ status, range: headers.get('range') });

describe('resumable uploads', () => {
  it.each([
    ['in one request', {}, 3 * BLOCK + 17],
    ['in chunks', { chunkSize: BLOCK }, 3 * BLOCK + 17],
    ['in chunks that come out even', { chunkSize: BLOCK }, 3 * BLOCK],
    ['of fewer bytes than a chunk', { chunkSize: BLOCK }, 5],
    ['of a size that is announced', { chunkSize: 2 * BLOCK, metadata: { contentLength: 700_000 } }, 700_000],
    ['of nothing at all', {}, 0],
  ])('take what the SDK sends %s', async (_what, options, length) => {
    await using started = await startWithBucket();
    const { server, bucket } = started;
    const body = patterned(length);
    await uploadWithToken(bucket.file('dir/a'), body, options);
    expect(server.object(BUCKET, 'dir/a')?.body.equals(body)).toBe(true);
    expect(server.openUploads()).toEqual([]);
  });

  it('show nothing until the last byte is there', async () => {
    await using started = await startWithBucket();
    const { server, bucket } = started;
    const body = patterned(2 * BLOCK + 5);
    const uri = await start(server);
    for (const at of [0, BLOCK]) {
      const chunk = await put(server, uri, `${at}-${at + BLOCK - 1}/*`, body.subarray(at, at + BLOCK));
      expect(progressOf(chunk)).toEqual({ status: 308, range: `bytes=0-${at + BLOCK - 1}` });
      expect(server.names(BUCKET)).toEqual([]);
      expect(await bucket.file('a').exists()).toEqual([false]);
    }
    const last = await put(server, uri, `${2 * BLOCK}-${2 * BLOCK + 4}/${2 * BLOCK + 5}`, body.subarray(-5));
    expect(last.status).toBe(200);
    expect(JSON.parse(last.text)).toMatchObject({ kind: 'storage#object', name: 'a', size: '524293' });
    expect(server.object(BUCKET, 'a')?.body.equals(body)).toBe(true);
  });

  it('tell how much has arrived', async () => {
    await using started = await startWithBucket();
    const { server } = started;
    const uri = await start(server);
    const { searchParams } = new URL(uri);
    const uploadId = searchParams.get('upload_id');
    expect(progressOf(await put(server, uri, '*/*'))).toEqual(RECEIVED_NOTHING);
    expect(server.openUploads()).toEqual([{ bucket: BUCKET, name: 'a', uploadId, persisted: 0 }]);
    await put(server, uri, `0-${BLOCK - 1}/*`, patterned(BLOCK));
    const queried = { status: 308, range: `bytes=0-${BLOCK - 1}` };
    expect(progressOf(await put(server, uri, '*/*'))).toEqual(queried);
    expect(progressOf(await put(server, uri, `*/${2 * BLOCK}`))).toEqual(queried);
    expect(server.openUploads()).toMatchObject([{ persisted: BLOCK }]);
  });

  it.each([
    ['one body without a range', undefined, 'text'],
    ['a body with its range', '0-3/4', 'text'],
    ['a body to an end that is not known', '0-*/*', 'text'],
    ['a body to an end that is known', '0-*/4', 'text'],
    ['no body at all', '*/0', ''],
  ])('are complete with %s', async (_what, range, body) => {
    await using started = await startWithBucket();
    const { server } = started;
    const uri = await start(server);
    const answer =
      range === undefined ? await send(server, 'PUT', uri, { body }) : await put(server, uri, range, body);
    expect(answer.status).toBe(200);
    expect(server.object(BUCKET, 'a')?.body.toString()).toBe(body);
    expect(server.openUploads()).toEqual([]);
  });

  it('are complete once their size is told to be what has arrived', async () => {
    await using started = await startWithBucket();
    const { server } = started;
    const uri = await start(server);
    await put(server, uri, `0-${BLOCK - 1}/*`, patterned(BLOCK));
    expect((await put(server, uri, `*/${BLOCK}`)).status).toBe(200);
    expect(server.object(BUCKET, 'a')?.body.length).toBe(BLOCK);
  });

  it('answer the object again to whoever missed it', async () => {
    await using started = await startWithBucket();
    const { server } = started;
    const uri = await start(server);
    const first = await put(server, uri, '0-3/4', 'text');
    for (const again of [await put(server, uri, '0-3/4', 'text'), await put(server, uri, '*/*')]) {
      expect([again.status, again.text]).toEqual([200, first.text]);
    }
    expect((await send(server, 'DELETE', uri)).status).toBe(410);
    expect(server.names(BUCKET)).toEqual(['a']);
  });

  it('pass over bytes that had arrived before', async () => {
    await using started = await startWithBucket();
    const { server } = started;
    const body = patterned(2 * BLOCK + 10);
    const uri = await start(server);
    await put(server, uri, `0-${BLOCK - 1}/*`, body.subarray(0, BLOCK));
    const again = await put(server, uri, `0-${2 * BLOCK - 1}/*`, body.subarray(0, 2 * BLOCK));
    expect(progressOf(again)).toEqual({ status: 308, range: `bytes=0-${2 * BLOCK - 1}` });
    expect((await put(server, uri, `0-${body.length - 1}/${body.length}`, body)).status).toBe(200);
    expect(server.object(BUCKET, 'a')?.body.equals(body)).toBe(true);
  });

  it('refuse bytes that leave a gap, and stay open', async () => {
    await using started = await startWithBucket();
    const { server } = started;
    const uri = await start(server);
    const sent = await put(server, uri, `${BLOCK}-${2 * BLOCK - 1}/*`, patterned(BLOCK));
    expect(sent).toMatchObject({
      status: 503,
      text: expect.stringContaining('exceeds already uploaded size') as string,
    });
    expect(progressOf(await put(server, uri, '*/*'))).toEqual(RECEIVED_NOTHING);
  });

  it.each([
    ['a chunk that is no multiple of 256 KiB', '0-99/*', 'x'.repeat(100)],
    ['such a chunk of an object whose size is known', '0-99/1000', 'x'.repeat(100)],
    ['fewer bytes than the range has', '0-9/10', 'short'],
    ['more bytes than the range has', '0-3/4', 'longer'],
    ['a range beyond the end', '0-9/5', '0123456789'],
    ['a range of no bytes, as the SDK sends for an empty chunk', '0--1/0', ''],
    ['a range of another form', '0/4', 'text'],
    ['a question that brings bytes', '*/*', 'text'],
    ['a question of another form', '*/x', ''],
  ])('refuse %s, keep none of it and stay open', async (_what, range, body) => {
    await using started = await startWithBucket();
    const { server } = started;
    const uri = await start(server);
    const sent = await put(server, uri, range, body);
    expect([sent.status, reasonOf(sent)]).toEqual([400, 'invalid']);
    expect(server.openUploads()).toMatchObject([{ persisted: 0 }]);
    expect(server.names(BUCKET)).toEqual([]);
  });

  it.each([
    ['4', 200],
    ['5', 400],
  ])('hold the size to the one announced: %s for 4 bytes is answered %i', async (length, status) => {
    await using started = await startWithBucket();
    const { server } = started;
    const headers = { 'x-upload-content-length': length, 'x-upload-content-type': 'text/x-test' };
    const uri = await start(server, '', headers);
    expect((await put(server, uri, '0-3/4', 'text')).status).toBe(status);
    expect(server.object(BUCKET, 'a')?.contentType).toBe(status === 200 ? 'text/x-test' : undefined);
    expect(server.openUploads()).toEqual([]);
  });

  it('refuse a size that is none', async () => {
    await using started = await startWithBucket();
    const headers = { 'x-upload-content-length': 'many' };
    const sent = await send(started.server, 'POST', `${UPLOADS}&name=a`, { headers });
    expect([sent.status, reasonOf(sent)]).toEqual([400, 'invalid']);
  });

  it('hold their preconditions when they start', async () => {
    await using started = await startWithBucket();
    const { server, bucket } = started;
    server.put(BUCKET, 'a', 'theirs');
    await expect(uploadWithToken(bucket.file('a'), 'mine')).rejects.toMatchObject({ code: 412 });
    expect(server.openUploads()).toEqual([]);
  });

  it.each(['0', 'first'])('hold their preconditions when they end: %s', async (generation) => {
    await using started = await startWithBucket();
    const { server } = started;
    if (generation === 'first') server.put(BUCKET, 'a', 'first');
    const known = server.object(BUCKET, 'a')?.generation ?? '0';
    const uri = await start(server, `&ifGenerationMatch=${known}`);
    server.put(BUCKET, 'a', 'theirs');
    const sent = await put(server, uri, '0-3/4', 'mine');
    expect([sent.status, reasonOf(sent)]).toEqual([412, 'conditionNotMet']);
    expect(server.object(BUCKET, 'a')?.body.toString()).toBe('theirs');
    expect(server.openUploads()).toEqual([]);
    expect((await put(server, uri, '*/*')).status).toBe(410);
  });

  it('are cancelled with status 499, and gone after', async () => {
    await using started = await startWithBucket();
    const { server } = started;
    const uri = await start(server);
    await put(server, uri, `0-${BLOCK - 1}/*`, patterned(BLOCK));
    expect((await send(server, 'DELETE', uri)).status).toBe(499);
    expect(server.openUploads()).toEqual([]);
    for (const [method, range] of [
      ['PUT', 'bytes */*'],
      ['PUT', 'bytes 0-3/4'],
      ['DELETE', ''],
    ] as const) {
      const headers = range === '' ? {} : { 'content-range': range };
      const sent = await send(server, method, uri, {
        headers,
        ...(range === 'bytes 0-3/4' ? { body: 'text' } : {}),
      });
      expect([sent.status, reasonOf(sent)]).toEqual([410, 'gone']);
    }
    expect(server.names(BUCKET)).toEqual([]);
  });

  it('are not known by another id, or in another bucket', async () => {
    await using started = await startWithBucket({ buckets: [BUCKET, 'other-bucket'] });
    const { server } = started;
    const uri = await start(server);
    for (const wrong of [uri.replace(/upload_id=.*/, 'upload_id=x'), uri.replace(BUCKET, 'other-bucket')]) {
      expect((await put(server, wrong, '*/*')).status).toBe(404);
      expect((await send(server, 'DELETE', wrong)).status).toBe(404);
    }
    expect(server.openUploads()).toHaveLength(1);
  });

  it('need a token to start, which the SDK forgets where it starts one by itself', async () => {
    await using started = await startWithBucket();
    await expect(upload(started.bucket.file('a'), 'text')).rejects.toMatchObject({ code: 401 });
    expect(started.server.names(BUCKET)).toEqual([]);
  });

  it('stay open when the SDK aborts one, and end by a DELETE of their address', async () => {
    await using started = await startWithBucket({ anonymous: true });
    const { server, bucket } = started;
    const stream = bucket.file('a').createWriteStream({
      chunkSize: BLOCK,
      preconditionOpts: { ifGenerationMatch: 0 },
    });
    const failed = once(stream, 'error').catch((error: unknown) => [error]);
    const addressed = once(stream, 'uri');
    stream.write(patterned(3 * BLOCK));
    const [uri] = (await addressed) as [string];
    stream.destroy(new Error('No longer wanted.'));
    await failed;
    expect(server.openUploads()).toMatchObject([{ name: 'a' }]);
    expect((await send(server, 'DELETE', uri)).status).toBe(499);
    expect(server.openUploads()).toEqual([]);
    expect(server.names(BUCKET)).toEqual([]);
  });
});
