import { createHash, createHmac } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { decodeAwsChunked } from './aws-chunked.ts';
import { checksumOf } from './checksums.ts';
import { BUCKET, signedHeaders, startWithClient } from './client.fixture.ts';
import { type S3TestServer } from './index.ts';
import { signedChunks } from './signed-chunks.ts';

const KIND = 'STREAMING-AWS4-HMAC-SHA256-PAYLOAD';
const WITH_TRAILER = `${KIND}-TRAILER`;

/** The examples of the S3 API reference: 66,560 times "a" in chunks of 64 KiB, with the account of its documentation. */
const EXAMPLE = {
  account: { secretAccessKey: 'wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY' },
  chunks: ['a'.repeat(65_536), 'a'.repeat(1024), ''],
  headers: (seed: string) => ({
    'x-amz-date': '20130524T000000Z',
    authorization: `AWS4-HMAC-SHA256 Credential=AKIAIOSFODNN7EXAMPLE/20130524/us-east-1/s3/aws4_request,SignedHeaders=host,Signature=${seed}`,
  }),
};

/** A body of these chunks, the last of which is empty, with a signature each, as it goes over the wire. */
function encode(chunks: readonly string[], signatures: readonly string[], trailers = ''): Buffer {
  const encoded = chunks.map(
    (chunk, at) =>
      `${chunk.length.toString(16)};chunk-signature=${signatures[at]}\r\n${chunk === '' ? trailers : `${chunk}\r\n`}`,
  );
  return Buffer.from(`${encoded.join('')}\r\n`);
}

describe('signed chunks', () => {
  it('have the signatures that S3 has published', () => {
    const signatures = [
      'ad80c730a21e5b8d04586a2213dd63b9a0e99e0e2307b0ade35a65485a288648',
      '0055627c9e194cb4542bae2aa5492e3c1575bbb81b612b7d234b86a503ef5497',
      'b6c6ea8a5354eaf15b3cb7646744f4275b71ea724fed81ceb9323e279d449df9',
    ];
    const seed = '4f232c4386841ef735655705268965c44a0e4690baa4adea153f7db9fa80a0a9';
    const check = signedChunks(EXAMPLE.headers(seed), EXAMPLE.account);
    const { body } = decodeAwsChunked(encode(EXAMPLE.chunks, signatures), check);
    expect(body.toString()).toBe('a'.repeat(66_560));
  });

  it('have the signatures that S3 has published, with a trailing header', () => {
    const signatures = [
      'b474d8862b1487a5145d686f57f013e54db672cee1c953b3010fb58501ef5aa2',
      '1c1344b170168f8e65b41376b44b20fe354e373826ccbbe2c1d40a8cae51e5c7',
      '2ca2aba2005185cf7159c6277faf83795951dd77a3a99e6e65d5c9f85863f992',
    ];
    const seed = '106e2a8a18243abcf37539882f36619c00e2dfc72633413f02d3b74544bfeb8e';
    const signature = 'd81f82fc3505edab99d459891051a732e8730629a2e4a59689829ca17fe2e435';
    const trailers = `x-amz-checksum-crc32c:sOO8/Q==\r\nx-amz-trailer-signature:${signature}\r\n`;
    const check = signedChunks(EXAMPLE.headers(seed), EXAMPLE.account);
    const decoded = decodeAwsChunked(encode(EXAMPLE.chunks, signatures, trailers), check);
    expect(decoded.trailers['x-amz-checksum-crc32c']).toBe('sOO8/Q==');
  });
});

const BODY = ['first, ', 'second'];
const TEXT = BODY.join('');
const CHECKSUM = `x-amz-checksum-crc32:${checksumOf('crc32', Buffer.from(TEXT))}`;

type Signer = (kind: string, ...hashes: string[]) => string;
const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');

/** Puts an object in signed chunks, as a client does; `spoil` has a word in what is sent behind the headers. */
async function put(
  server: S3TestServer,
  kind: string,
  { checksum = CHECKSUM, spoil = (body: string) => body } = {},
): Promise<{ status: number; text: string }> {
  const url = new URL(`/${BUCKET}/a`, server.endpoint);
  const hasTrailer = kind === WITH_TRAILER;
  const headers = await signedHeaders(server, 'PUT', url, {
    'content-encoding': 'aws-chunked',
    'x-amz-content-sha256': kind,
    'x-amz-decoded-content-length': String(TEXT.length),
    ...(hasTrailer && { 'x-amz-trailer': 'x-amz-checksum-crc32' }),
  });
  const sign = signerOf(server, headers);
  const chunks = [...BODY, ''];
  const signatures = chunks.map((chunk) => sign('PAYLOAD', sha256(''), sha256(chunk)));
  const trailers = hasTrailer
    ? `${checksum}\r\nx-amz-trailer-signature:${sign('TRAILER', sha256(`${checksum}\n`))}\r\n`
    : '';
  const body = spoil(encode(chunks, signatures, trailers).toString());
  const response = await fetch(url, { method: 'PUT', headers, body });
  return { status: response.status, text: await response.text() };
}

function signerOf(server: S3TestServer, headers: Record<string, string>): Signer {
  const date = headers['x-amz-date']!;
  const scope = [date.slice(0, 8), server.region, 's3', 'aws4_request'];
  let key: string | Buffer = `AWS4${server.secretAccessKey}`;
  for (const part of scope) key = createHmac('sha256', key).update(part).digest();
  let previous = headers['authorization']!.slice(-64);
  return (kind, ...hashes) => {
    const text = [`AWS4-HMAC-SHA256-${kind}`, date, scope.join('/'), previous, ...hashes].join('\n');
    return (previous = createHmac('sha256', key).update(text).digest('hex'));
  };
}

describe('a body in signed chunks', () => {
  it.each([KIND, WITH_TRAILER])('is taken, and stored decoded: %s', async (kind) => {
    await using started = await startWithClient();
    expect(await put(started.server, kind)).toMatchObject({ status: 200 });
    expect(started.server.object(BUCKET, 'a')?.body.toString()).toBe(TEXT);
  });

  it('is taken with a line feed of its own behind a trailing header, as minio-go writes it', async () => {
    await using started = await startWithClient();
    const spoil = (body: string): string => body.replace(CHECKSUM, `${CHECKSUM}\n`);
    expect(await put(started.server, WITH_TRAILER, { spoil })).toMatchObject({ status: 200 });
  });

  const signature = /chunk-signature=[0-9a-f]{64}/;
  const ZEROS = '0'.repeat(64);
  it.each<[string, string, (body: string) => string, string]>([
    ['where a byte was changed', KIND, (body) => body.replace('second', 'Second'), 'SignatureDoesNotMatch'],
    [
      'where a signature was changed',
      KIND,
      (body) => body.replace(signature, `chunk-signature=${ZEROS}`),
      'SignatureDoesNotMatch',
    ],
    [
      'where a chunk has no signature',
      KIND,
      (body) => body.replace(new RegExp(`;${signature.source}`), ''),
      'SignatureDoesNotMatch',
    ],
    [
      'where chunks have changed their places',
      KIND,
      (body) => body.replace(/^(.+\r\n.+\r\n)(.+\r\n.+\r\n)/, '$2$1'),
      'SignatureDoesNotMatch',
    ],
    [
      'where the last chunks are missing',
      KIND,
      (body) => body.slice(0, body.indexOf('6;')),
      'IncompleteBody',
    ],
    [
      'where a trailing header was changed',
      WITH_TRAILER,
      (body) => body.replace(CHECKSUM, 'x-amz-checksum-crc32:AAAAAA=='),
      'SignatureDoesNotMatch',
    ],
    [
      'where trailing headers have no signature',
      WITH_TRAILER,
      (body) => body.replace(/x-amz-trailer-signature.*\r\n/, ''),
      'SignatureDoesNotMatch',
    ],
  ])('is refused %s', async (_what, kind, spoil, code) => {
    await using started = await startWithClient();
    const { status, text } = await put(started.server, kind, { spoil });
    expect(text).toContain(`<Code>${code}</Code>`);
    expect(status).toBe(code === 'SignatureDoesNotMatch' ? 403 : 400);
    expect(started.server.keys(BUCKET)).toEqual([]);
  });

  it('is refused where its signed checksum does not fit it', async () => {
    await using started = await startWithClient();
    const { text } = await put(started.server, WITH_TRAILER, { checksum: 'x-amz-checksum-crc32:AAAAAA==' });
    expect(text).toContain('<Code>BadDigest</Code>');
    expect(started.server.keys(BUCKET)).toEqual([]);
  });
});
