import { ExportError } from '@weaviate-export/entities-export';
import {
  type Backend,
  type BackendCapabilities,
  type FileEntry,
  type FileLocation,
  type Sink,
  type SinkOptions,
} from '@weaviate-export/usecases-export';
import { Buffer } from 'node:buffer';
import { randomUUID } from 'node:crypto';
import { open, readFile, rm, unlink, type FileHandle } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { segmentsOf } from '../file-key.ts';
import { GuardedSink } from '../guarded-sink.ts';
import { FILESYSTEM, filesystemError, unlessAbsent } from './errors.ts';
import { FilesystemSinkTarget, partialOf } from './sink.ts';
import { createFolders, openNew, removeEmptyFolders } from './folders.ts';
import { listFiles } from './list-files.ts';
import { claimOf } from './publish-new.ts';
import { createSmallFile, replaceSmallFile, temporaryFolderOf } from './small-file.ts';

/** Bytes that a stream reads at a time. */
const STREAM_PIECE_BYTES = 1024 * 1024;

/** Written and removed again to prove that files can be. */
const ACCESS_CHECK = '.access-check';

/**
 * Files in folders below a root. Unfinished files end in `.partial` and are never listed. There are no buckets: a
 * location with one is a mistake of the caller.
 */
export class FilesystemBackend implements Backend {
  readonly name = FILESYSTEM;
  readonly capabilities: BackendCapabilities = { buckets: false };
  readonly #root: string;

  /** @param root the folder; created at its first use */
  constructor(root: string) {
    this.#root = resolve(root);
  }

  describe(location: FileLocation): string {
    return this.#pathOf(location);
  }

  async checkAccess(location: FileLocation, signal: AbortSignal): Promise<void> {
    await this.#attempt('create', this.#root, signal, () => createFolders(this.#root));
    // A name of its own, since another caller may check the same place at the same time.
    const path = partialOf(
      this.#pathOf({ ...location, key: `${location.key}/${ACCESS_CHECK}-${randomUUID()}` }),
    );
    await this.#attempt('open', path, signal, async () => {
      const handle = await openNew(path);
      try {
        await this.#attempt('write', path, signal, () => handle.write(Buffer.from(ACCESS_CHECK)));
      } finally {
        await Promise.all([handle.close(), unlink(path)]);
        await removeEmptyFolders(dirname(path), this.#root);
      }
    });
  }

  openSink(location: FileLocation, options: SinkOptions): Promise<Sink> {
    const path = this.#pathOf(location);
    return GuardedSink.open(path, options.signal, (stop) =>
      FilesystemSinkTarget.open(path, this.#root, stop),
    );
  }

  create(location: FileLocation, bytes: Uint8Array, signal: AbortSignal): Promise<boolean> {
    const path = this.#pathOf(location);
    return this.#attempt('create', path, signal, () => createSmallFile(path, this.#root, bytes));
  }

  replace(location: FileLocation, bytes: Uint8Array, signal: AbortSignal): Promise<void> {
    const path = this.#pathOf(location);
    return this.#attempt('write', path, signal, () => replaceSmallFile(path, this.#root, bytes));
  }

  read(location: FileLocation, signal: AbortSignal): Promise<Uint8Array | null> {
    const path = this.#pathOf(location);
    return this.#attempt('read', path, signal, async () => {
      return await unlessAbsent(readFile(path, { signal }));
    });
  }

  async readRange(
    location: FileLocation,
    start: number,
    length: number,
    signal: AbortSignal,
  ): Promise<Uint8Array> {
    const path = this.#pathOf(location);
    await using handle = await this.#openToRead(path, signal);
    return await this.#attempt('read', path, signal, async () => {
      const { size } = await handle.stat();
      const bytes = Buffer.allocUnsafe(Math.max(0, Math.min(length, size - start)));
      let filled = 0;
      while (filled < bytes.length) {
        const { bytesRead } = await handle.read(bytes, filled, bytes.length - filled, start + filled);
        if (bytesRead === 0) break;
        filled += bytesRead;
      }
      return bytes.subarray(0, filled);
    });
  }

  async *readStream(location: FileLocation, signal: AbortSignal): AsyncGenerator<Uint8Array> {
    const path = this.#pathOf(location);
    await using handle = await this.#openToRead(path, signal);
    for (;;) {
      const piece = Buffer.allocUnsafe(STREAM_PIECE_BYTES);
      const { bytesRead } = await this.#attempt('read', path, signal, () => handle.read(piece));
      if (bytesRead === 0) return;
      yield piece.subarray(0, bytesRead);
    }
  }

  async *list(prefix: FileLocation, signal: AbortSignal): AsyncGenerator<FileEntry> {
    // The last segment of a prefix may be empty, or the beginning of one.
    const where = this.#pathOf({ ...prefix, key: `${prefix.key}x` });
    const files = listFiles(this.#root, prefix.key, signal);
    for (;;) {
      const next = await this.#attempt('list', where.slice(0, -1), signal, () => files.next());
      if (next.done === true) return;
      yield next.value;
    }
  }

  delete(location: FileLocation, signal: AbortSignal): Promise<void> {
    const path = this.#pathOf(location);
    return this.#attempt('delete', path, signal, async () => {
      const files = [path, partialOf(path), claimOf(path)].map((file) => unlessAbsent(unlink(file)));
      await Promise.all([...files, unlessAbsent(rm(temporaryFolderOf(path), { recursive: true }))]);
      await removeEmptyFolders(dirname(path), this.#root);
    });
  }

  #openToRead(path: string, signal: AbortSignal): Promise<FileHandle> {
    return this.#attempt('read', path, signal, async () => {
      const handle = await unlessAbsent(open(path, 'r'));
      if (handle !== null && (await handle.stat()).isFile()) return handle;
      await handle?.close();
      throw new ExportError('FILE_NOT_FOUND', [FILESYSTEM, path]);
    });
  }

  async #attempt<T>(action: string, where: string, signal: AbortSignal, work: () => Promise<T>): Promise<T> {
    signal.throwIfAborted();
    try {
      return await work();
    } catch (error) {
      if (signal.aborted) throw signal.reason;
      throw filesystemError(error, action, where);
    }
  }

  #pathOf({ bucket, key }: FileLocation): string {
    if (bucket !== undefined) throw new TypeError(`backend ${FILESYSTEM} has no buckets, got ${bucket}`);
    return join(this.#root, ...segmentsOf(key));
  }
}
