import { mkdir, mkdtemp, open, rm, type FileHandle } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { holdFolder } from './held-folder.ts';

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
      using hold = holdFolder(folder, folder);
      using other = holdFolder(folder, folder);
      const first = hold.sync();
      await begun();
      let isOver = false;
      const others = Promise.all([hold.sync(), other.sync()]).then(() => (isOver = true));
      syncs.shift()!.resolve();
      await first;
      await begun();
      expect(isOver).toBe(false);
      syncs.shift()!.resolve();
      await others;
      expect(sync).toHaveBeenCalledTimes(2);
      // One that failed is no reason to believe in the next.
      const failing = other.sync();
      await begun();
      const behind = hold.sync();
      syncs.shift()!.reject(new Error('disk gone'));
      await expect(failing).rejects.toThrow('disk gone');
      await begun();
      syncs.shift()!.resolve();
      await behind;
    } finally {
      sync.mockRestore();
    }
  });

  it('are made durable with those of the folders above, once for all who hold the folder at a time', async () => {
    const inner = join(folder, 'a', 'b');
    await mkdir(inner, { recursive: true });
    await using handle = await open(folder, 'r');
    const handles = Object.getPrototypeOf(handle) as FileHandle;
    const sync = vi.spyOn(handles, 'sync');
    try {
      {
        using first = holdFolder(inner, folder);
        using second = holdFolder(inner, folder);
        await first.sync();
        expect(sync).toHaveBeenCalledTimes(3);
        await second.sync();
        expect(sync).toHaveBeenCalledTimes(4);
      }
      using later = holdFolder(inner, folder);
      await later.sync();
      expect(sync).toHaveBeenCalledTimes(7);
    } finally {
      sync.mockRestore();
    }
  });
});
