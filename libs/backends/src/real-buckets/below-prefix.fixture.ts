import {
  type Backend,
  type BackendCapabilities,
  type FileEntry,
  type FileLocation,
  type Sink,
  type SinkOptions,
} from '@weaviate-export/usecases-export';

/** Deletes on their way at a time. */
const DELETES_AT_ONCE = 16;

/** Longest that a clean-up may take, of some thousand files at most. */
const CLEAN_UP_MS = 600_000;

/** A backend that sees, and changes, nothing of a bucket but what is below a prefix. */
export class BackendBelowPrefix implements Backend {
  readonly name: string;
  readonly capabilities: BackendCapabilities;
  readonly beginUpload?: NonNullable<Backend['beginUpload']>;
  readonly openUpload?: NonNullable<Backend['openUpload']>;
  readonly #backend: Backend;
  readonly #prefix: string;
  /** Sinks and uploads that fail may leave what no listing shows; a delete of their key removes it. */
  readonly #sinkKeys = new Set<string>();

  /** @param prefix that every key gets; ends in `/` */
  constructor(backend: Backend, prefix: string) {
    this.name = backend.name;
    this.capabilities = backend.capabilities;
    this.#backend = backend;
    this.#prefix = prefix;
    const { beginUpload, openUpload } = backend;
    if (beginUpload === undefined || openUpload === undefined) return;
    this.beginUpload = async (location, signal) => {
      const upload = await beginUpload(this.#below(location), signal);
      this.#sinkKeys.add(location.key);
      return upload;
    };
    this.openUpload = openUpload;
  }

  describe(location: FileLocation): string {
    return this.#backend.describe(this.#below(location));
  }

  checkAccess(location: FileLocation, signal: AbortSignal): Promise<void> {
    return this.#backend.checkAccess(this.#below(location), signal);
  }

  async openSink(location: FileLocation, options: SinkOptions): Promise<Sink> {
    const sink = await this.#backend.openSink(this.#below(location), options);
    this.#sinkKeys.add(location.key);
    return sink;
  }

  create(location: FileLocation, bytes: Uint8Array, signal: AbortSignal): Promise<boolean> {
    return this.#backend.create(this.#below(location), bytes, signal);
  }

  replace(location: FileLocation, bytes: Uint8Array, signal: AbortSignal): Promise<void> {
    return this.#backend.replace(this.#below(location), bytes, signal);
  }

  read(location: FileLocation, signal: AbortSignal): Promise<Uint8Array | null> {
    return this.#backend.read(this.#below(location), signal);
  }

  readRange(location: FileLocation, start: number, length: number, signal: AbortSignal): Promise<Uint8Array> {
    return this.#backend.readRange(this.#below(location), start, length, signal);
  }

  readStream(location: FileLocation, signal: AbortSignal): AsyncIterable<Uint8Array> {
    return this.#backend.readStream(this.#below(location), signal);
  }

  async *list(location: FileLocation, signal: AbortSignal): AsyncGenerator<FileEntry> {
    for await (const { key, bytes } of this.#backend.list(this.#below(location), signal))
      yield { key: key.slice(this.#prefix.length), bytes };
  }

  delete(location: FileLocation, signal: AbortSignal): Promise<void> {
    return this.#backend.delete(this.#below(location), signal);
  }

  /** Deletes all that is below the prefix in the bucket, also what sinks have left. */
  async deleteAll(bucket: string): Promise<void> {
    const signal = AbortSignal.timeout(CLEAN_UP_MS);
    const keys = new Set(this.#sinkKeys);
    for await (const { key } of this.list({ bucket, key: '' }, signal)) keys.add(key);
    const left = keys.values();
    const deleteLeft = async (): Promise<void> => {
      for (const key of left) await this.delete({ bucket, key }, signal);
    };
    await Promise.all(Array.from({ length: DELETES_AT_ONCE }, deleteLeft));
  }

  #below(location: FileLocation): FileLocation {
    return { ...location, key: `${this.#prefix}${location.key}` };
  }
}
