import type { ClassProgress, ExportStatus } from '@weaviate-export/entities-export';
import { describe, expect, it } from 'vitest';
import { LineProgress } from './line-progress.ts';

const article = (progress: Partial<ClassProgress>): ExportStatus => ({
  id: 'x',
  backend: 'filesystem',
  path: '/out/x',
  status: 'TRANSFERRING',
  startedAt: '2026-12-01T00:00:00.000Z',
  classes: ['Article'],
  shardStatus: {},
  progress: {
    Article: {
      status: 'TRANSFERRING',
      objectsExported: 0,
      objectsTotal: null,
      fileSizeBytes: 0,
      ...progress,
    },
  },
});

describe('progress in lines', () => {
  it('tells of a class that takes long now and then, and once how it ended', () => {
    const lines: string[] = [];
    let now = 0;
    const progress = new LineProgress(
      (text) => lines.push(text),
      () => now,
    );
    progress.show(article({}));
    now = 5_000;
    progress.show(article({ objectsExported: 500, fileSizeBytes: 1e6 }));
    now = 10_000;
    progress.show(article({ objectsExported: 1_000, objectsTotal: 4_000, fileSizeBytes: 2e6 }));
    now = 11_000;
    const end = article({
      status: 'SUCCESS',
      objectsExported: 4_000,
      objectsTotal: 4_000,
      fileSizeBytes: 8e6,
    });
    progress.show(end);
    progress.end(end);
    expect(lines).toEqual([
      'Article: 1,000 of 4,000 objects, 200 kB/s\n',
      'Article: 4,000 objects, 8.0 MB\n',
    ]);
  });

  it.each<[Partial<ClassProgress>, string]>([
    [{ status: 'SKIPPED' }, 'Article: skipped: nothing to export\n'],
    [
      { status: 'CANCELED', objectsExported: 1, fileSizeBytes: 10 },
      'Article: canceled after 1 object, 10 B\n',
    ],
    [{ status: 'FAILED', error: 'disk full' }, 'Article: failed after 0 objects, 0 B: disk full\n'],
  ])('says of %o how it ended', (ended, line) => {
    const lines: string[] = [];
    new LineProgress((text) => lines.push(text)).end(article(ended));
    expect(lines).toEqual([line]);
  });
});
