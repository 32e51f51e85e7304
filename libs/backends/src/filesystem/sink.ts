import { ExportError } from '@weaviate-export/entities-export';
import { lstat, unlink, type FileHandle } from 'node:fs/promises';
import { dirname } from 'node:path';
import { PARTIAL_SUFFIX } from '../file-key.ts';
import { type SinkTarget } from '../guarded-sink.ts';
import { FILESYSTEM, filesystemError, hasCode, unlessAbsent } from './errors.ts';
import { openNew, removeEmptyFolders } from './folders.ts';
import { holdFolder, type FolderHold } from './held-folder.ts';
import { publishNew } from './publish-new.ts';

/** Written bytes go to the disk this often, so that neither a close nor a cancel waits for gigabytes at the end. */
const SYNC_EVERY_BYTES = 64 * 1024 * 1024;

/** The name of a file that a sink is still writing. */
export function partialOf(path: string): string {
  return `${path}${PARTIAL_SUFFIX}`;
}

/** A file in the making, beside its place. */
export class FilesystemSinkTarget implements SinkTarget {
  readonly #path: string;
  readonly #root: string;
  readonly #stop: AbortSignal;
  readonly #handle: FileHandle;
  /** Of the folder, from when the file lies in it. */
  readonly #hold: FolderHold;
  #unsyncedBytes = 0;
  #syncing: Promise<void> = Promise.resolve();
  #isOpen = true;
  #isRemoved = false;
  #inode: bigint | undefined;

  /** Opens the file; what a dead sink left under its name is replaced. */
  static async open(path: string, root: string, stop: AbortSignal): Promise<FilesystemSinkTarget> {
    const partial = partialOf(path);
    try {
      return new FilesystemSinkTarget(path, root, stop, await openInPlace(partial));
    } catch (error) {
      await removeEmptyFolders(dirname(path), root).catch(() => {});
      throw filesystemError(error, 'open', path);
    }
  }

  private constructor(path: string, root: string, stop: AbortSignal, handle: FileHandle) {
    this.#path = path;
    this.#root = root;
    this.#stop = stop;
    this.#handle = handle;
    this.#hold = holdFolder(dirname(path), root);
  }

  async append(bytes: Uint8Array): Promise<void> {
    try {
      // As large as they come: `writeFile` would go back and forth for each 512 KiB.
      for (let from = 0; from < bytes.length;) {
        this.#stop.throwIfAborted();
        from += (await this.#handle.write(bytes, from)).bytesWritten;
      }
      this.#unsyncedBytes += bytes.length;
      if (this.#unsyncedBytes < SYNC_EVERY_BYTES) return;
      await this.#syncing;
      this.#unsyncedBytes = 0;
      this.#syncing = this.#handle.datasync();
      // Seen by the next one who awaits it.
      this.#syncing.catch(() => {});
    } catch (error) {
      throw filesystemError(error, 'write', this.#path);
    }
  }

  async publish(): Promise<void> {
    try {
      await this.#syncing;
      await Promise.all([this.#handle.sync(), this.#ownInode()]);
      if (!(await this.#owns(partialOf(this.#path))))
        throw new Error('another sink of the same name has replaced this one');
      this.#stop.throwIfAborted();
      const isNew = await publishNew(partialOf(this.#path), this.#path, (unlinked) =>
        // The bytes are on the disk: there is nothing left for a close to lose.
        Promise.all([unlinked, this.#hold.sync(), this.#close().catch(() => {})]),
      );
      if (!isNew) throw new ExportError('FILE_ALREADY_EXISTS', [FILESYSTEM, this.#path]);
      this.#hold[Symbol.dispose]();
    } catch (error) {
      throw filesystemError(error, 'publish', this.#path);
    }
  }

  async discard(): Promise<void> {
    try {
      this.#hold[Symbol.dispose]();
      if (!this.#isRemoved) {
        for (const name of [partialOf(this.#path), this.#path])
          if (await this.#owns(name)) await unlessAbsent(unlink(name));
        this.#isRemoved = true;
      }
      await this.#close();
      await removeEmptyFolders(dirname(this.#path), this.#root);
    } catch (error) {
      throw filesystemError(error, 'remove', partialOf(this.#path));
    }
  }

  /** Whether this sink's own file bears that name: another's may have taken it. */
  async #owns(name: string): Promise<boolean> {
    const found = await unlessAbsent(lstat(name, { bigint: true }));
    return found?.ino === (await this.#ownInode());
  }

  async #ownInode(): Promise<bigint> {
    return (this.#inode ??= (await this.#handle.stat({ bigint: true })).ino);
  }

  async #close(): Promise<void> {
    if (!this.#isOpen) return;
    this.#isOpen = false;
    await this.#syncing.catch(() => {});
    await this.#handle.close();
  }
}

/** Opens a partial file, in place of one that a dead sink has left. */
async function openInPlace(partial: string): Promise<FileHandle> {
  try {
    return await openNew(partial);
  } catch (error) {
    if (!hasCode(error, 'EEXIST')) throw error;
    await unlessAbsent(unlink(partial));
    return await openNew(partial);
  }
}
