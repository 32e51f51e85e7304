import { type Fault } from '@weaviate-export/gcs-test-server';
import { describe, expect, it } from 'vitest';
import { collected, NEVER, sha256 } from '../conformance/index.ts';
import { at, BUSY, LARGE, LAST_CHUNK, LOST, RESET, SMALL, write } from './faults.fixture.ts';
import { BUCKET, openGcsFixture } from './gcs.fixture.ts';

const MIB = 1024 * 1024;

const FAULTS: [string, Fault, number][] = [
  ['answers 503 three times', BUSY, 3],
  ['resets a request in the middle', RESET, 1],
  ['does a request and loses its answer', LOST, 1],
];

// Most of their time these wait between attempts, so they wait together.
describe.concurrent('a store that fails now and then', () => {
  it.each(FAULTS)(
    'gets the whole file, and keeps no open upload, when at the last chunk it %s',
    async (_what, fault, times) => {
      await using fixture = await openGcsFixture();
      const { server, backend } = fixture;
      server.faults.inject({ operation: 'UploadChunk', fault, times, ...LAST_CHUNK });
      await write(backend, LARGE);
      expect(sha256(server.object(BUCKET, at.key)?.body ?? SMALL)).toBe(sha256(LARGE));
      expect(server.openUploads()).toEqual([]);
    },
  );

  it('goes on from the bytes that had arrived, and sends those no more', async () => {
    await using fixture = await openGcsFixture();
    const { server, backend } = fixture;
    server.faults.inject({ operation: 'UploadChunk', fault: { kind: 'reset', afterBytes: 4 * MIB } });
    // The question how much that was fails too.
    server.faults.inject({ operation: 'QueryUpload', fault: BUSY });
    await write(backend, LARGE);
    expect(sha256(server.object(BUCKET, at.key)?.body ?? SMALL)).toBe(sha256(LARGE));
    expect(server.requests.filter(({ operation }) => operation === 'UploadChunk')).toHaveLength(4);
  });

  it.each(FAULTS)('gets a small file when it %s', async (_what, fault, times) => {
    await using fixture = await openGcsFixture();
    const { server, backend } = fixture;
    server.faults.inject({ operation: 'InsertObject', fault, times });
    await write(backend, SMALL);
    expect(server.object(BUCKET, at.key)?.body).toEqual(SMALL);
  });

  it('gives a file whole when answers break off, and in pieces too', async () => {
    await using fixture = await openGcsFixture();
    const { server, backend } = fixture;
    server.put(BUCKET, 'small', SMALL);
    server.faults.inject({ operation: 'GetMedia', fault: RESET, times: 2 });
    expect(sha256((await backend.read({ ...at, key: 'small' }, NEVER)) ?? LARGE)).toBe(sha256(SMALL));
    server.put(BUCKET, at.key, LARGE);
    server.faults.inject({ operation: 'GetMedia', fault: RESET, times: 2 });
    expect(sha256((await backend.read(at, NEVER)) ?? SMALL)).toBe(sha256(LARGE));
    server.faults.inject({ operation: 'GetMedia', fault: RESET, after: 1, times: 2 });
    expect(sha256(...(await collected(backend.readStream(at, NEVER))))).toBe(sha256(LARGE));
  });

  it('does not hand out a file that was replaced in the middle of a stream', async () => {
    await using fixture = await openGcsFixture();
    const { server, backend } = fixture;
    server.put(BUCKET, at.key, LARGE);
    const read = async (): Promise<void> => {
      for await (const _piece of backend.readStream(at, NEVER)) server.put(BUCKET, at.key, LARGE.subarray(1));
    };
    await expect(read()).rejects.toMatchObject({
      code: 'BACKEND_FAILED',
      message: expect.stringContaining('it was replaced while it was read') as string,
    });
  });
});

describe.concurrent('a create', () => {
  it('knows that it has won when the answer was lost', async () => {
    await using fixture = await openGcsFixture();
    const { server, backend } = fixture;
    server.faults.inject({ operation: 'InsertObject', fault: LOST });
    expect(await backend.create(at, SMALL, NEVER)).toBe(true);
    expect(await backend.create(at, SMALL, NEVER)).toBe(false);
  });

  it('knows that another has won with the same bytes, when its own request was sent again', async () => {
    await using fixture = await openGcsFixture();
    const { server, backend } = fixture;
    expect(await backend.create(at, SMALL, NEVER)).toBe(true);
    server.faults.inject({ operation: 'InsertObject', fault: RESET });
    expect(await backend.create(at, SMALL, NEVER)).toBe(false);
  });

  it('has one winner of eight when every first answer is lost', async () => {
    await using fixture = await openGcsFixture();
    const { server, backend } = fixture;
    server.faults.inject({ operation: 'InsertObject', fault: LOST, times: 8 });
    const won = await Promise.all(Array.from({ length: 8 }, () => backend.create(at, SMALL, NEVER)));
    expect(won.filter(Boolean)).toHaveLength(1);
  });

  it('is tried again where the file that was in its way is gone', async () => {
    await using fixture = await openGcsFixture();
    const { server, backend } = fixture;
    const fault: Fault = { kind: 'status', status: 412, reason: 'conditionNotMet' };
    server.faults.inject({ operation: 'InsertObject', fault, times: 2 });
    expect(await backend.create(at, SMALL, NEVER)).toBe(true);
  });
});
