import { once } from 'node:events';
import { createServer, request, type IncomingHttpHeaders } from 'node:http';
import { type AddressInfo } from 'node:net';
import { describe, expect, it } from 'vitest';
import { NEVER, seededBytes } from '../conformance/index.ts';
import { GcsBackend } from './backend.ts';
import { BUCKET, openGcsFixture } from './gcs.fixture.ts';

const MIB = 1024 * 1024;
const at = { bucket: BUCKET, key: 'a' };

interface Written {
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
}

/** Stands before a server, notes what is written, and changes it on its way. */
async function recorderBefore(endpoint: string, change: (written: Written) => Written = (same) => same) {
  const written: Written[] = [];
  const proxy = createServer((incoming, answer) => {
    const chunks: Buffer[] = [];
    incoming.on('data', (chunk: Buffer) => chunks.push(chunk));
    incoming.on('end', () => {
      const sent = { headers: incoming.headers, body: Buffer.concat(chunks) };
      const { method, url } = incoming;
      if (method === 'POST' || method === 'PUT') written.push(sent);
      const { headers, body } = change(sent);
      const outgoing = request(`${endpoint}${url}`, { method, headers }, (response) => {
        answer.writeHead(response.statusCode ?? 500, response.headers);
        response.pipe(answer);
      });
      outgoing.end(body);
    });
  });
  proxy.listen(0, '127.0.0.1');
  await once(proxy, 'listening');
  const url = `http://127.0.0.1:${(proxy.address() as AddressInfo).port}`;
  return {
    written,
    backend: new GcsBackend({ endpoint: url, anonymous: true }),
    [Symbol.asyncDispose]: async () => {
      proxy.close();
      proxy.closeAllConnections();
      await once(proxy, 'close');
    },
  };
}

/** Turns one bit of an object's bytes; metadata are left alone, they are shorter. */
function corrupt({ headers, body }: Written): Written {
  const changed = Buffer.from(body);
  if (body.length > 1000) changed.writeUInt8(changed.readUInt8(700) ^ 1, 700);
  return { headers, body: changed };
}

/** The same, with the checksum of the whole lost on the way. */
function corruptInSecret(written: Written): Written {
  const { 'x-goog-hash': _hash, ...headers } = written.headers;
  return { headers, body: corrupt(written).body };
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
