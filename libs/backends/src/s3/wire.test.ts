import { once } from 'node:events';
import { createServer, request, type IncomingHttpHeaders } from 'node:http';
import { type AddressInfo } from 'node:net';
import { describe, expect, it } from 'vitest';
import { NEVER, seededBytes } from '../conformance/index.ts';
import { S3Backend } from './backend.ts';
import { BUCKET, configOf, openS3Fixture } from './s3.fixture.ts';

/** Stands before a server, and notes the headers of what is written. */
async function recorderBefore(endpoint: string) {
  const written: IncomingHttpHeaders[] = [];
  const proxy = createServer((incoming, answer) => {
    if (incoming.method === 'PUT') written.push(incoming.headers);
    const { method, url, headers } = incoming;
    const outgoing = request(`${endpoint}${url}`, { method, headers }, (response) => {
      answer.writeHead(response.statusCode ?? 500, response.headers);
      response.pipe(answer);
    });
    incoming.pipe(outgoing);
  });
  proxy.listen(0, '127.0.0.1');
  await once(proxy, 'listening');
  return {
    written,
    endpoint: `http://127.0.0.1:${(proxy.address() as AddressInfo).port}`,
    [Symbol.asyncDispose]: async () => {
      proxy.close();
      proxy.closeAllConnections();
      await once(proxy, 'close');
    },
  };
}

describe('what is sent to the store', () => {
  it('has a length and a checksum in its headers, and no trailing one, which many stores refuse', async () => {
    await using fixture = await openS3Fixture();
    await using recorder = await recorderBefore(fixture.server.endpoint);
    using backend = new S3Backend({ ...configOf(fixture.server), endpoint: recorder.endpoint });
    await backend.replace({ bucket: BUCKET, key: 'a' }, Buffer.from('small'), NEVER);
    for (const bytes of [1000, 17 * 1024 * 1024]) {
      await using sink = await backend.openSink({ bucket: BUCKET, key: `b${bytes}` }, { signal: NEVER });
      await sink.write(seededBytes(bytes, 1));
      await sink.close();
    }
    expect(recorder.written.map((headers) => Number(headers['content-length']))).toEqual(
      expect.arrayContaining([5, 1000, 16 * 1024 * 1024, 1024 * 1024]),
    );
    for (const headers of recorder.written) {
      expect(headers).toMatchObject({ 'x-amz-checksum-crc32': expect.stringMatching(/^.{6}==$/) as string });
      expect(headers['x-amz-content-sha256']).toMatch(/^[0-9a-f]{64}$/);
      for (const name of ['content-encoding', 'transfer-encoding', 'x-amz-trailer', 'expect'])
        expect(headers).not.toHaveProperty([name]);
    }
  });
});
