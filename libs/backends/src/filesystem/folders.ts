import { mkdir, open, rmdir, type FileHandle } from 'node:fs/promises';
import { dirname } from 'node:path';
import { hasCode } from './errors.ts';

/** Tries to open a file in a folder that others remove whenever it is empty. */
const OPEN_ATTEMPTS = 100;

/** Opens a file that must not exist yet, and creates the folders above it. @throws EEXIST */
export async function openNew(path: string): Promise<FileHandle> {
  for (let attempt = 1; ; attempt++) {
    try {
      await createFolders(dirname(path));
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

/**
 * Makes the names in a folder durable, and that of the folder itself, and so on up to and including `root`: fsync(2)
 * says that syncing a file does not sync its entry in the folder.
 */
export async function syncFolders(folder: string, root: string): Promise<void> {
  const folders: string[] = [];
  for (let current = folder; current.length >= root.length; current = dirname(current)) {
    folders.push(current);
    if (current === dirname(current)) break;
  }
  await Promise.all(folders.map(syncFolder));
}

/** Syncs of a folder that are under way, and the one that begins behind each. */
const syncing = new Map<string, { readonly now: Promise<void>; next?: Promise<void> }>();

/**
 * Makes the names durable that are in the folder by now. Files that are published side by side share a sync: all who ask
 * while one is under way, which may have missed their names, wait for the next.
 */
function syncFolder(folder: string): Promise<void> {
  const under = syncing.get(folder);
  if (under === undefined) return beginSync(folder);
  return (under.next ??= under.now.catch(() => undefined).then(() => beginSync(folder)));
}

function beginSync(folder: string): Promise<void> {
  const now = fsync(folder).finally(() => {
    if (under.next === undefined) syncing.delete(folder);
  });
  const under: { readonly now: Promise<void>; next?: Promise<void> } = { now };
  syncing.set(folder, under);
  return now;
}

async function fsync(folder: string): Promise<void> {
  // Windows opens no folders, and writes names through.
  if (process.platform === 'win32') return;
  await using handle = await open(folder, 'r');
  try {
    await handle.sync();
  } catch (error) {
    // File systems without this notion refuse it: there is nothing more to do for them.
    if (!hasCode(error, 'EINVAL', 'ENOTSUP')) throw error;
  }
}
