import { execFile } from 'node:child_process';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';
import { NEVER } from '../conformance/index.ts';
import { FilesystemBackend } from './backend.ts';
import { temporaryFolder } from './filesystem.fixture.ts';

const run = promisify(execFile);

/** Mounts a file system in memory of that size; undefined where this process may not. */
async function mounted(options: string): Promise<({ path: string } & AsyncDisposable) | undefined> {
  const folder = await temporaryFolder();
  try {
    await run('mount', ['-t', 'tmpfs', '-o', options, 'tmpfs', folder.path]);
  } catch {
    await folder[Symbol.asyncDispose]();
    return undefined;
  }
  return {
    path: folder.path,
    [Symbol.asyncDispose]: async () => {
      await run('umount', [folder.path]);
      await folder[Symbol.asyncDispose]();
    },
  };
}

const REASON = 'mounting a file system takes root on Linux';

describe('the filesystem backend on a full disk', () => {
  it('fails with BACKEND_FULL, leaves nothing, and works again once there is room', async ({ skip }) => {
    await using disk = await mounted('size=1m');
    if (disk === undefined) return skip(REASON);
    const backend = new FilesystemBackend(disk.path);
    const full = {
      code: 'BACKEND_FULL',
      message: expect.stringContaining(join(disk.path, 'a')) as string,
    };
    const sink = await backend.openSink({ key: 'a/large' }, { signal: NEVER });
    await expect(sink.write(Buffer.alloc(2_000_000))).rejects.toMatchObject(full);
    await expect(sink.close()).rejects.toMatchObject(full);
    expect(await readdir(disk.path)).toEqual([]);

    const large = Buffer.alloc(2_000_000);
    await expect(backend.create({ key: 'a/b' }, large, NEVER)).rejects.toMatchObject(full);
    await backend.replace({ key: 'a/b' }, Buffer.from('old'), NEVER);
    await expect(backend.replace({ key: 'a/b' }, large, NEVER)).rejects.toMatchObject(full);
    expect(await backend.read({ key: 'a/b' }, NEVER)).toEqual(Buffer.from('old'));
    expect(await readdir(join(disk.path, 'a'))).toEqual(['b']);
  });

  it('says so before any work is done', async ({ skip }) => {
    await using disk = await mounted('size=64k');
    if (disk === undefined) return skip(REASON);
    const backend = new FilesystemBackend(disk.path);
    await backend.checkAccess({ key: 'a' }, NEVER);
    await backend.replace({ key: 'filler' }, Buffer.alloc(65_536), NEVER);
    await expect(backend.checkAccess({ key: 'a' }, NEVER)).rejects.toMatchObject({ code: 'BACKEND_FULL' });
    expect(await readdir(disk.path)).toEqual(['filler']);
  });
});

describe('the filesystem backend on a disk that may not be written', () => {
  it('fails with the path and the reason, which is not its credentials', async ({ skip }) => {
    await using disk = await mounted('ro,size=1m');
    if (disk === undefined) return skip(REASON);
    const backend = new FilesystemBackend(disk.path);
    const refused = {
      code: 'BACKEND_FAILED',
      message: expect.stringMatching(/EROFS \(read-only file system\)/) as string,
    };
    await expect(backend.checkAccess({ key: 'a' }, NEVER)).rejects.toMatchObject(refused);
    await expect(backend.create({ key: 'a' }, Buffer.of(1), NEVER)).rejects.toMatchObject(refused);
    await expect(backend.openSink({ key: 'a/b' }, { signal: NEVER })).rejects.toMatchObject(refused);
  });
});
