import { ExportError } from '@weaviate-export/entities-export';
import type { Backend, BackendProvider, FileEntry, FileLocation, Sink } from './ports/backend.ts';

/** A backend in memory, with buckets, whose every step a test can make fail. */
export class MemoryBackend implements Backend, BackendProvider {
  readonly name: string;
  readonly capabilities: { readonly buckets: boolean };
  readonly files = new Map<string, Uint8Array>();
  openSinks = 0;
  /** Called before each operation with its name and key; what it throws fails the operation. */
  before: (operation: string, key: string) => void | Promise<void> = () => undefined;

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

  async checkAccess(location: FileLocation): Promise<void> {
    await this.before('checkAccess', location.key);
  }

  async openSink(location: FileLocation, { signal }: { readonly signal: AbortSignal }): Promise<Sink> {
    await this.before('openSink', location.key);
    const pieces: Uint8Array[] = [];
    let ended = false;
    this.openSinks += 1;
    const end = (): void => {
      if (!ended) this.openSinks -= 1;
      ended = true;
    };
    return {
      write: async (bytes) => {
        signal.throwIfAborted();
        await this.before('write', location.key);
        pieces.push(bytes.slice());
      },
      close: async () => {
        signal.throwIfAborted();
        await this.before('close', location.key);
        if (this.files.has(this.describe(location)))
          throw new ExportError('FILE_ALREADY_EXISTS', [this.name, location.key]);
        this.files.set(this.describe(location), Buffer.concat(pieces));
        end();
      },
      abort: async () => end(),
      [Symbol.asyncDispose]: async () => end(),
    };
  }

  async create(location: FileLocation, bytes: Uint8Array): Promise<boolean> {
    await this.before('create', location.key);
    if (this.files.has(this.describe(location))) return false;
    this.files.set(this.describe(location), bytes);
    return true;
  }

  async replace(location: FileLocation, bytes: Uint8Array, signal: AbortSignal): Promise<void> {
    signal.throwIfAborted();
    await this.before('replace', location.key);
    this.files.set(this.describe(location), bytes);
  }

  async read(location: FileLocation): Promise<Uint8Array | null> {
    await this.before('read', location.key);
    return this.files.get(this.describe(location)) ?? null;
  }

  async readRange(location: FileLocation, start: number, length: number): Promise<Uint8Array> {
    return this.files.get(this.describe(location))!.subarray(start, start + length);
  }

  async *readStream(location: FileLocation): AsyncGenerator<Uint8Array> {
    yield this.files.get(this.describe(location))!;
  }

  async *list(prefix: FileLocation): AsyncGenerator<FileEntry> {
    const root = this.describe({ ...prefix, key: '' });
    for (const [address, bytes] of [...this.files].sort(([a], [b]) => (a < b ? -1 : 1))) {
      if (address.startsWith(this.describe(prefix)))
        yield { key: address.slice(root.length), bytes: bytes.length };
    }
  }

  async delete(location: FileLocation): Promise<void> {
    await this.before('delete', location.key);
    this.files.delete(this.describe(location));
  }
}
