import { ExportError } from '@weaviate-export/entities-export';
import type { Backend, BackendProvider, FileEntry, FileLocation, Sink } from './backend.ts';

type Operation =
  'checkAccess' | 'openSink' | 'write' | 'close' | 'create' | 'replace' | 'read' | 'list' | 'delete';

/** A backend in memory, with buckets, whose every step a test can make fail or wait. */
export class MemoryBackend implements Backend, BackendProvider {
  readonly name: string;
  readonly capabilities: { readonly buckets: boolean };
  readonly files = new Map<string, Uint8Array>();
  openSinks = 0;
  /** Called before each operation with its name and key; what it throws fails the operation. */
  before: (operation: Operation, key: string) => void | Promise<void> = () => undefined;
  /** Called when the operation is done, but before its caller hears of it. */
  after: (operation: Operation, key: string) => void | Promise<void> = () => undefined;

  constructor(name = 's3', buckets = true) {
    this.name = name;
    this.capabilities = { buckets };
  }

  async backend(name: string): Promise<Backend> {
    if (name !== this.name) throw new ExportError('BACKEND_UNKNOWN', [name, [this.name]]);
    return this;
  }

  describe({ bucket, key }: FileLocation): string {
    return `${this.name}://${bucket === undefined ? '' : `${bucket}/`}${key}`;
  }

  checkAccess(location: FileLocation, signal: AbortSignal): Promise<void> {
    return this.#step('checkAccess', location, signal, () => undefined);
  }

  async openSink(location: FileLocation, { signal }: { readonly signal: AbortSignal }): Promise<Sink> {
    const pieces: Uint8Array[] = [];
    let ended = false;
    const end = (): void => {
      if (!ended) this.openSinks -= 1;
      ended = true;
    };
    return this.#step('openSink', location, signal, () => {
      this.openSinks += 1;
      return {
        write: (bytes) => this.#step('write', location, signal, () => void pieces.push(bytes.slice())),
        close: () =>
          this.#step('close', location, signal, () => {
            if (this.files.has(this.describe(location)))
              throw new ExportError('FILE_ALREADY_EXISTS', [this.name, this.describe(location)]);
            this.files.set(this.describe(location), Buffer.concat(pieces));
            end();
          }),
        abort: async () => end(),
        [Symbol.asyncDispose]: async () => end(),
      };
    });
  }

  create(location: FileLocation, bytes: Uint8Array, signal: AbortSignal): Promise<boolean> {
    return this.#step('create', location, signal, () => {
      if (this.files.has(this.describe(location))) return false;
      this.files.set(this.describe(location), bytes);
      return true;
    });
  }

  replace(location: FileLocation, bytes: Uint8Array, signal: AbortSignal): Promise<void> {
    return this.#step('replace', location, signal, () => {
      this.files.set(this.describe(location), bytes);
    });
  }

  read(location: FileLocation, signal: AbortSignal): Promise<Uint8Array | null> {
    return this.#step('read', location, signal, () => this.files.get(this.describe(location)) ?? null);
  }

  readRange(location: FileLocation, start: number, length: number, signal: AbortSignal): Promise<Uint8Array> {
    return this.#step('read', location, signal, () => {
      const bytes = this.files.get(this.describe(location));
      if (bytes !== undefined) return bytes.subarray(start, start + length);
      throw new ExportError('FILE_NOT_FOUND', [this.name, this.describe(location)]);
    });
  }

  async *readStream(location: FileLocation): AsyncGenerator<Uint8Array> {
    yield this.files.get(this.describe(location))!;
  }

  async *list(prefix: FileLocation, signal: AbortSignal): AsyncGenerator<FileEntry> {
    await this.#step('list', prefix, signal, () => undefined);
    const root = this.describe({ ...prefix, key: '' });
    for (const [address, bytes] of [...this.files].sort(([a], [b]) => (a < b ? -1 : 1))) {
      if (address.startsWith(this.describe(prefix)))
        yield { key: address.slice(root.length), bytes: bytes.length };
    }
  }

  delete(location: FileLocation, signal: AbortSignal): Promise<void> {
    return this.#step('delete', location, signal, () => {
      this.files.delete(this.describe(location));
    });
  }

  /** Does a step between its hooks; like a request, it is given up when the signal aborts. */
  async #step<T>(
    operation: Operation,
    { key }: FileLocation,
    signal: AbortSignal,
    step: () => T,
  ): Promise<T> {
    signal.throwIfAborted();
    const { promise: aborted, reject } = Promise.withResolvers<never>();
    const abort = (): void => reject(signal.reason as Error);
    signal.addEventListener('abort', abort);
    try {
      await Promise.race([this.before(operation, key), aborted]);
      const result = step();
      await Promise.race([this.after(operation, key), aborted]);
      return result;
    } finally {
      signal.removeEventListener('abort', abort);
      aborted.catch(() => undefined);
    }
  }
}
