import { ExportError } from '@weaviate-export/entities-export';
import type {
  Backend,
  BackendProvider,
  FileEntry,
  FileLocation,
  Sink,
} from '@weaviate-export/usecases-export';

/** Files in memory. */
export class MemoryBackend implements Backend, BackendProvider {
  readonly name = 'filesystem';
  readonly capabilities = { buckets: false };
  readonly files = new Map<string, Uint8Array>();

  async backend(): Promise<Backend> {
    return this;
  }

  describe({ key }: FileLocation): string {
    return `memory:${key}`;
  }

  async checkAccess(): Promise<void> {}

  async openSink({ key }: FileLocation): Promise<Sink> {
    const pieces: Uint8Array[] = [];
    return {
      write: async (bytes) => void pieces.push(bytes.slice()),
      close: async () => void this.files.set(key, Buffer.concat(pieces)),
      abort: async () => undefined,
      [Symbol.asyncDispose]: async () => undefined,
    };
  }

  async create({ key }: FileLocation, bytes: Uint8Array): Promise<boolean> {
    if (this.files.has(key)) return false;
    this.files.set(key, bytes);
    return true;
  }

  async replace({ key }: FileLocation, bytes: Uint8Array): Promise<void> {
    this.files.set(key, bytes);
  }

  async read({ key }: FileLocation): Promise<Uint8Array | null> {
    return this.files.get(key) ?? null;
  }

  async readRange(location: FileLocation, start: number, length: number): Promise<Uint8Array> {
    return this.#file(location).subarray(start, start + length);
  }

  async *readStream(location: FileLocation): AsyncGenerator<Uint8Array> {
    yield this.#file(location);
  }

  async *list({ key: prefix }: FileLocation): AsyncGenerator<FileEntry> {
    for (const [key, { length: bytes }] of [...this.files].sort(([a], [b]) => (a < b ? -1 : 1)))
      if (key.startsWith(prefix)) yield { key, bytes };
  }

  async delete({ key }: FileLocation): Promise<void> {
    this.files.delete(key);
  }

  #file(location: FileLocation): Uint8Array {
    const file = this.files.get(location.key);
    if (file === undefined) throw new ExportError('FILE_NOT_FOUND', [this.name, this.describe(location)]);
    return file;
  }
}
