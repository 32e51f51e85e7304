import { mkdtemp, open, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runHere } from '../run-here.fixture.ts';
import { ROWS, writeArticles } from './articles.fixture.ts';

let folder: string;

const inspect = (...args: string[]) => runHere(['inspect', ...args], folder);

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'inspect-'));
  await writeArticles(join(folder, 'Article.parquet'));
});

afterAll(() => rm(folder, { recursive: true, force: true }));

describe('inspect schema', () => {
  it('prints the columns in the notation of Apache’s own tools, nested ones as a tree', async () => {
    const { exitCode, stdout } = await inspect('schema', 'Article.parquet');
    expect(exitCode).toBe(0);
    expect(stdout).toBe(`message duckdb_schema {
  optional binary id (STRING);
  optional binary title (STRING);
  optional group vector (LIST) {
    repeated group list {
      optional float element;
    }
  }
  optional group place {
    optional binary city (STRING);
    optional group at {
      optional double latitude;
      optional double longitude;
    }
  }
  optional group tags (LIST) {
    repeated group list {
      optional binary element (STRING);
    }
  }
  optional int64 big (INTEGER(64,true));
  optional int32 price (DECIMAL(9,2));
  optional int64 moment (TIMESTAMP(MICROS,true));
  optional binary raw;
}
`);
  });

  it('shows chosen columns alone, also for programs', async () => {
    const { stdout } = await inspect('schema', 'Article.parquet', '--columns', 'moment,id', '--json');
    expect(JSON.parse(stdout)).toEqual({
      name: 'duckdb_schema',
      columns: [
        { name: 'moment', repetition: 'optional', type: 'int64', logicalType: 'TIMESTAMP(MICROS,true)' },
        { name: 'id', repetition: 'optional', type: 'binary', logicalType: 'STRING' },
      ],
    });
  });
});

describe('inspect head', () => {
  it('prints rows as a plain table: long lists by their length, NULLs, Unicode, no control characters', async () => {
    const { exitCode, stdout } = await inspect(
      'head',
      '-n',
      '3',
      '-c',
      'id,title,vector,tags',
      'Article.parquet',
    );
    expect(exitCode).toBe(0);
    expect(stdout).toBe(
      [
        'id        title               vector                              tags',
        'id-00000  Grüße, 世界 🌍      [0, 0.125, 0.25, … 384 values]      ["a", NULL, "b"]',
        'id-00001  NULL                [0.125, 0.25, 0.375, … 384 values]  []',
        'id-00002  two\\nlines\\x1b[31m  [0.25, 0.375, 0.5, … 384 values]    NULL',
        '',
        '3 of 5,000 rows',
        '',
      ].join('\n'),
    );
  });

  it('gives programs every value whole: 64-bit integers, microseconds, bytes, nested structs', async () => {
    const { stdout } = await inspect('head', '-n', '2', '--json', 'Article.parquet');
    const [first, second] = stdout
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line) as Record<string, unknown>);
    expect(first).toEqual({
      id: 'id-00000',
      title: 'Grüße, 世界 🌍',
      vector: Array.from({ length: 384 }, (_, at) => at / 8),
      place: { city: 'Köln', at: { latitude: 50.94, longitude: null } },
      tags: ['a', null, 'b'],
      big: '9007199254740993',
      price: 12.5,
      moment: '2026-01-01T00:00:00.123456Z',
      raw: Buffer.from([0, 0, 0, 0x3f]).toString('base64'),
    });
    expect(second).toMatchObject({ title: null, place: null, tags: [] });
  });

  it('is what is shown where no view is named', async () => {
    const { stdout } = await inspect('Article.parquet', '-n', '1', '-c', 'id');
    expect(stdout).toBe('id\nid-00000\n\n1 of 5,000 rows\n');
  });

  it('prints ten rows unless told, and all there are where more are asked for', async () => {
    const ten = await inspect('head', '-c', 'id', 'Article.parquet');
    expect(ten.stdout).toContain(`10 of ${ROWS.toLocaleString('en-US')} rows`);
    const all = await inspect('head', '-c', 'id', '--json', '-n', '999999', 'Article.parquet');
    expect(all.stdout.trimEnd().split('\n')).toHaveLength(ROWS);
  });

  it('reads no more of the file than the rows asked for', { tags: 'long' }, async () => {
    const { rowGroups } = JSON.parse((await inspect('meta', '--json', 'Article.parquet')).stdout) as {
      rowGroups: { compressedBytes: number }[];
    };
    const damaged = join(folder, 'damaged.parquet');
    await writeArticles(damaged);
    await overwrite(damaged, 4 + (rowGroups[0]?.compressedBytes ?? 0) + 1000, Buffer.alloc(2000, 0xff));

    const head = await inspect('head', '-n', '5', 'damaged.parquet');
    expect(head).toMatchObject({ exitCode: 0, stderr: '' });
    const all = await inspect('head', '-n', '5000', 'damaged.parquet');
    expect(all).toMatchObject({ exitCode: 1, stdout: '' });
    expect(all.stderr).toContain("the rows of 'damaged.parquet' cannot be decoded");
    expect(all.stderr).toContain('manifest.json');
  });
});

describe('inspect meta', () => {
  it('prints the file, its key-value metadata and each column chunk of each row group', async () => {
    const { exitCode, stdout } = await inspect('meta', 'Article.parquet');
    expect(exitCode).toBe(0);
    expect(stdout).toMatch(/^rows {12}5,000$/m);
    expect(stdout).toMatch(/^row groups {6}3$/m);
    expect(stdout).toMatch(/^created by {6}DuckDB/m);
    expect(stdout).toMatch(/^collection {4}Article$/m);
    expect(stdout).toMatch(/^ARROW:schema {2}A{16}… 900 characters$/m);
    expect(stdout).toMatch(/^row group 2: 904 rows, .* of .* uncompressed$/m);
    expect(stdout).toMatch(
      /^title +BYTE_ARRAY +ZSTD +\S+.* kB +\d+\.\d % +1 +Grüße, 世界 🌍 +two\\nlines\\x1b\[31m$/m,
    );
    expect(stdout).toMatch(/^vector\.list\.element +FLOAT +ZSTD .* 0 +0 +303\.75$/m);
    expect(stdout).toMatch(/^moment .* 2026-01-01T00:00:00\.123456Z +2026-01-01T00:00:00\.125503Z$/m);
  });

  it('gives programs exact sizes and statistics', async () => {
    const { stdout } = await inspect('meta', 'Article.parquet', '--json', '-c', 'big');
    const facts = JSON.parse(stdout) as { rows: number; rowGroups: { rows: number; columns: unknown[] }[] };
    expect(facts.rows).toBe(ROWS);
    expect(facts.rowGroups.map(({ rows }) => rows)).toEqual([2048, 2048, 904]);
    expect(facts.rowGroups[0]?.columns).toMatchObject([
      {
        path: 'big',
        type: 'INT64',
        codec: 'ZSTD',
        values: 2048,
        nulls: 0,
        min: '9007199254740993',
        max: '9007199254743040',
      },
    ]);
  });
});

describe('inspect, called wrongly', () => {
  it.each([
    { args: [], code: 2, says: 'no file given: weaviate-export inspect [schema|head|meta] FILE' },
    {
      args: ['cat', 'Article.parquet'],
      code: 2,
      says: "unknown view 'cat'; it is one of: schema, head, meta",
    },
    { args: ['head'], code: 2, says: 'no file given' },
    { args: ['head', 'a', 'b', 'c'], code: 2, says: 'Expected 2 arguments but got 4' },
    { args: ['head', '-n', '-1', 'Article.parquet'], code: 2, says: '-n' },
    {
      args: ['head', '-n', 'ten', 'Article.parquet'],
      code: 2,
      says: "-n, --rows <rows>' argument 'ten' is invalid. allowed is a whole number",
    },
    { args: ['head', '--rowz', '1', 'Article.parquet'], code: 2, says: "unknown option '--rowz'" },
    {
      args: ['head', '-c', 'nope', 'Article.parquet'],
      code: 2,
      says: "no column 'nope'; the file has: id, title,",
    },
    { args: ['schema', 'missing.parquet'], code: 1, says: "there is no file 'missing.parquet'" },
    { args: ['schema', '.'], code: 1, says: "'.' is a folder" },
    { args: ['meta', 'empty.parquet'], code: 1, says: "'empty.parquet' is not a Parquet file" },
    { args: ['meta', 'notes.parquet'], code: 1, says: "'notes.parquet' is not a Parquet file" },
    { args: ['meta', 'short.parquet'], code: 1, says: "'short.parquet' is not a Parquet file" },
  ])('$args ends with $code and says what to do', async ({ args, code, says }) => {
    await writeFile(join(folder, 'empty.parquet'), '');
    await writeFile(join(folder, 'notes.parquet'), 'Dear diary, today I called myself Parquet.');
    await writeFile(join(folder, 'short.parquet'), 'PAR1\u{1}\u{1}\u{1}\u{1}\u{1}\0\0\0PAR1');
    const result = await inspect(...args);
    expect(result).toMatchObject({ exitCode: code, stdout: '' });
    expect(result.stderr).toContain(says);
    expect(result.stderr).not.toContain('    at ');
  });

  it('--help shows the commands and examples', async () => {
    const { exitCode, stdout } = await inspect('--help');
    expect(exitCode).toBe(0);
    expect(stdout).toContain('weaviate-export inspect head -n 3');
  });
});

async function overwrite(path: string, position: number, bytes: Uint8Array): Promise<void> {
  await using file = await open(path, 'r+');
  await file.write(bytes, 0, bytes.length, position);
}
