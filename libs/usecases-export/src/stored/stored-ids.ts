import {
  entriesBetween,
  fetchRowGroup,
  type FetchedRowGroup,
  type IdEntries,
  isOfEntries,
  openStoredFile,
  type StoredFile,
} from '@weaviate-export/format';
import type { ExportFile } from './export-files.ts';
import { checkFile } from './file-runs.ts';
import type { ReadHome } from './read-home.ts';

/** Entries that are kept, in bytes: those of some 270 full row groups, so that each is read once where they are asked for in order. */
const KEPT_BYTES = 64 * 1024 * 1024;

/** Footers that are kept: of tenants there may be thousands. */
const KEPT_FILES = 64;

/** A file whose ids are asked for. */
export interface IdFile {
  readonly home: ReadHome;
  readonly file: ExportFile;
  /** Its bytes are held to the manifest's sha256 first. */
  readonly isChecked?: boolean;
}

/** Reads the entries of a row group, in another thread. */
export type DecodeEntries = (rowGroup: FetchedRowGroup) => Promise<IdEntries>;

/** The ids of stored files, stretch by stretch. What was read last is kept. */
export class StoredIds {
  readonly #decode: DecodeEntries;
  /** By address; the one asked for last is the last to go. */
  readonly #files = new Map<string, Promise<StoredFile>>();
  /** By address and row group, in the same way. */
  readonly #kept = new Map<string, { readonly entries: Promise<IdEntries>; bytes: number }>();
  #keptBytes = 0;

  constructor(decode: DecodeEntries) {
    this.#decode = decode;
  }

  /**
   * The entries of a file whose ids are not below the first, and below the end where there is one: each array, a view, is
   * in order of id, of a row group.
   * @throws ExportError PARQUET_INVALID, FILE_DAMAGED, or those of the backend
   */
  async between(file: IdFile, first: string, end: string | undefined): Promise<Uint8Array[]> {
    const stored = await this.#open(file);
    const found: Uint8Array[] = [];
    for (const [index, { rows, ids }] of stored.rowGroups.entries()) {
      if (rows === 0) continue;
      if (ids !== undefined && (ids.highest < first || (end !== undefined && ids.lowest >= end))) continue;
      const entries = entriesBetween(await this.#entries(stored, index), first, end);
      if (entries.length > 0) found.push(entries);
    }
    return found;
  }

  #open(one: IdFile): Promise<StoredFile> {
    const address = one.home.describe(one.file.name);
    const opened = this.#files.get(address) ?? open(one);
    this.#files.delete(address);
    this.#files.set(address, opened);
    if (this.#files.size > KEPT_FILES) this.#files.delete(this.#files.keys().next().value!);
    opened.catch(() => this.#files.delete(address));
    return opened;
  }

  #entries(stored: StoredFile, index: number): Promise<IdEntries> {
    const key = `${stored.source.name}#${index}`;
    const known = this.#kept.get(key);
    this.#kept.delete(key);
    const one = known ?? {
      entries: fetchRowGroup(stored, index, { isWanted: isOfEntries }).then(this.#decode),
      bytes: 0,
    };
    this.#kept.set(key, one);
    if (known === undefined)
      one.entries.then(
        ({ length }) => this.#count(key, one, length),
        () => this.#kept.delete(key),
      );
    return one.entries;
  }

  #count(key: string, one: { bytes: number }, bytes: number): void {
    if (this.#kept.get(key) !== one) return;
    one.bytes = bytes;
    this.#keptBytes += bytes;
    for (const [oldest, other] of this.#kept) {
      if (this.#keptBytes <= KEPT_BYTES) return;
      if (other.bytes === 0) continue;
      this.#kept.delete(oldest);
      this.#keptBytes -= other.bytes;
    }
  }
}

async function open({ home, file, isChecked = false }: IdFile): Promise<StoredFile> {
  if (isChecked) await checkFile(home, file);
  return openStoredFile(home.access(file.name, file.bytes));
}
