import { readFile } from 'node:fs/promises';
import type { Manifest } from '@weaviate-export/entities-export';
import { asyncBufferFromFile, parquetReadObjects } from 'hyparquet';
import { compressors } from 'hyparquet-compressors';
import { expect, it } from 'vitest';
import { storeExports } from './store-export.fixture.ts';

it.each(['standard', 'typed', 'weaviate'])(
  'half a surrogate pair that a store took in earlier is exported as U+FFFD, and counted (%s)',
  { tags: 'long' },
  async (layout) => {
    await using exports = await storeExports(1);
    const { store } = exports;
    await store.createClass({ class: 'Text', properties: [{ name: 'body', dataType: ['text'] }] });
    const object = { id: '00000000-0000-4000-8000-000000000001', vector: null, namedVectors: null };
    await store.insert('Text', { ...object, properties: '{"body":"a\\ud800, \\ud83d\\ude00"}' });
    expect(await (await exports.start('halves', { layout })).finished()).toMatchObject({ status: 'SUCCESS' });

    const file = await asyncBufferFromFile(exports.file('halves', 'Text.parquet'));
    const [row] = (await parquetReadObjects({ file, compressors })) as { properties: unknown }[];
    const { properties } = row!;
    expect(typeof properties === 'string' ? JSON.parse(properties) : properties).toEqual({
      body: 'a\ufffd, \u{1f600}',
    });
    const manifest = await readFile(exports.file('halves', 'manifest.json'), 'utf8');
    expect(JSON.parse(manifest) as Manifest).toMatchObject({
      replacedCharacters: 1,
      files: [{ name: 'Text.parquet', replacedCharacters: 1 }],
    });
  },
);
