import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { ExportRequest } from './export-request.ts';
import { parseBucket, parseExportPath, parseExportRequest } from './export-settings.ts';
import { CODECS } from '@weaviate-export/format';

/** What a function throws, as code and message. */
function refusal(action: () => unknown): { code: string; status: number; message: string } {
  try {
    action();
  } catch (error) {
    const { code, httpStatus, message } = error as { code: string; httpStatus: number; message: string };
    return { code, status: httpStatus, message };
  }
  throw new Error('nothing was refused');
}

const DEFAULTS = {
  id: 'first',
  exclude: [],
  pages: { encoding: 'plain', codec: 'zstd' },
  layout: 'standard',
  reading: {},
};

describe('a request', () => {
  it('needs an id alone: all classes, the default place, zstd, the standard layout', () => {
    expect(parseExportRequest({ id: 'first' })).toEqual(DEFAULTS);
  });

  it('that names no layout has the one that its host has as the default', () => {
    const defaults = { defaultLayout: 'weaviate' } as const;
    expect(parseExportRequest({ id: 'first' }, defaults).layout).toBe('weaviate');
    expect(parseExportRequest({ id: 'first', config: { layout: 'typed' } }, defaults).layout).toBe('typed');
  });

  it('that names no encoding has the one that its host has as the default', () => {
    const defaults = { defaultEncoding: 'compact' } as const;
    expect(parseExportRequest({ id: 'first' }, defaults).pages.encoding).toBe('compact');
    const asked = parseExportRequest({ id: 'first', config: { encoding: 'plain' } }, defaults);
    expect(asked.pages.encoding).toBe('plain');
  });

  it('may say what the defaults are', () => {
    const request: ExportRequest = {
      id: 'first',
      include: [],
      exclude: [],
      file_format: 'parquet',
      config: { compression: { codec: 'zstd' }, encoding: 'plain', layout: 'standard' },
    };
    expect(parseExportRequest(request)).toEqual(DEFAULTS);
  });

  it('says how its source is to be read', () => {
    const config = { activateTenants: true, consistencyLevel: 'ALL' };
    expect(parseExportRequest({ id: 'first', config }).reading).toEqual(config);
  });

  it.each([
    ['zstd', 1],
    ['zstd', 22],
    ['gzip', 1],
    ['gzip', 9],
  ])('may choose a level that its codec has: %s %i', (codec, level) => {
    const { pages } = parseExportRequest({ id: 'first', config: { compression: { codec, level } } });
    expect(pages).toEqual({ encoding: 'plain', codec, level });
  });

  it.each<[string, Partial<ExportRequest>, string, ...string[]]>([
    ['without id', { id: undefined as unknown as string }, 'ID_MISSING', 'id is missing'],
    ['with an empty id', { id: '' }, 'ID_MISSING', 'id is missing'],
    ['with a malformed id', { id: 'My Export' }, 'ID_MALFORMED', 'id', '"My Export"', 'a-z, 0-9, _ and -'],
    ['with an id too long', { id: 'x'.repeat(129) }, 'ID_TOO_LONG', 'id', '129', '128'],
    [
      'with include and exclude',
      { include: ['A'], exclude: ['B'] },
      'INCLUDE_WITH_EXCLUDE',
      'include',
      'exclude',
    ],
    ['in another file format', { file_format: 'csv' }, 'FIELD_INVALID', 'file_format', '"csv"', 'parquet'],
    ['in no file format', { file_format: '' }, 'FIELD_INVALID', 'file_format', '""', 'parquet'],
    [
      'in another layout',
      { config: { layout: 'wide' } },
      'FIELD_INVALID',
      'config.layout',
      '"wide"',
      'standard',
    ],
    [
      'in another encoding',
      { config: { encoding: 'dense' } },
      'FIELD_INVALID',
      'config.encoding',
      '"dense"',
      'plain, compact',
    ],
    [
      'of another consistency',
      { config: { consistencyLevel: 'SOME' } },
      'FIELD_INVALID',
      'config.consistencyLevel',
      '"SOME"',
      'ONE, QUORUM, ALL',
    ],
    [
      'with an unknown codec',
      { config: { compression: { codec: 'brotli' } } },
      'FIELD_INVALID',
      'config.compression.codec',
      '"brotli"',
      'zstd, snappy, lz4, gzip, none',
    ],
    [
      'with a codec that is a name of JavaScript’s own',
      { config: { compression: { codec: 'constructor' } } },
      'FIELD_INVALID',
      'config.compression.codec',
    ],
    [
      'with a level that the encoder does not have',
      { config: { compression: { level: 23 } } },
      'FIELD_INVALID',
      'config.compression.level',
      '23',
      'levels 1 to 22',
      'zstd',
    ],
    [
      'with a level that gzip does not have',
      { config: { compression: { codec: 'gzip', level: 10 } } },
      'FIELD_INVALID',
      'config.compression.level',
      '10',
      'levels 1 to 9',
    ],
    [
      'with a level between two',
      { config: { compression: { level: 1.5 } } },
      'FIELD_INVALID',
      'config.compression.level',
      '1.5',
    ],
    [
      'with the level 0',
      { config: { compression: { codec: 'zstd', level: 0 } } },
      'FIELD_INVALID',
      'config.compression.level',
      ' 0:',
    ],
    [
      'with a level for a codec without',
      { config: { compression: { codec: 'snappy', level: 1 } } },
      'FIELD_INVALID',
      'config.compression.level',
      'snappy has no levels',
    ],
    [
      'with a bad bucket',
      { config: { bucket: 'a/b' } },
      'FIELD_INVALID',
      'config.bucket',
      '"a/b"',
      'letters',
    ],
    [
      'with a path that leads up',
      { config: { path: 'a/../b' } },
      'FIELD_INVALID',
      'config.path',
      '"a/../b"',
      '..',
    ],
  ])('%s is refused', (_what, request, code, ...words) => {
    const refused = refusal(() => parseExportRequest({ id: 'first', ...request }));
    expect(refused).toMatchObject({ code, status: 422 });
    for (const word of words) expect(refused.message).toContain(word);
  });

  it.each(CODECS)('may choose the codec %s', (codec) => {
    expect(parseExportRequest({ id: 'first', config: { compression: { codec } } }).pages.codec).toBe(codec);
  });

  it('raises the first letter of class names, and names each once', () => {
    expect(
      parseExportRequest({ id: 'a', include: ['article', 'Author', 'Article', 'author'] }).include,
    ).toEqual(['Article', 'Author']);
    expect(parseExportRequest({ id: 'a', exclude: ['article', 'Article'] }).exclude).toEqual(['Article']);
  });
});

describe('a path', () => {
  it.each([
    ['', ''],
    ['/', ''],
    ['///', ''],
    ['a', 'a'],
    ['/a/b/', 'a/b'],
    ['//a/b//', 'a/b'],
    ['a.b/...', 'a.b/...'],
    [' a /b', ' a /b'],
    ['ä/😀', 'ä/😀'],
  ])('%j is %j below the root', (given, path) => {
    expect(parseExportPath('config.path', given)).toBe(path);
  });

  it.each([
    ['..', '. and ..'],
    ['a/..', '. and ..'],
    ['../a', '. and ..'],
    ['/../', '. and ..'],
    ['.', '. and ..'],
    ['a/./b', '. and ..'],
    ['a//b', 'empty segments'],
    ['a\\b', 'backslash'],
    ['..\\a', 'backslash'],
    ['a\0', 'NUL'],
    ['\ud800', 'well-formed'],
    ['a.partial/b', '.partial'],
  ])('%j is refused with field, value and reason', (given, reason) => {
    const { code, message } = refusal(() => parseExportPath('config.path', given));
    expect(code).toBe('FIELD_INVALID');
    expect(message).toContain(`invalid config.path ${JSON.stringify(given)}: `);
    expect(message).toContain(reason);
  });

  it('never leads out of the root, and stays the same when it is parsed again', () => {
    const path = fc
      .array(fc.constantFrom('a', '..', '.', '', '/', '\\', '\0', 'b c', '%2E'))
      .map((s) => s.join('/'));
    fc.assert(
      fc.property(path, (given) => {
        let taken: string;
        try {
          taken = parseExportPath('path', given);
        } catch {
          return;
        }
        const segments = taken.split('/');
        if (taken !== '') for (const bad of ['', '.', '..']) expect(segments).not.toContain(bad);
        expect(taken).not.toMatch(/\\|\0/);
        expect(parseExportPath('path', taken)).toBe(taken);
      }),
      { seed: 6 },
    );
  });
});

describe('a bucket', () => {
  it.each(['a', 'my-bucket', 'my.bucket', 'My_Bucket', '0'])('may be %j', (bucket) => {
    expect(parseBucket('bucket', bucket)).toBe(bucket);
  });

  it.each(['', '.', '..', 'a..b', '.a', '-a', 'a/b', 'a\\b', 'a b', 'a\0', 'a?b', 'a#b', 'a\n', 'ä'])(
    'may not be %j',
    (bucket) => {
      const { code, message } = refusal(() => parseBucket('bucket', bucket));
      expect(code).toBe('FIELD_INVALID');
      expect(message).toContain(`invalid bucket ${JSON.stringify(bucket)}: letters`);
    },
  );
});

it('a segment that no file system can have is refused', () => {
  expect(refusal(() => parseExportPath('path', 'x'.repeat(256))).message).toContain('255 bytes');
});

it('a path of many slashes is refused at once', () => {
  expect(refusal(() => parseExportPath('config.path', `a${'/'.repeat(1_000_000)}b`)).message).toContain(
    '600 bytes',
  );
  expect(parseExportPath('config.path', '/'.repeat(1_000_000))).toBe('');
});
