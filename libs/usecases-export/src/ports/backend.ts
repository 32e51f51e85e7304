import type { ServiceIdentifier } from 'inversify';

/** A file on a backend. */
export interface FileLocation {
  /** Bucket or container; absent on backends without. */
  readonly bucket?: string;
  /** Segments joined by `/`, below the backend's root; no segment is empty, `.` or `..`. */
  readonly key: string;
}

/** A listed file. */
export interface FileEntry {
  readonly key: string;
  readonly bytes: number;
}

/** What a backend can do, asked instead of its name. */
export interface BackendCapabilities {
  /** Files lie in buckets or containers. */
  readonly buckets: boolean;
}

export interface SinkOptions {
  /** Upper bound of the file's size, where known: the sink chooses its part size by it. */
  readonly maxBytes?: number;
  /** Aborts the sink as `abort` does. */
  readonly signal: AbortSignal;
}

/**
 * A file in the making. Nothing is visible under its name until `close` has resolved. Left by `await using` without a
 * close, it is aborted.
 */
export interface Sink extends AsyncDisposable {
  /**
   * Takes the next bytes; resolves when it is ready for more, which is how backpressure reaches the writer. The sink
   * has written or copied them by then: their memory, which threads may share, is the caller's again.
   * @throws ExportError of the backend; the sink is then to be aborted
   */
  write(bytes: Uint8Array): Promise<void>;
  /**
   * Publishes the file whole, durably, and without replacing another.
   * @throws ExportError FILE_ALREADY_EXISTS, or another of the backend; nothing is left then
   */
  close(): Promise<void>;
  /** Leaves nothing of the file behind: no part, no upload, no temporary file. May be called at any time and again. */
  abort(): Promise<void>;
}

/**
 * Where files go. Every method throws ExportErrors that name backend, bucket and key, told apart by cause
 * (BUCKET_NOT_FOUND, BACKEND_CREDENTIALS, BACKEND_UNREACHABLE, BACKEND_THROTTLED, BACKEND_TIMEOUT, BACKEND_FULL,
 * BACKEND_CORRUPT, else BACKEND_FAILED), and retries by itself what is worth it.
 */
export interface Backend {
  readonly name: string;
  readonly capabilities: BackendCapabilities;
  /** The full address, for people: e.g. `s3://bucket/key`. */
  describe(location: FileLocation): string;
  /** Resolves where files can be written below the location; says what is wrong otherwise, before any work is done. */
  checkAccess(location: FileLocation, signal: AbortSignal): Promise<void>;
  openSink(location: FileLocation, options: SinkOptions): Promise<Sink>;
  /**
   * Creates a small file (below 1 MiB) unless one is there: of two callers just one gets true, also where a request
   * was sent again by a retry.
   */
  create(location: FileLocation, bytes: Uint8Array, signal: AbortSignal): Promise<boolean>;
  /** Writes a small file whether it is there or not; readers see the old one or the new one, whole. */
  replace(location: FileLocation, bytes: Uint8Array, signal: AbortSignal): Promise<void>;
  /** The whole file, or null where there is none. For small files. */
  read(location: FileLocation, signal: AbortSignal): Promise<Uint8Array | null>;
  /**
   * `length` bytes from `start`; fewer where the file ends before.
   * @throws ExportError FILE_NOT_FOUND
   */
  readRange(location: FileLocation, start: number, length: number, signal: AbortSignal): Promise<Uint8Array>;
  /**
   * The file from its beginning, piece by piece.
   * @throws ExportError FILE_NOT_FOUND
   */
  readStream(location: FileLocation, signal: AbortSignal): AsyncIterable<Uint8Array>;
  /** Published files whose keys begin with the location's key, in order of key, over as many pages as there are. */
  list(prefix: FileLocation, signal: AbortSignal): AsyncIterable<FileEntry>;
  /** Deletes the file, and what an interrupted sink may have left under its name; no error where there is none. */
  delete(location: FileLocation, signal: AbortSignal): Promise<void>;
}

/** Gives backends by name. */
export interface BackendProvider {
  /**
   * The backend, its SDK loaded at its first use.
   * @throws ExportError BACKEND_UNKNOWN or BACKEND_NOT_CONFIGURED (with the names to set)
   */
  backend(name: string): Promise<Backend>;
}

export const BackendProvider = Symbol.for(
  '@weaviate-export/BackendProvider',
) as ServiceIdentifier<BackendProvider>;
