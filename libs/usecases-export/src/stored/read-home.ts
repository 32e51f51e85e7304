import { type ExportPlace, type ManifestBase } from '@weaviate-export/entities-export';
import type { RandomAccess } from '@weaviate-export/format';
import type { Backend, FileLocation } from '../ports/backend.ts';

/** What is needed of the backend that an export lies on. */
export type ReadBackend = Pick<Backend, 'describe' | 'list' | 'read' | 'readRange' | 'readStream'>;

/** An export's folder, for reading. */
export class ReadHome {
  readonly #backend: ReadBackend;
  readonly #home: FileLocation;
  readonly #signal: AbortSignal;

  constructor(backend: ReadBackend, home: FileLocation, signal: AbortSignal) {
    this.#backend = backend;
    this.#home = home;
    this.#signal = signal;
  }

  describe(name = ''): string {
    return this.#backend.describe(name === '' ? this.#home : this.#file(name));
  }

  /** The same folder, read until another signal aborts. */
  heeding(signal: AbortSignal): ReadHome {
    return new ReadHome(this.#backend, this.#home, signal);
  }

  /** Where the folder lies, but for the backend, and the id that it is of. */
  get place(): Omit<ExportPlace, 'backend'> & { readonly id: string } {
    const { bucket, key } = this.#home;
    const slash = key.lastIndexOf('/');
    return { id: key.slice(slash + 1), path: key.slice(0, Math.max(0, slash)), ...(bucket && { bucket }) };
  }

  /** The folder of the export that this one is laid over. */
  ofBase({ id, bucket = this.#home.bucket, path = this.place.path }: Omit<ManifestBase, 'sha256'>): ReadHome {
    const key = path === '' ? id : `${path}/${id}`;
    const home = bucket === undefined ? { key } : { bucket, key };
    return new ReadHome(this.#backend, home, this.#signal);
  }

  /** A small file; undefined where it is not there. */
  async bytes(name: string): Promise<Uint8Array | undefined> {
    return (await this.#backend.read(this.#file(name), this.#signal)) ?? undefined;
  }

  /** A small file of JSON; undefined where it is not there. */
  async json(name: string): Promise<unknown> {
    const bytes = await this.bytes(name);
    return bytes && (JSON.parse(Buffer.from(bytes).toString('utf8')) as unknown);
  }

  access(name: string, bytes: number): RandomAccess {
    return {
      name: this.describe(name),
      bytes,
      read: (start, length) => this.#backend.readRange(this.#file(name), start, length, this.#signal),
    };
  }

  bytesOf(name: string): AsyncIterable<Uint8Array> {
    return this.#backend.readStream(this.#file(name), this.#signal);
  }

  /** Files that lie in the folder, with their sizes, in order of name. */
  async *list(): AsyncGenerator<{ readonly name: string; readonly bytes: number }> {
    const folder = this.#file('');
    for await (const { key, bytes } of this.#backend.list(folder, this.#signal))
      yield { name: key.slice(folder.key.length), bytes };
  }

  #file(name: string): FileLocation {
    return { ...this.#home, key: `${this.#home.key}/${name}` };
  }
}
