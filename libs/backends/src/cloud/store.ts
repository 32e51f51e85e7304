import { type FileEntry, type FileLocation } from '@weaviate-export/usecases-export';
import { cloudError, type CloudErrors } from './errors.ts';
import { type PartRules } from './part-size.ts';

/** A location whose key has been checked. */
export type CloudLocation = Required<FileLocation>;

export interface ByteRange {
  readonly start: number;
  /** At least 1. */
  readonly length: number;
  /** Of the file that it has to be. */
  readonly version?: string | undefined;
}

/** Bytes of a file, and what they are of. */
export interface StoredBytes {
  readonly bytes: Uint8Array;
  /** Of the whole file. */
  readonly totalBytes: number;
  /** Changes with the file. */
  readonly version: string | undefined;
}

/** What is under a name. */
export interface FileState {
  readonly version: string;
  /** False for what the store itself keeps beside files. */
  readonly isFile: boolean;
  /** Of the write that made it. */
  readonly writeId: string | undefined;
}

/** Which page of a list. */
export interface PageOrder {
  /** Files on it at most; absent: the store's own number. */
  readonly limit?: number;
  /** Where it begins; absent for the first. */
  readonly next?: string | undefined;
}

export interface ListedPage {
  readonly files: readonly FileEntry[];
  /** Where the next page begins; absent on the last one. */
  readonly next: string | undefined;
}

/** A part that has arrived. */
export interface StoredPart {
  readonly number: number;
  readonly marks: Readonly<Record<string, string>>;
}

/** One upload as its store has it. */
export interface StoreUpload {
  /** The store's own name of it; empty where it has none. */
  readonly id: string;
  /** @param isLast nothing comes after it: then `complete` may be what sends it */
  put(part: number, bytes: Uint8Array, signal: AbortSignal, isLast: boolean): Promise<StoredPart['marks']>;
  /** @param parts in their order */
  complete(parts: readonly StoredPart[], signal: AbortSignal): Promise<void>;
  /** Ends it, and removes its parts. */
  abort(): Promise<void>;
}

/**
 * What a cloud does in its own way. All methods throw the errors of its SDK, which `errors` explains; what the clouds
 * have in common, up to the promises of the Backend port, is made of them by CloudBackend.
 */
export interface CloudStore extends Disposable {
  /** Of the backend, in the API and in errors. */
  readonly name: string;
  /** Where requests go, for errors of the network. */
  readonly host: string;
  /** Milliseconds without headway that make a timeout. */
  readonly patienceMs: number;
  readonly errors: CloudErrors;
  readonly parts: PartRules;
  /** The full address, for people. */
  addressOf(location: CloudLocation): string;
  /** One page of the files whose keys begin with the prefix's, in order of the UTF-8 or the UTF-16 of their keys. */
  list(prefix: CloudLocation, page: PageOrder, signal: AbortSignal): Promise<ListedPage>;
  /** Proves that the file could be written, and leaves nothing. */
  probe(location: CloudLocation, signal: AbortSignal): Promise<void>;
  /**
   * The file, or a range of it: fewer bytes where it ends before; null where there is no file. Throws what has status
   * 416 where it ends before the range begins, 412 where it has another version, and BrokenOff.
   */
  get(
    location: CloudLocation,
    range: ByteRange | undefined,
    signal: AbortSignal,
  ): Promise<StoredBytes | null>;
  /**
   * Writes a file in one request.
   * @param writeId only where there is none of that name, and marked with the id
   */
  put(location: CloudLocation, bytes: Uint8Array, signal: AbortSignal, writeId?: string): Promise<void>;
  /** What is there, or null. */
  stateOf(location: CloudLocation, signal: AbortSignal): Promise<FileState | null>;
  /** Deletes what was seen there. */
  deleteSeen(location: CloudLocation, seen: FileState, signal: AbortSignal): Promise<void>;
  /** Deletes the file, and what is known of unfinished ones of its name. */
  delete(location: CloudLocation, signal: AbortSignal): Promise<void>;
  /** @throws NameTaken where the store knows by then that there is a file of that name */
  beginUpload(location: CloudLocation, writeId: string, signal: AbortSignal): Promise<StoreUpload>;
  /** Absent where uploads cannot be shared. */
  openUpload?(location: CloudLocation, writeId: string, id: string): StoreUpload;
}

/**
 * Runs requests that belong together.
 * @param action as in "failed to ACTION", e.g. `write`
 * @throws the signal's reason where it is aborted, else an ExportError
 */
export async function attempt<T>(
  store: CloudStore,
  action: string,
  location: CloudLocation,
  signal: AbortSignal,
  work: () => Promise<T>,
): Promise<T> {
  signal.throwIfAborted();
  try {
    return await work();
  } catch (error) {
    signal.throwIfAborted();
    const { name, host, patienceMs } = store;
    const context = {
      name,
      host,
      patienceMs,
      action,
      bucket: location.bucket,
      where: store.addressOf(location),
    };
    throw cloudError(error, store.errors, context);
  }
}

/** For clean-ups, which go on after an abort: each of their requests has its own deadline. */
export function unaborted(): AbortSignal {
  return new AbortController().signal;
}
