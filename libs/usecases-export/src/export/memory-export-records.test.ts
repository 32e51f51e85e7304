import type { ExportPlace, ExportRecord, ExportState } from '@weaviate-export/entities-export';
import { describe, expect, it } from 'vitest';
import { MemoryExportRecords } from './memory-export-records.ts';

function record(
  id: string,
  place: ExportPlace,
  status: ExportState,
  startedAt = '2026-01-01T00:00:00.000Z',
): ExportRecord {
  return {
    formatVersion: 1,
    id,
    place,
    owner: 'server-a',
    heartbeatAt: startedAt,
    files: [],
    request: {},
    status: {
      id,
      backend: place.backend,
      path: '',
      status,
      startedAt,
      classes: [],
      progress: {},
      shardStatus: {},
    },
  };
}
const home: ExportPlace = { backend: 's3', bucket: 'b', path: '' };

describe('MemoryExportRecords', () => {
  it('replaces the record of the same place and id', async () => {
    const records = new MemoryExportRecords();
    await records.save(record('a', home, 'STARTED'));
    await records.save(record('a', home, 'SUCCESS'));
    expect((await records.find('s3', 'a')).map(({ status }) => status.status)).toEqual(['SUCCESS']);
  });

  it('keeps records apart by backend, bucket, path and id', async () => {
    const records = new MemoryExportRecords();
    const others: [string, ExportPlace][] = [
      ['b', home],
      ['a', { ...home, backend: 'gcs' }],
      ['a', { ...home, bucket: 'c' }],
      ['a', { ...home, path: 'p' }],
      ['a', { backend: 's3', path: '' }],
    ];
    await records.save(record('a', home, 'SUCCESS'));
    for (const [id, place] of others) await records.save(record(id, place, 'FAILED'));
    await records.remove(home, 'a');
    const kept = [
      ...(await records.find('s3', 'a')),
      ...(await records.find('gcs', 'a')),
      ...(await records.find('s3', 'b')),
    ];
    expect(kept).toHaveLength(others.length);
    expect(kept.every(({ status }) => status.status === 'FAILED')).toBe(true);
  });

  it('finds the export that was started last first', async () => {
    const records = new MemoryExportRecords();
    await records.save(record('a', { ...home, path: 'old' }, 'SUCCESS', '2026-01-01T00:00:00.000Z'));
    await records.save(record('a', { ...home, path: 'new' }, 'SUCCESS', '2026-01-03T00:00:00.000Z'));
    await records.save(record('a', { ...home, path: 'between' }, 'SUCCESS', '2026-01-02T00:00:00.000Z'));
    expect((await records.find('s3', 'a')).map(({ place }) => place.path)).toEqual(['new', 'between', 'old']);
  });

  it('tells which exports were not finished', async () => {
    const records = new MemoryExportRecords();
    for (const state of ['STARTED', 'TRANSFERRING', 'SUCCESS', 'FAILED', 'CANCELED'] as const)
      await records.save(record(state.toLowerCase(), home, state));
    expect((await records.unfinished()).map(({ id }) => id)).toEqual(['started', 'transferring']);
  });

  it('gives all records of a backend', async () => {
    const records = new MemoryExportRecords();
    for (const id of ['a', 'b']) await records.save(record(id, home, 'SUCCESS'));
    await records.save(record('c', { ...home, backend: 'gcs' }, 'SUCCESS'));
    const ids = (await Array.fromAsync(records.on('s3'))).map(({ id }) => id);
    expect(ids.sort()).toEqual(['a', 'b']);
  });

  it('keeps what was saved, whatever the caller does with it later', async () => {
    const records = new MemoryExportRecords();
    const saved = record('a', home, 'STARTED');
    await records.save(saved);
    saved.status.status = 'FAILED';
    expect((await records.find('s3', 'a'))[0]!.status.status).toBe('STARTED');
  });

  it('forgets without complaint what it does not know', async () => {
    await expect(new MemoryExportRecords().remove(home, 'a')).resolves.toBeUndefined();
  });
});
