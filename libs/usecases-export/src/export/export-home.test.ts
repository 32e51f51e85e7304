import type { ExportPlace, ExportRecord, Manifest } from '@weaviate-export/entities-export';
import { describe, expect, it } from 'vitest';
import { ExportHome } from './export-home.ts';
import { backendFailure } from './export-world.fixture.ts';
import { MemoryBackend } from '../ports/memory-backend.fixture.ts';

const { signal } = new AbortController();
const homeAt = (place: Omit<ExportPlace, 'backend'>, backend = new MemoryBackend()): ExportHome =>
  new ExportHome(backend, { backend: backend.name, ...place }, 'first');
const record = (home: ExportHome, owner: string): ExportRecord => ({
  formatVersion: 1,
  id: home.id,
  place: home.place,
  owner,
  heartbeatAt: '2026-01-01T00:00:00.000Z',
  files: [],
  request: {},
  status: {
    id: home.id,
    backend: home.backend.name,
    path: home.address,
    status: 'STARTED',
    startedAt: '2026-01-01T00:00:00.000Z',
    classes: [],
    progress: {},
    shardStatus: {},
  },
});

describe('the home of an export', () => {
  it.each([
    [{ bucket: 'b', path: '' }, 's3://b/first', 'first/A.parquet'],
    [{ bucket: 'b', path: 'x/y' }, 's3://b/x/y/first', 'x/y/first/A.parquet'],
    [{ path: 'x' }, 's3://x/first', 'x/first/A.parquet'],
  ])('at %j is %s', (place, address, key) => {
    const home = homeAt(place);
    expect(home.address).toBe(address);
    expect(home.file('A.parquet')).toEqual({ key, ...('bucket' in place && { bucket: place.bucket }) });
  });

  it('goes to one of two that claim it, and tells who has it', async () => {
    const home = homeAt({ path: '' });
    expect(await home.claim(record(home, 'a'), signal)).toBe(true);
    expect(await home.claim(record(home, 'b'), signal)).toBe(false);
    expect((await home.readRecord(signal))?.owner).toBe('a');
    await home.release(signal);
    expect(await home.readRecord(signal)).toBeNull();
    expect(await home.claim(record(home, 'b'), signal)).toBe(true);
  });

  it('is occupied by any file but the claim, not by those of an id that begins the same', async () => {
    const backend = new MemoryBackend();
    const home = homeAt({ path: '' }, backend);
    await home.claim(record(home, 'a'), signal);
    backend.files.set('s3://first-2/Article.parquet', Buffer.from(''));
    expect(await home.isOccupied(signal)).toBe(false);
    backend.files.set('s3://first/Article.parquet', Buffer.from(''));
    expect(await home.isOccupied(signal)).toBe(true);
  });

  it('is whole once its manifest is there, which is never written over', async () => {
    const home = homeAt({ path: '' });
    const manifest = { formatVersion: 1, id: 'first', files: [] } as unknown as Manifest;
    expect(await home.readManifest(signal)).toBeNull();
    expect(await home.createManifest(manifest, signal)).toBe(true);
    expect(await home.createManifest({ ...manifest, id: 'other' }, signal)).toBe(false);
    expect(await home.readManifest(signal)).toEqual(manifest);
  });

  it('may be marked as canceled twice, and the mark taken back', async () => {
    const home = homeAt({ path: '' });
    expect(await home.isMarkedCanceled(signal)).toBe(false);
    await home.markCanceled(signal);
    await home.markCanceled(signal);
    expect(await home.isMarkedCanceled(signal)).toBe(true);
    await home.unmark(signal);
    expect(await home.isMarkedCanceled(signal)).toBe(false);
  });

  it('loses its manifest before any other file, and all that can be deleted', async () => {
    const backend = new MemoryBackend();
    const home = homeAt({ path: '' }, backend);
    const names = Array.from({ length: 100 }, (_, n) => `Doc/tenant=${n}.parquet`);
    for (const name of ['manifest.json', 'Other.parquet', ...names])
      backend.files.set(`s3://first/${name}`, Buffer.from(''));
    const deleted: string[] = [];
    backend.before = (operation, key) => {
      if (operation === 'delete') deleted.push(key);
      if (key === 'first/Doc/tenant=7.parquet') throw backendFailure('delete', key);
    };
    await expect(home.delete([...names, 'manifest.json'], signal)).rejects.toThrow(
      'failed to delete first/Doc/tenant=7.parquet',
    );
    expect(deleted[0]).toBe('first/manifest.json');
    expect([...backend.files.keys()]).toEqual([
      's3://first/Other.parquet',
      's3://first/Doc/tenant=7.parquet',
    ]);
  });

  it('keeps all its files where the manifest cannot be deleted, since it calls them whole', async () => {
    const backend = new MemoryBackend();
    const home = homeAt({ path: '' }, backend);
    for (const name of ['manifest.json', 'A.parquet'])
      backend.files.set(`s3://first/${name}`, Buffer.from(''));
    backend.before = (_operation, key) => {
      if (key.endsWith('manifest.json')) throw backendFailure('delete', key);
    };
    await expect(home.delete(['A.parquet', 'manifest.json'], signal)).rejects.toThrow('manifest.json');
    expect(backend.files.size).toBe(2);
  });
});
