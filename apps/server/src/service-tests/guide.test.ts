import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { ExportStatus } from '@weaviate-export/entities-export';
import { describe, expect, it } from 'vitest';
import { startHost, startS3 } from './host.fixture.ts';
import { readWithDuckDB } from './parquet-readers.fixture.ts';

/** The bodies of the guide's curl calls. */
const OBJECT = {
  class: 'Article',
  properties: { title: 'Test Article', content: 'Test content' },
  vector: [0.1, 0.2, 0.3],
};
const EXPORT = {
  id: 'test-export-1',
  include: ['Article'],
  config: { bucket: 'weaviate-exports', path: 'exports/' },
};

describe("the guide's own calls", () => {
  it('put a file at s3://weaviate-exports/exports/test-export-1/Article.parquet', async () => {
    await using store = await startS3('weaviate-exports');
    await using host = await startHost(store.environment);
    const { status, body } = await host.call<{ id: string }>('POST', '/objects', OBJECT);
    expect(status).toBe(200);

    const started = await host.call<ExportStatus>('POST', '/export/s3', EXPORT);
    expect(started.status).toBe(200);
    expect(started.body).toMatchObject({
      id: 'test-export-1',
      backend: 's3',
      path: 's3://weaviate-exports/exports/test-export-1',
      status: 'STARTED',
      classes: ['Article'],
    });
    const finished = await host.client.finished('s3', 'test-export-1');
    expect(finished).toMatchObject({
      status: 'SUCCESS',
      progress: { Article: { status: 'SUCCESS', objectsExported: 1, objectsTotal: 1 } },
      shardStatus: { Article: { 'shard-0': { status: 'SUCCESS', objectsExported: 1 } } },
    });
    expect(store.s3.keys('weaviate-exports')).toEqual(
      ['Article.parquet', 'export_metadata.json', 'manifest.json', 'schema.json'].map(
        (name) => `exports/test-export-1/${name}`,
      ),
    );
    expect(store.s3.openUploads()).toEqual([]);
    const file = store.s3.object('weaviate-exports', 'exports/test-export-1/Article.parquet')!;
    const copy = join(host.folder, 'Article.parquet');
    await writeFile(copy, file.body);
    expect(await readWithDuckDB(copy)).toMatchObject([
      {
        id: body.id,
        class_name: 'Article',
        vector: [0.1, 0.2, 0.3].map(Math.fround),
        named_vectors: null,
        properties: '{"title":"Test Article","content":"Test content"}',
      },
    ]);
    expect(finished.progress['Article']!.fileSizeBytes).toBe(file.body.length);
  });

  it('do the same with filesystem, without the bucket', async () => {
    await using host = await startHost();
    await host.call('POST', '/objects', OBJECT);
    await host.client.export('filesystem', { ...EXPORT, config: { path: 'exports/' } });
    expect(await host.client.finished('filesystem', 'test-export-1')).toMatchObject({ status: 'SUCCESS' });
    const home = join(host.exports, 'exports', 'test-export-1');
    expect(await readWithDuckDB(join(home, 'Article.parquet'))).toHaveLength(1);
    expect(JSON.parse(await readFile(join(home, 'schema.json'), 'utf8'))).toMatchObject({
      classes: [{ class: 'Article' }],
    });
  });
});
