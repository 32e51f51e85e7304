import { createHash } from 'node:crypto';
import { ExportError, isExportError } from '@weaviate-export/entities-export';
import { type Sink } from '@weaviate-export/usecases-export';
import { setImmediate } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import {
  collected,
  NEVER,
  oddPieces,
  opened,
  seededBytes,
  sha256,
  type BackendFixture,
  type Opened,
} from './backend-fixture.ts';

const MIB = 1024 * 1024;
/** More than one part of any backend. */
const LARGE_BYTES = 40 * MIB;
const KEY = 'exports/nightly/Article.parquet';
/** For what takes a slow server long, in milliseconds. */
const LONG_MS = 180_000;

async function writeAll(sink: Sink, pieces: Iterable<Uint8Array>): Promise<void> {
  for (const piece of pieces) await sink.write(piece);
}

async function contentOf({ backend, at }: Opened, key: string): Promise<Uint8Array[]> {
  return await collected(backend.readStream(at(key), NEVER));
}

/** What every sink promises, whatever its backend. */
export function describeSinks(openFixture: () => Promise<BackendFixture>): void {
  describe('a sink', () => {
    it.each<[string, () => Iterable<Uint8Array>]>([
      ['no byte', () => []],
      ['an empty piece', () => [new Uint8Array()]],
      ['one byte', () => [Uint8Array.of(7)]],
      ['20,000 small pieces', () => oddPieces(seededBytes(400_000, 1), 40, 2)],
      ['40 MB in odd pieces', () => oddPieces(seededBytes(LARGE_BYTES, 3), 700_001, 4)],
      ['40 MB at once', () => [seededBytes(LARGE_BYTES, 5)]],
      ['exactly 16 MiB', () => oddPieces(seededBytes(16 * MIB, 6), MIB, 7)],
      ['exactly 32 MiB', () => [seededBytes(32 * MIB, 8)]],
    ])('publishes %s as it was written, and nothing beside', async (_what, pieces) => {
      await using fixture = await opened(openFixture);
      const { backend, at } = fixture;
      const written = [...pieces()];
      await using sink = await backend.openSink(at(KEY), { signal: NEVER });
      await writeAll(sink, written);
      await sink.close();
      expect(sha256(...(await contentOf(fixture, KEY)))).toBe(sha256(...written));
      expect(await fixture.everything()).toEqual([KEY]);
    });

    it('leaves the memory of a piece to its writer once it has taken it', async () => {
      await using fixture = await opened(openFixture);
      const { backend, at } = fixture;
      const pieces = [...oddPieces(seededBytes(LARGE_BYTES, 11), 9 * MIB, 12)];
      const written = sha256(...pieces);
      await using sink = await backend.openSink(at(KEY), { signal: NEVER });
      for (const piece of pieces) {
        const reused = Uint8Array.from(piece);
        await sink.write(reused);
        reused.fill(0);
        reused.buffer.transfer(0);
      }
      await sink.close();
      expect(sha256(...(await contentOf(fixture, KEY)))).toBe(written);
    });

    it('takes pieces of memory that threads share', async () => {
      await using fixture = await opened(openFixture);
      const { backend, at } = fixture;
      const bytes = seededBytes(LARGE_BYTES, 13);
      const shared = new Uint8Array(new SharedArrayBuffer(bytes.length));
      shared.set(bytes);
      await using sink = await backend.openSink(at(KEY), { signal: NEVER });
      await writeAll(sink, [shared.subarray(0, 1_000), shared.subarray(1_000)]);
      await sink.close();
      expect(sha256(...(await contentOf(fixture, KEY)))).toBe(sha256(bytes));
    });

    it('publishes 200 MB as they were written', { tags: 'long', timeout: LONG_MS }, async () => {
      await using fixture = await opened(openFixture);
      const { backend, at } = fixture;
      const written = seededBytes(200 * MIB, 9);
      await using sink = await backend.openSink(at(KEY), { signal: NEVER, maxBytes: written.length });
      await writeAll(sink, oddPieces(written, 3 * MIB, 10));
      await sink.close();
      const read = createHash('sha256');
      for await (const piece of backend.readStream(at(KEY), NEVER)) read.update(piece);
      expect(read.digest('hex')).toBe(sha256(written));
    });

    it.each([1, LARGE_BYTES, 1024 ** 4])('takes a size of at most %i bytes in advance', async (maxBytes) => {
      await using fixture = await opened(openFixture);
      const { backend, at } = fixture;
      await using sink = await backend.openSink(at(KEY), { signal: NEVER, maxBytes });
      await sink.write(Uint8Array.of(1));
      await sink.close();
      expect(await fixture.read(KEY)).toEqual(Buffer.of(1));
    });

    it('shows nothing under its name before it is closed', async () => {
      await using fixture = await opened(openFixture);
      const { backend, at } = fixture;
      await using sink = await backend.openSink(at(KEY), { signal: NEVER });
      await writeAll(sink, [seededBytes(LARGE_BYTES, 1), Uint8Array.of(1)]);
      expect(await fixture.keys()).toEqual([]);
      expect(await fixture.read(KEY)).toBeNull();
      await sink.close();
      expect(await fixture.keys()).toEqual([KEY]);
    });

    it.each([
      ['at its start', 0],
      ['after a byte', 1],
      ['in its middle', LARGE_BYTES],
    ])('leaves nothing when it is aborted %s', async (_when, bytes) => {
      await using fixture = await opened(openFixture);
      const { backend, at } = fixture;
      const sink = await backend.openSink(at(KEY), { signal: NEVER });
      await sink.write(seededBytes(bytes, 1));
      await sink.abort();
      await sink.abort();
      expect(await fixture.everything()).toEqual([]);
      await expect(sink.write(Uint8Array.of(1))).rejects.toMatchObject({ code: 'SINK_CLOSED' });
      await expect(sink.close()).rejects.toMatchObject({ code: 'SINK_CLOSED' });
      expect(await fixture.everything()).toEqual([]);
    });

    it('leaves nothing when it is aborted while it writes', async () => {
      await using fixture = await opened(openFixture);
      const { backend, at } = fixture;
      const sink = await backend.openSink(at(KEY), { signal: NEVER });
      const written = sink.write(seededBytes(2 * LARGE_BYTES, 1)).catch((error: unknown) => error);
      await sink.abort();
      expect(await written).toMatchObject({ code: 'SINK_CLOSED' });
      expect(await fixture.everything()).toEqual([]);
    });

    it.each([1, LARGE_BYTES])(
      'leaves nothing when it is aborted while it closes (%i bytes)',
      async (bytes) => {
        await using fixture = await opened(openFixture);
        const { backend, at } = fixture;
        const sink = await backend.openSink(at(KEY), { signal: NEVER });
        await sink.write(seededBytes(bytes, 1));
        const closed = sink.close().catch((error: unknown) => error);
        await sink.abort();
        expect(await closed).toMatchObject({ code: 'SINK_CLOSED' });
        expect(await fixture.everything()).toEqual([]);
      },
    );

    it('is published whole, or leaves nothing, at whatever moment of its close it is aborted', async () => {
      await using fixture = await opened(openFixture);
      const { backend, at } = fixture;
      for (let turns = 0; turns < 40; turns++) {
        const key = `${KEY}-${turns}`;
        const sink = await backend.openSink(at(key), { signal: NEVER });
        await sink.write(Buffer.from(key));
        const closed = sink.close().then(
          () => 'published',
          (error: unknown) => (isExportError(error) ? error.code : error),
        );
        for (let turn = 0; turn < turns * turns; turn++) await setImmediate();
        await sink.abort();
        const outcome = await closed;
        expect(['published', 'SINK_CLOSED']).toContain(outcome);
        expect(await fixture.read(key)).toEqual(outcome === 'published' ? Buffer.from(key) : null);
        await backend.delete(at(key), NEVER);
      }
      expect(await fixture.everything()).toEqual([]);
    });

    it('stays published when it is aborted after its close', async () => {
      await using fixture = await opened(openFixture);
      const { backend, at } = fixture;
      const sink = await backend.openSink(at(KEY), { signal: NEVER });
      await sink.close();
      await sink.abort();
      await sink[Symbol.asyncDispose]();
      expect(await fixture.everything()).toEqual([KEY]);
      await expect(sink.write(Uint8Array.of(1))).rejects.toMatchObject({ code: 'SINK_CLOSED' });
      await expect(sink.close()).rejects.toMatchObject({ code: 'SINK_CLOSED' });
      expect(await fixture.everything()).toEqual([KEY]);
    });

    it('ends with the reason of its signal, and leaves nothing', async () => {
      await using fixture = await opened(openFixture);
      const { backend, at } = fixture;
      const controller = new AbortController();
      const sink = await backend.openSink(at(KEY), { signal: controller.signal });
      await sink.write(seededBytes(LARGE_BYTES, 1));
      const written = sink.write(seededBytes(LARGE_BYTES, 2)).catch((error: unknown) => error);
      controller.abort(new ExportError('EXPORT_CANCELED', []));
      expect(isExportError(await written, 'EXPORT_CANCELED')).toBe(true);
      await expect(sink.close()).rejects.toMatchObject({ code: 'EXPORT_CANCELED' });
      await sink.abort();
      expect(await fixture.everything()).toEqual([]);
      const late = backend.openSink(at(KEY), { signal: controller.signal });
      await expect(late).rejects.toMatchObject({ code: 'EXPORT_CANCELED' });
      expect(await fixture.everything()).toEqual([]);
    });

    it('leaves nothing when its scope ends without a close, and the error that ended it is seen', async () => {
      await using fixture = await opened(openFixture);
      const { backend, at } = fixture;
      const failing = async (): Promise<void> => {
        await using sink = await backend.openSink(at(KEY), { signal: NEVER });
        await sink.write(seededBytes(LARGE_BYTES, 1));
        throw new RangeError('the encoder failed');
      };
      await expect(failing()).rejects.toThrow(RangeError);
      expect(await fixture.everything()).toEqual([]);
    });

    it.each([1, LARGE_BYTES])('does not replace a file (%i bytes)', async (bytes) => {
      await using fixture = await opened(openFixture);
      const { backend, at } = fixture;
      await backend.create(at(KEY), Buffer.from('old'), NEVER);
      await using sink = await backend.openSink(at(KEY), { signal: NEVER });
      await sink.write(seededBytes(bytes, 1));
      await expect(sink.close()).rejects.toMatchObject({
        code: 'FILE_ALREADY_EXISTS',
        message: expect.stringContaining(backend.describe(at(KEY))) as string,
      });
      expect(await fixture.read(KEY)).toEqual(Buffer.from('old'));
      expect(await fixture.everything()).toEqual([KEY]);
    });

    it('publishes at most one of two files of one name, whole', async () => {
      await using fixture = await opened(openFixture);
      const { backend, at } = fixture;
      const contents = [seededBytes(20 * MIB, 1), seededBytes(20 * MIB, 2)];
      const sinks: Sink[] = [];
      for (const content of contents) {
        const sink = await backend.openSink(at(KEY), { signal: NEVER });
        await sink.write(content);
        sinks.push(sink);
      }
      const outcomes = await Promise.allSettled(sinks.map((sink) => sink.close()));
      const digests = contents.map((content) => sha256(content));
      const published = digests.filter((_digest, index) => outcomes[index]?.status === 'fulfilled');
      expect(fixture.publishesUnconditionally ? [1, 2] : [1]).toContain(published.length);
      expect(published).toContain(sha256(...(await contentOf(fixture, KEY))));
      expect(await fixture.everything()).toEqual([KEY]);
    });

    it('writes beside others into one folder that comes and goes', async () => {
      await using fixture = await opened(openFixture);
      const { backend, at } = fixture;
      const names = Array.from({ length: 24 }, (_, index) => `exports/a/tenant=${index}.parquet`);
      await Promise.all(
        names.map(async (name, index) => {
          await using sink = await backend.openSink(at(name), { signal: NEVER });
          await sink.write(Buffer.from(name));
          if (index % 2 === 0) await sink.close();
        }),
      );
      const published = names.filter((_name, index) => index % 2 === 0);
      expect(new Set(await fixture.everything())).toEqual(new Set(published));
    });
  });
}
