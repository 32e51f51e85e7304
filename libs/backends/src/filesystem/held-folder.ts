import { open, type FileHandle } from 'node:fs/promises';
import { dirname } from 'node:path';
import { hasCode } from './errors.ts';

/** A folder that is held while a file of the holder lies in it. */
export interface FolderHold extends Disposable {
  /**
   * Makes the names durable that are in the folder by now, and that of the folder itself, and so on up to and including
   * the root: fsync(2) says that syncing a file does not sync its entry in the folder.
   */
  sync(): Promise<void>;
}

/** Folders that are held, by root and path. */
const held = new Map<string, HeldFolder>();

/**
 * Holds a folder, to be let go of before the file that lies there is removed: as long as there is one nobody takes the
 * folder away, and what has been synced of the folders above it stays so for all who hold it.
 */
export function holdFolder(folder: string, root: string): FolderHold {
  const key = `${root}\0${folder}`;
  const found = held.get(key) ?? new HeldFolder(folder, root, () => held.delete(key));
  held.set(key, found);
  return found.hold();
}

class HeldFolder {
  readonly #path: string;
  readonly #root: string;
  readonly #onRelease: () => void;
  /** Opened at once, so that a sync need not wait for it. */
  readonly #opening: Promise<FileHandle | undefined>;
  #holders = 0;
  /** The sync under way, and the one that begins behind it. */
  #now: Promise<void> | undefined;
  #next: Promise<void> | undefined;
  /** The sync of the folders above. */
  #above: Promise<unknown> | undefined;

  constructor(path: string, root: string, onRelease: () => void) {
    this.#path = path;
    this.#root = root;
    this.#onRelease = onRelease;
    this.#opening = openFolder(path);
    // Seen by whoever syncs.
    this.#opening.catch(() => undefined);
  }

  hold(): FolderHold {
    let isHeld = true;
    this.#holders += 1;
    return {
      sync: () => this.#sync(),
      [Symbol.dispose]: () => {
        if (isHeld) this.#release();
        isHeld = false;
      },
    };
  }

  #release(): void {
    this.#holders -= 1;
    if (this.#holders > 0) return;
    this.#onRelease();
    // Nothing was written by it that a close could lose.
    void this.#opening.then((handle) => handle?.close()).catch(() => undefined);
  }

  async #sync(): Promise<void> {
    this.#above ??= this.#syncAbove();
    await Promise.all([this.#syncNames(), this.#above]);
  }

  /**
   * Files that are published side by side share a sync: all who ask while one is under way, which may have missed their
   * names, wait for the next.
   */
  #syncNames(): Promise<void> {
    if (this.#now === undefined) return this.#begin();
    return (this.#next ??= this.#now.catch(() => undefined).then(() => this.#begin()));
  }

  #begin(): Promise<void> {
    this.#next = undefined;
    const now = this.#opening
      .then((handle) => handle && syncFolder(handle))
      .finally(() => {
        if (this.#now === now) this.#now = undefined;
      });
    this.#now = now;
    return now;
  }

  async #syncAbove(): Promise<void> {
    try {
      const folders: string[] = [];
      for (let folder = dirname(this.#path); folder.length >= this.#root.length; folder = dirname(folder)) {
        folders.push(folder);
        if (folder === dirname(folder)) break;
      }
      await Promise.all(folders.map(syncByPath));
    } catch (error) {
      this.#above = undefined;
      throw error;
    }
  }
}

/** Windows opens no folders, and writes names through. */
async function openFolder(path: string): Promise<FileHandle | undefined> {
  return process.platform === 'win32' ? undefined : await open(path, 'r');
}

async function syncByPath(path: string): Promise<void> {
  await using handle = await openFolder(path);
  if (handle !== undefined) await syncFolder(handle);
}

async function syncFolder(handle: FileHandle): Promise<void> {
  try {
    await handle.sync();
  } catch (error) {
    // File systems without this notion refuse it: there is nothing more to do for them.
    if (!hasCode(error, 'EINVAL', 'ENOTSUP')) throw error;
  }
}
