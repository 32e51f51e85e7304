import { DuckDBInstance } from '@duckdb/node-api';
import { createHash } from 'node:crypto';
import { expect, it } from 'vitest';
import { storeExports } from './store-export.fixture.ts';

const LARGE_BYTES = 5_000_000;
const PAIRS = 20;
/** For hundreds of megabytes on a slow machine, in milliseconds. */
const LONG_MS = 120_000;
const id = (n: number): string => `00000000-0000-4000-8000-${String(n).padStart(12, '0')}`;

/** Text that no codec makes much smaller than by half, the same in every run. */
function text(n: number, bytes: number): string {
  const pieces: string[] = [];
  for (let piece = 0; pieces.length * 128 < bytes; piece++)
    pieces.push(createHash('sha512').update(`${n}.${piece}`).digest('hex'));
  return pieces.join('').slice(0, bytes);
}

it.each(['standard', 'typed', 'weaviate'])(
  'a class whose texts are of 1 byte and of 5 MB in turns is exported whole, in row groups that are bounded by bytes (%s)',
  async (layout) => {
    await using exports = await storeExports(2);
    const { store } = exports;
    await store.createClass({ class: 'Text', properties: [{ name: 'body', dataType: ['text'] }] });
    const sizeOf = (n: number): number => (n % 2 === 0 ? 1 : LARGE_BYTES);
    for (let n = 0; n < 2 * PAIRS; n++) {
      const properties = JSON.stringify({ body: text(n, sizeOf(n)) });
      await store.insert('Text', { id: id(n), vector: null, namedVectors: null, properties });
    }
    const { finished } = await exports.start('sizes', { layout });
    expect(await finished()).toMatchObject({ status: 'SUCCESS' });

    const instance = await DuckDBInstance.create(':memory:');
    const connection = await instance.connect();
    try {
      const file = exports.file('sizes', 'Text.parquet');
      const json = layout === 'weaviate' ? 'decode(properties)' : 'properties';
      const body = layout === 'typed' ? 'properties.body' : `json_extract_string(${json}, '$.body')`;
      const rows = await connection.runAndReadAll(
        `SELECT id, length(${body}) AS length, sha256(${body}) AS hash FROM read_parquet('${file}') ORDER BY id`,
      );
      const expected = Array.from({ length: 2 * PAIRS }, (_, n) => ({
        id: id(n),
        length: sizeOf(n),
        hash: createHash('sha256')
          .update(text(n, sizeOf(n)))
          .digest('hex'),
      }));
      expect(rows.getRowObjectsJson().map((row) => ({ ...row, length: Number(row['length']) }))).toEqual(
        expected,
      );
      const groups = await connection.runAndReadAll(
        `SELECT DISTINCT row_group_id, row_group_num_rows FROM parquet_metadata('${file}') ORDER BY ALL`,
      );
      // 64 MiB hold 13 of the large ones, with a small one before each.
      expect(groups.getRowObjectsJson().map((group) => Number(group['row_group_num_rows']))).toEqual([
        27, 13,
      ]);
    } finally {
      connection.closeSync();
      instance.closeSync();
    }
  },
  LONG_MS,
);
