import { describe, expect, it } from 'vitest';
import { BUCKET, clientOf, create, reasonOf, send, startWithBucket } from './client.fixture.ts';

const BUCKET_PATH = `/storage/v1/b/${BUCKET}`;

describe('tokens', () => {
  it('have to be sent, and to be right', async () => {
    await using started = await startWithBucket({ token: 'the-right-one' });
    const { server } = started;
    expect(server.token).toBe('the-right-one');
    for (const [authorization, reason] of [
      ['', 'required'],
      ['Bearer the-wrong-one', 'authError'],
      ['Basic the-right-one', 'authError'],
    ] as const) {
      const got = await send(server, 'GET', BUCKET_PATH, { headers: { authorization } });
      expect([got.status, reasonOf(got)]).toEqual([401, reason]);
      expect(got.headers.get('www-authenticate')).toMatch(/^Bearer /);
    }
    expect((await send(server, 'GET', BUCKET_PATH)).status).toBe(200);
  });

  it('that are wrong reach the SDK as 401, for every operation', async () => {
    await using started = await startWithBucket();
    started.server.put(BUCKET, 'a', 'x');
    const bucket = clientOf(started.server, { token: 'wrong' }).bucket(BUCKET);
    const refused = { code: 401 };
    await expect(bucket.getMetadata()).rejects.toMatchObject(refused);
    await expect(bucket.getFiles()).rejects.toMatchObject(refused);
    await expect(bucket.file('a').getMetadata()).rejects.toMatchObject(refused);
    await expect(bucket.file('a').download()).rejects.toMatchObject(refused);
    await expect(bucket.file('a').delete()).rejects.toMatchObject(refused);
    await expect(create(bucket.file('b'), 'x')).rejects.toMatchObject(refused);
    await expect(bucket.file('b').createResumableUpload()).rejects.toMatchObject(refused);
    expect(started.server.names(BUCKET)).toEqual(['a']);
  });

  it('with the right to read alone read and list, and write nothing', async () => {
    await using started = await startWithBucket();
    const { server } = started;
    server.put(BUCKET, 'a', 'x');
    const bucket = clientOf(server, { token: server.readOnlyToken }).bucket(BUCKET);
    expect(await bucket.exists()).toEqual([true]);
    expect((await bucket.getFiles())[0]).toHaveLength(1);
    expect((await bucket.file('a').download())[0].toString()).toBe('x');
    await bucket.file('a').getMetadata();
    const forbidden = (right: string) => ({
      code: 403,
      message: expect.stringContaining(`storage.objects.${right}`) as string,
    });
    await expect(create(bucket.file('b'), 'x')).rejects.toMatchObject(forbidden('create'));
    await expect(bucket.file('b').createResumableUpload()).rejects.toMatchObject(forbidden('create'));
    await expect(bucket.file('a').delete()).rejects.toMatchObject(forbidden('delete'));
    expect(server.names(BUCKET)).toEqual(['a']);
    expect(server.openUploads()).toEqual([]);
  });

  it("are not needed with a session's own address, which is secret; a wrong one is refused there too", async () => {
    await using started = await startWithBucket();
    const { server, bucket } = started;
    const [uri] = await bucket.file('a').createResumableUpload();
    const wrong = await send(server, 'PUT', uri, { headers: { authorization: 'Bearer wrong' }, body: 'x' });
    expect(wrong.status).toBe(401);
    expect((await send(server, 'PUT', uri, { headers: { authorization: '' }, body: 'x' })).status).toBe(200);
  });

  it('are not asked for by a server that is open to all', async () => {
    await using started = await startWithBucket({ anonymous: true });
    const got = await send(started.server, 'GET', BUCKET_PATH, { headers: { authorization: '' } });
    expect(got.status).toBe(200);
  });

  it('come before anything else is told: also what the server does not do', async () => {
    await using started = await startWithBucket();
    const headers = { authorization: '' };
    expect((await send(started.server, 'PATCH', BUCKET_PATH, { headers })).status).toBe(401);
    expect((await send(started.server, 'GET', '/storage/v1/b/absent', { headers })).status).toBe(401);
  });
});
