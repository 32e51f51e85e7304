import { mkdir, open, rmdir, type FileHandle } from 'node:fs/promises';
import { dirname } from 'node:path';
import { hasCode } from './errors.ts';

/** Tries to open a file in a folder that others remove whenever it is empty. */
const OPEN_ATTEMPTS = 100;

/** Opens a file that must not exist yet, and creates the folders above it where they are missing. @throws EEXIST */
export async function openNew(path: string): Promise<FileHandle> {
  for (let attempt = 1; ; attempt++) {
    try {
      if (attempt > 1) await createFolders(dirname(path));
      return await open(path, 'wx');
    } catch (error) {
      if (!hasCode(error, 'ENOENT') || attempt === OPEN_ATTEMPTS) throw error;
    }
  }
}

/** Creates a folder and those above it. By hand, since mkdir's own recursion says ENOENT for a read-only disk. */
export async function createFolders(folder: string): Promise<void> {
  try {
    await mkdir(folder);
  } catch (error) {
    if (hasCode(error, 'EEXIST', 'EISDIR')) return;
    if (!hasCode(error, 'ENOENT') || folder === dirname(folder)) throw error;
    await createFolders(dirname(folder));
    await mkdir(folder).catch((again: unknown) => {
      if (!hasCode(again, 'EEXIST')) throw again;
    });
  }
}

/** Removes the folder and those above it, up to but not including `end`, as long as they are empty. */
export async function removeEmptyFolders(folder: string, end: string): Promise<void> {
  for (let current = folder; current.length > end.length; current = dirname(current)) {
    try {
      await rmdir(current);
    } catch (error) {
      // Some file systems say EEXIST where others say ENOTEMPTY; a mount point in use is EBUSY.
      if (hasCode(error, 'ENOTEMPTY', 'EEXIST', 'ENOTDIR', 'EBUSY')) return;
      if (!hasCode(error, 'ENOENT')) throw error;
    }
  }
}
