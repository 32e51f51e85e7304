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
  /** How the parts of an Upload may be; absent where `beginUpload` and `openUpload` are. */
  readonly upload?: UploadLimits;
}

/** What a backend takes as parts of one file. */
export interface UploadLimits {
  /** Smallest part, bar the last one of a file, in bytes. */
  readonly minPartBytes: number;
  /** Largest part, in bytes. */
  readonly maxPartBytes: number;
  /** Most parts of one file. */
  readonly maxParts: number;
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
 * Names an upload to other processes and machines: plain JSON, to be handed on as it is. It grants nothing: who takes
 * part needs credentials of their own.
 */
export interface UploadTicket {
  readonly location: FileLocation;
  /** Of the one write that makes the file. */
  readonly writeId: string;
  /** The store's own name of the upload; empty where it has none. */
  readonly id: string;
}

/** Says that a part has arrived: plain JSON, for `complete`. */
export interface UploadReceipt {
  /** Of the part, from 1 on. */
  readonly number: number;
  readonly bytes: number;
  /** What the store calls the part as it is now: its tag or its checksum, say. */
  readonly marks: Readonly<Record<string, string>>;
}

/**
 * A file in the making that several processes and machines write together: any of them puts parts, in any order and at
 * the same time, and one completes it. Nothing is visible under its name until then. It outlives the processes: whoever
 * has its ticket can open it again. A file has one upload, or one sink, at a time: the end of one may take the parts of
 * another along.
 *
 * Every method throws ExportErrors as Backend's do, and the signal's reason where that is aborted.
 */
export interface Upload {
  readonly ticket: UploadTicket;
  /**
   * Sends a part. Put again it replaces the one before, whose receipt then counts no more: so a part whose receipt was
   * lost is put again. Puts of one number that overlap have to be of the same bytes.
   * @param number its place in the file, from 1 to the backend's `maxParts`
   * @param bytes from `minPartBytes` to `maxPartBytes`, and fewer for the last part; the caller's again once it resolves
   * @throws RangeError for another number, or more bytes
   */
  put(number: number, bytes: Uint8Array, signal: AbortSignal): Promise<UploadReceipt>;
  /**
   * Publishes the file whole, durably, and without replacing another; resolves as well where this upload has done so
   * before. Parts beyond the last receipt are left out of the file: whoever completes it knows how many there are.
   * @param receipts one for each number from 1 to the last part, in any order; of one number the last given counts
   * @throws ExportError FILE_ALREADY_EXISTS; BACKEND_FAILED where a number has no receipt, and then nothing has changed
   */
  complete(receipts: readonly UploadReceipt[], signal: AbortSignal): Promise<void>;
  /**
   * Leaves nothing of the file behind: no part, whoever put it, and no file that a `complete` of this object which failed
   * may have published. May be called from any process, at any time and again; does nothing to a file that is complete.
   * Puts that are on their way elsewhere have to be over: their parts may arrive after it.
   */
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
   * Begins a file of which others can write parts too. There where `capabilities.upload` is.
   * @throws ExportError FILE_ALREADY_EXISTS, where that is known by then
   */
  readonly beginUpload?: (location: FileLocation, signal: AbortSignal) => Promise<Upload>;
  /** An upload that was begun before, here or elsewhere; asks nothing of the store. There where `capabilities.upload` is. */
  readonly openUpload?: (ticket: UploadTicket) => Upload;
  /**
   * Creates a file whose bytes are at hand unless one is there: of two callers just one gets true, also where a request
   * was sent again by a retry. Mostly a few KiB; the manifest has some 400 bytes a file, 20 MB of 50,000 tenants.
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

/**
 * Gives backends by name.
 *
 * @example
 * const backends: BackendProvider = new EnvironmentBackendProvider({ env: process.env, filesystemRoot: '/var/exports' });
 */
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
