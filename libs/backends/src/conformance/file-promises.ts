import { describe, expect, it } from 'vitest';
import { collected, NEVER, opened, seededBytes, sha256, type BackendFixture } from './backend-fixture.ts';

const KEY = 'exports/nightly/export_metadata.json';
const ODD_KEYS = [
  'Ünïcode%20/tenant=a+b %41.parquet',
  'a=b/&<>"\'#?.json',
  '日本/🜚.parquet',
  '%2F/%E0',
  '...',
];
/** More than one answer of any store that lists by pages. */
const MANY = 2500;
/** For what takes a slow server long, in milliseconds. */
const LONG_MS = 180_000;

/** What every backend promises of whole files. */
export function describeFiles(openFixture: () => Promise<BackendFixture>): void {
  describe('create', () => {
    it('lets one of eight callers win, and keeps what that one wrote', async () => {
      await using fixture = await opened(openFixture);
      const { backend, at } = fixture;
      for (let round = 0; round < 5; round++) {
        const location = at(`${KEY}-${round}`);
        const racers = Array.from({ length: 8 }, (_, index) => Buffer.from(`racer ${index}`));
        const won = await Promise.all(racers.map((bytes) => backend.create(location, bytes, NEVER)));
        expect(won.filter(Boolean)).toHaveLength(1);
        expect(await fixture.read(location.key)).toEqual(racers[won.indexOf(true)]);
      }
      expect(await fixture.everything()).toHaveLength(5);
    });

    it('lets one of two callers with the same bytes win', async () => {
      await using fixture = await opened(openFixture);
      const { backend, at } = fixture;
      const bytes = Buffer.from('{}');
      const won = await Promise.all([1, 2].map(() => backend.create(at(KEY), bytes, NEVER)));
      expect(won.toSorted()).toEqual([false, true]);
      expect(await backend.create(at(KEY), bytes, NEVER)).toBe(false);
    });

    it('can be done again once the file is deleted', async () => {
      await using fixture = await opened(openFixture);
      const { backend, at } = fixture;
      expect(await backend.create(at(KEY), Buffer.from('a'), NEVER)).toBe(true);
      await backend.delete(at(KEY), NEVER);
      expect(await backend.create(at(KEY), Buffer.from('b'), NEVER)).toBe(true);
    });
  });

  describe('replace', () => {
    it('writes a file that is there, and one that is not', async () => {
      await using fixture = await opened(openFixture);
      const { backend, at } = fixture;
      for (const text of ['first', 'the second is longer', '']) {
        await backend.replace(at(KEY), Buffer.from(text), NEVER);
        expect(String(await fixture.read(KEY))).toBe(text);
      }
      expect(await fixture.everything()).toEqual([KEY]);
    });

    it('shows readers the old file or the new one, whole', async () => {
      await using fixture = await opened(openFixture);
      const { backend, at } = fixture;
      const versions = [1, 2].map((seed) => seededBytes(300_000, seed));
      const digests = versions.map((version) => sha256(version));
      await backend.replace(at(KEY), versions[0] ?? Buffer.of(), NEVER);
      const write = async (): Promise<void> => {
        for (let index = 0; index < 20; index++)
          await backend.replace(at(KEY), versions[index % 2] ?? Buffer.of(), NEVER);
      };
      const read = async (): Promise<void> => {
        for (let index = 0; index < 20; index++)
          expect(digests).toContain(sha256((await fixture.read(KEY)) ?? Buffer.of()));
      };
      await Promise.all([write(), read(), read()]);
    });
  });

  describe('reading', () => {
    it('answers null for a file that is not there', async () => {
      await using fixture = await opened(openFixture);
      const { backend, at } = fixture;
      await backend.create(at(`${KEY}/below`), Buffer.from('x'), NEVER);
      expect(await fixture.read(KEY)).toBeNull();
      expect(await fixture.read('none')).toBeNull();
      expect(await fixture.read(`${KEY}/below/none`)).toBeNull();
      const missing = { code: 'FILE_NOT_FOUND', httpStatus: 404 };
      await expect(backend.readRange(at(KEY), 0, 10, NEVER)).rejects.toMatchObject(missing);
      await expect(collected(backend.readStream(at(KEY), NEVER))).rejects.toMatchObject(missing);
    });

    it.each([
      [0, 4],
      [3, 4],
      [0, 10],
      [8, 100],
      [10, 1],
      [1000, 1],
      [0, 0],
      [9, 1],
    ])('gives the range from %i of %i bytes', async (start, length) => {
      await using fixture = await opened(openFixture);
      const { backend, at } = fixture;
      const bytes = Buffer.from('0123456789');
      await backend.create(at(KEY), bytes, NEVER);
      const range = Buffer.from(await backend.readRange(at(KEY), start, length, NEVER));
      expect(range.toString()).toBe(bytes.subarray(start, start + length).toString());
    });

    it('streams a large file whole, and may be left in the middle', async () => {
      await using fixture = await opened(openFixture);
      const { backend, at } = fixture;
      const bytes = seededBytes(20 * 1024 * 1024 + 1, 1);
      await using sink = await backend.openSink(at(KEY), { signal: NEVER });
      await sink.write(bytes);
      await sink.close();
      const pieces = await collected(backend.readStream(at(KEY), NEVER));
      expect(pieces.length).toBeGreaterThan(1);
      expect(sha256(...pieces)).toBe(sha256(bytes));
      for await (const piece of backend.readStream(at(KEY), NEVER)) {
        expect(piece.length).toBeGreaterThan(0);
        break;
      }
    });

    it('ends with the reason of its signal', async () => {
      await using fixture = await opened(openFixture);
      const { backend, at } = fixture;
      await backend.create(at(KEY), Buffer.from('x'), NEVER);
      const reason = new Error('canceled');
      const signal = AbortSignal.abort(reason);
      await expect(backend.read(at(KEY), signal)).rejects.toBe(reason);
      await expect(backend.readRange(at(KEY), 0, 1, signal)).rejects.toBe(reason);
      await expect(collected(backend.readStream(at(KEY), signal))).rejects.toBe(reason);
      await expect(collected(backend.list(at(''), signal))).rejects.toBe(reason);
    });
  });

  describe('list', () => {
    it(
      `gives ${MANY} files in order of key, with their sizes`,
      { tags: 'long', timeout: LONG_MS },
      async () => {
        await using fixture = await opened(openFixture);
        const { backend, at } = fixture;
        const keys = Array.from({ length: MANY }, (_, index) => `many/${index % 7}/tenant=${index}.parquet`);
        for (let start = 0; start < MANY; start += 50)
          await Promise.all(
            keys
              .slice(start, start + 50)
              .map((key, offset) => backend.replace(at(key), Buffer.alloc(start + offset), NEVER)),
          );
        const listed = await collected(backend.list(at('many/'), NEVER));
        expect(listed).toEqual(
          keys.map((key, bytes) => ({ key, bytes })).toSorted((a, b) => (a.key < b.key ? -1 : 1)),
        );
      },
    );

    it('takes a prefix as the beginning of a key, not as a folder', async () => {
      await using fixture = await opened(openFixture);
      const { backend, at, keys } = fixture;
      const all = [
        'a/b-c',
        'a/b.d/x',
        'a/b/1',
        'a/b/2/3',
        'a/b0',
        'a/bc',
        'a/bc/d',
        'b',
        '\u{e000}',
        '\u{1f700}',
      ];
      const files = all.filter((key) => key !== 'a/bc');
      for (const key of files) await backend.create(at(key), Buffer.from(key), NEVER);
      expect(await keys()).toEqual(files);
      expect(await keys('a/b')).toEqual(['a/b-c', 'a/b.d/x', 'a/b/1', 'a/b/2/3', 'a/b0', 'a/bc/d']);
      expect(await keys('a/b/')).toEqual(['a/b/1', 'a/b/2/3']);
      expect(await keys('a/b/2')).toEqual(['a/b/2/3']);
      expect(await keys('a/bc')).toEqual(['a/bc/d']);
      expect(await keys('a/bc/d')).toEqual(['a/bc/d']);
      expect(await keys('a/bc/d/')).toEqual([]);
      expect(await keys('none')).toEqual([]);
    });
  });

  describe('delete', () => {
    it('deletes one file and no other, and does nothing where there is none', async () => {
      await using fixture = await opened(openFixture);
      const { backend, at, keys } = fixture;
      for (const key of ['a/b', 'a/bc', 'a/c/d']) await backend.create(at(key), Buffer.from(key), NEVER);
      await backend.delete(at('a'), NEVER);
      await backend.delete(at('a/b/below'), NEVER);
      await backend.delete(at('a/none'), NEVER);
      await backend.delete(at('none/none'), NEVER);
      expect(await keys()).toEqual(['a/b', 'a/bc', 'a/c/d']);
      await backend.delete(at('a/b'), NEVER);
      await backend.delete(at('a/b'), NEVER);
      expect(await keys()).toEqual(['a/bc', 'a/c/d']);
      await backend.delete(at('a/c/d'), NEVER);
      await backend.delete(at('a/bc'), NEVER);
      expect(await fixture.everything()).toEqual([]);
    });

    it('removes what an interrupted sink has left', async () => {
      await using fixture = await opened(openFixture);
      const { backend, at } = fixture;
      // Never closed and never aborted, as in a server that was killed.
      const interrupted = await backend.openSink(at(KEY), { signal: NEVER });
      const other = await backend.openSink(at(`${KEY}x`), { signal: NEVER });
      for (const sink of [interrupted, other]) await sink.write(seededBytes(33 * 1024 * 1024, 1));
      await backend.delete(at(KEY), NEVER);
      await other.abort();
      expect(await fixture.everything()).toEqual([]);
      await interrupted.abort();
    });
  });

  describe('keys', () => {
    it.each(ODD_KEYS)('may be odd: %s', async (key) => {
      await using fixture = await opened(openFixture);
      const { backend, at, keys } = fixture;
      expect(await backend.create(at(key), Buffer.from(key), NEVER)).toBe(true);
      expect(await backend.create(at(key), Buffer.from(key), NEVER)).toBe(false);
      expect(await fixture.read(key)).toEqual(Buffer.from(key));
      expect(await keys(key.slice(0, 2))).toEqual([key]);
      expect(backend.describe(at(key)).endsWith(key)).toBe(true);
      await backend.delete(at(key), NEVER);
      const sink = await backend.openSink(at(key), { signal: NEVER });
      await sink.write(seededBytes(20 * 1024 * 1024, 1));
      await sink.close();
      expect(await fixture.everything()).toEqual([key]);
    });

    it.each([
      '',
      '/a',
      'a/',
      'a//b',
      '../a',
      'a/../b',
      './a',
      'a/..',
      'a\\b',
      'a\0b',
      'a.partial',
      'a.partial/b',
    ])('may not lead out of the root: %j', async (key) => {
      await using fixture = await opened(openFixture);
      const { backend, at } = fixture;
      const invalid = { code: 'FIELD_INVALID', httpStatus: 422 };
      await expect((async () => backend.create(at(key), Buffer.of(), NEVER))()).rejects.toMatchObject(
        invalid,
      );
      await expect((async () => backend.delete(at(key), NEVER))()).rejects.toMatchObject(invalid);
      await expect((async () => backend.openSink(at(key), { signal: NEVER }))()).rejects.toMatchObject(
        invalid,
      );
    });
  });

  describe('access', () => {
    it('is checked without leaving anything', async () => {
      await using fixture = await opened(openFixture);
      const { backend, at } = fixture;
      await backend.checkAccess(at('exports/nightly'), NEVER);
      await backend.checkAccess(at('exports/nightly'), NEVER);
      expect(await fixture.everything()).toEqual([]);
    });
  });
}
