import { ExportError } from '@weaviate-export/entities-export';
import { lstat, rm, type FileHandle } from 'node:fs/promises';
import { dirname } from 'node:path';
import { PARTIAL_SUFFIX } from '../file-key.ts';
import { type SinkTarget } from '../guarded-sink.ts';
import { FILESYSTEM, filesystemError, unlessAbsent } from './errors.ts';
import { openNew, removeEmptyFolders, syncFolders } from './folders.ts';
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
  #unsyncedBytes = 0;
  #syncing: Promise<void> = Promise.resolve();
  #isOpen = true;
  #isRemoved = false;
  #inode: bigint | undefined;

  /** Opens the file; what a dead sink left under its name is replaced. */
  static async open(path: string, root: string, stop: AbortSignal): Promise<FilesystemSinkTarget> {
    const partial = partialOf(path);
    try {
      await rm(partial, { force: true });
      return new FilesystemSinkTarget(path, root, stop, await openNew(partial));
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
      await this.#handle.sync();
      if (!(await this.#owns(partialOf(this.#path))))
        throw new Error('another sink of the same name has replaced this one');
      this.#stop.throwIfAborted();
      if (!(await publishNew(partialOf(this.#path), this.#path)))
        throw new ExportError('FILE_ALREADY_EXISTS', [FILESYSTEM, this.#path]);
      await syncFolders(dirname(this.#path), this.#root);
      // Everything is on the disk: there is nothing left for a close to lose.
      await this.#close().catch(() => {});
    } catch (error) {
      throw filesystemError(error, 'publish', this.#path);
    }
  }

  async discard(): Promise<void> {
    try {
      if (!this.#isRemoved) {
        for (const name of [partialOf(this.#path), this.#path])
          if (await this.#owns(name)) await rm(name, { force: true });
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
    this.#inode ??= (await this.#handle.stat({ bigint: true })).ino;
    const found = await unlessAbsent(lstat(name, { bigint: true }));
    return found?.ino === this.#inode;
  }

  async #close(): Promise<void> {
    if (!this.#isOpen) return;
    this.#isOpen = false;
    await this.#syncing.catch(() => {});
    await this.#handle.close();
  }
}
