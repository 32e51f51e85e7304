import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  CANCEL_FILE,
  DETAIL_FILE,
  encodeName,
  MANIFEST_FILE,
  METADATA_FILE,
  parquetFileName,
  SCHEMA_FILE,
} from './file-name.ts';

/** Text as JSON can carry it, with the characters that are dangerous in paths made frequent. */
const name = fc.oneof(
  fc.string({ unit: 'binary' }),
  fc.string({ unit: fc.constantFrom(...'aA_-%/\\.=: 25F~', '\0', 'é', '😀', '\u0301') }),
);

describe('a name as a file name', () => {
  it.each([
    ['Article', 'Article'],
    ['A_B-9', 'A_B-9'],
    ['a b', 'a%20b'],
    ['a/b', 'a%2Fb'],
    ['..', '%2E%2E'],
    ['50%', '50%25'],
    ['%2F', '%252F'],
    ['a=b', 'a%3Db'],
    ['é', '%C3%A9'],
    ['e\u0301', 'e%CC%81'],
    ['😀', '%F0%9F%98%80'],
    ['\0', '%00'],
    ['~!*()\'"', '%7E%21%2A%28%29%27%22'],
    ['', ''],
  ])('%j becomes %j', (given, encoded) => {
    expect(encodeName(given)).toBe(encoded);
  });

  it('holds letters, digits, _, - and %XX alone', () => {
    fc.assert(
      fc.property(name, (given) => {
        expect(encodeName(given)).toMatch(/^([A-Za-z0-9_-]|%[0-9A-F]{2})*$/);
      }),
      { seed: 2 },
    );
  });

  it('gives the name back when it is decoded', () => {
    fc.assert(
      fc.property(name, (given) => {
        expect(decodeURIComponent(encodeName(given))).toBe(given);
      }),
      { seed: 3 },
    );
  });

  it('is never shared by two names', () => {
    fc.assert(
      fc.property(fc.uniqueArray(name, { minLength: 2 }), (names) => {
        expect(new Set(names.map(encodeName)).size).toBe(names.length);
      }),
      { seed: 4 },
    );
  });
});

describe('the file of a class or tenant', () => {
  it.each<[string, string | undefined, string]>([
    ['Article', undefined, 'Article.parquet'],
    ['Article', 'acme', 'Article/tenant=acme.parquet'],
    ['Article', '', 'Article/tenant=.parquet'],
    ['A', 'B_C', 'A/tenant=B_C.parquet'],
    ['A_B', 'C', 'A_B/tenant=C.parquet'],
    ['A/tenant=b', undefined, 'A%2Ftenant%3Db.parquet'],
    ['Article', '../../etc', 'Article/tenant=%2E%2E%2F%2E%2E%2Fetc.parquet'],
  ])('class %j, tenant %j lies in %s', (className, tenant, file) => {
    expect(parquetFileName(className, tenant)).toBe(file);
  });

  it('is never shared by two classes or tenants, nor with the small files of the export', () => {
    const place = fc.tuple(name, fc.option(name, { nil: undefined }));
    fc.assert(
      fc.property(
        fc.uniqueArray(place, { selector: (pair) => JSON.stringify(pair), minLength: 2 }),
        (places) => {
          const files = places.map(([className, tenant]) => parquetFileName(className, tenant));
          const small = [MANIFEST_FILE, SCHEMA_FILE, METADATA_FILE, DETAIL_FILE, CANCEL_FILE];
          expect(new Set([...files, ...small]).size).toBe(files.length + small.length);
        },
      ),
      { seed: 5 },
    );
  });
});

describe('a name that is too long for a file system', () => {
  it('is cut, and told apart from others by a digest', () => {
    const long = `C${'x'.repeat(249)}`;
    expect(parquetFileName(long)).toMatch(/^Cx{149}~[0-9a-f]{32}\.parquet$/);
    expect(parquetFileName(`${long}y`)).not.toBe(parquetFileName(long));
    expect(parquetFileName('Class', 'ä'.repeat(64))).toMatch(
      /^Class\/tenant=(%C3%A4){25}~[0-9a-f]{32}\.parquet$/,
    );
  });

  it('stays whole up to 200 characters', () => {
    expect(parquetFileName('C'.repeat(200))).toBe(`${'C'.repeat(200)}.parquet`);
  });
});
