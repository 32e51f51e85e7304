import { mkdtemp, open, rm, type FileHandle } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { syncFolders } from './folders.ts';

describe.skipIf(process.platform === 'win32')('the names in a folder', () => {
  let folder: string;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'folders-'));
  });
  afterAll(() => rm(folder, { recursive: true }));

  it('are made durable by one sync for all who ask while another is under way, begun after they asked', async () => {
    await using handle = await open(folder, 'r');
    const handles = Object.getPrototypeOf(handle) as FileHandle;
    const syncs: PromiseWithResolvers<void>[] = [];
    const begun = () => vi.waitFor(() => expect(syncs.length).toBeGreaterThan(0));
    const sync = vi.spyOn(handles, 'sync').mockImplementation(() => {
      const one = Promise.withResolvers<void>();
      syncs.push(one);
      return one.promise;
    });
    try {
      const first = syncFolders(folder, folder);
      await begun();
      let isOver = false;
      const others = Promise.all([syncFolders(folder, folder), syncFolders(folder, folder)]).then(
        () => (isOver = true),
      );
      syncs.shift()!.resolve();
      await first;
      await begun();
      expect(isOver).toBe(false);
      syncs.shift()!.resolve();
      await others;
      expect(sync).toHaveBeenCalledTimes(2);
      // One that failed is no reason to believe in the next.
      const failing = syncFolders(folder, folder);
      await begun();
      const behind = syncFolders(folder, folder);
      syncs.shift()!.reject(new Error('disk gone'));
      await expect(failing).rejects.toThrow('disk gone');
      await begun();
      syncs.shift()!.resolve();
      await behind;
    } finally {
      sync.mockRestore();
    }
  });
});
