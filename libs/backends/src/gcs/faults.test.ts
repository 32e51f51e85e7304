import { type Fault, type Operation } from '@weaviate-export/gcs-test-server';
import { describe, expect, it } from 'vitest';
import { NEVER, seededBytes, sha256 } from '../conformance/index.ts';
import { type GcsBackend } from './backend.ts';
import { BUCKET, FAULTS, openGcsFixture, QUICK } from './gcs.fixture.ts';

const CHUNK_BYTES = 1024 * 1024;
const options = { ...QUICK, partBytes: CHUNK_BYTES };
const at = { bucket: BUCKET, key: 'nightly/Article.parquet' };
/** Two chunks, the last of them small. */
const LARGE = seededBytes(CHUNK_BYTES + 1000, 1);
const SMALL = seededBytes(1000, 2);

async function write(backend: GcsBackend, bytes: Uint8Array): Promise<void> {
  await using sink = await backend.openSink(at, { signal: NEVER });
  await sink.write(bytes);
  await sink.close();
}

// What is of Cloud Storage alone: the rest is in the promises of all stores that fail.
describe.concurrent('a store that fails now and then', () => {
  it('goes on from the bytes that had arrived, and sends those no more', async () => {
    await using fixture = await openGcsFixture(options);
    const { server, backend } = fixture;
    server.faults.inject({ operation: 'UploadChunk', fault: { kind: 'reset', afterBytes: CHUNK_BYTES / 2 } });
    // The question how much that was fails too.
    server.faults.inject({ operation: 'QueryUpload', fault: FAULTS.busy });
    await write(backend, LARGE);
    expect(sha256(server.object(BUCKET, at.key)?.body ?? SMALL)).toBe(sha256(LARGE));
    expect(server.requests.filter(({ operation }) => operation === 'UploadChunk')).toHaveLength(3);
  });

  it('gets the whole file when it loses the address of the upload, which then stays without a byte', async () => {
    await using fixture = await openGcsFixture(options);
    const { server, backend } = fixture;
    server.faults.inject({ operation: 'StartResumable', fault: FAULTS.answerLost });
    await write(backend, LARGE);
    expect(sha256(server.object(BUCKET, at.key)?.body ?? SMALL)).toBe(sha256(LARGE));
    expect(server.openUploads()).toMatchObject([{ name: at.key, persisted: 0 }]);
  });
});

describe.concurrent('a store that keeps failing', () => {
  const TOO_MANY: Fault = { kind: 'status', status: 429, reason: 'rateLimitExceeded' };
  const TOO_MANY_OF_ONE: Fault = { kind: 'status', status: 403, reason: 'userRateLimitExceeded' };
  const GONE: Fault = { kind: 'status', status: 410, reason: 'gone', message: 'The upload has ended.' };
  const LAST_CHUNK = { after: 1 };

  it.each<[string, Operation, Fault, string, { readonly after?: number }?]>([
    ['throttles', 'UploadChunk', TOO_MANY, 'BACKEND_THROTTLED', LAST_CHUNK],
    ['throttles', 'InsertObject', TOO_MANY_OF_ONE, 'BACKEND_THROTTLED'],
    ['forgets the upload', 'UploadChunk', GONE, 'BACKEND_FAILED'],
    ['forgets the upload', 'UploadChunk', GONE, 'BACKEND_FAILED', LAST_CHUNK],
  ])('says that it %s at %s, and is left clean', async (_what, operation, fault, code, position = {}) => {
    await using fixture = await openGcsFixture(options);
    const { server, backend } = fixture;
    server.faults.inject({ operation, fault, times: Infinity, ...position });
    const bytes = operation === 'InsertObject' ? SMALL : LARGE;
    await expect(write(backend, bytes)).rejects.toMatchObject({ code });
    expect(server.names(BUCKET)).toEqual([]);
    expect(server.openUploads()).toEqual([]);
  });
});

describe('a create', () => {
  it('is tried again where the file that was in its way is gone', async () => {
    await using fixture = await openGcsFixture(options);
    const { server, backend } = fixture;
    const fault: Fault = { kind: 'status', status: 412, reason: 'conditionNotMet' };
    server.faults.inject({ operation: 'InsertObject', fault, times: 2 });
    expect(await backend.create(at, SMALL, NEVER)).toBe(true);
  });
});
