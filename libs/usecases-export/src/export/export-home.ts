import {
  CANCEL_FILE,
  DETAIL_FILE,
  EXPORT_STATUSES,
  ExportError,
  isExportError,
  MANIFEST_FILE,
  METADATA_FILE,
  type ExportPlace,
  type ExportRecord,
  type Manifest,
} from '@weaviate-export/entities-export';
import { inOrder, TimeSlice } from '@weaviate-export/waiting';
import type { Backend, FileLocation } from '../ports/backend.ts';

/** Files that are deleted at a time: a multi-tenant export has thousands, to be gone before a cancel answers. */
const DELETES_AHEAD = 16;

/** The folder of one export on its backend, and the small files in it that tell of the export as a whole. */
export class ExportHome {
  readonly backend: Backend;
  readonly place: ExportPlace;
  readonly id: string;

  constructor(backend: Backend, place: ExportPlace, id: string) {
    this.backend = backend;
    this.place = place;
    this.id = id;
  }

  /** The full address, for people. */
  get address(): string {
    return this.backend.describe(this.#below([]));
  }

  /** Resolves where the export can be written; says what is wrong otherwise. */
  checkAccess(signal: AbortSignal): Promise<void> {
    return this.backend.checkAccess(this.#below([]), signal);
  }

  /** The address of an export in whose folder this one would lie, if there is one. */
  async enclosing(signal: AbortSignal): Promise<string | undefined> {
    const segments = this.place.path === '' ? [] : this.place.path.split('/');
    for (let count = 1; count <= segments.length; count++) {
      const folder = { ...this.file(''), key: segments.slice(0, count).join('/') };
      const metadata = await this.backend.read({ ...folder, key: `${folder.key}/${METADATA_FILE}` }, signal);
      if (metadata !== null) return this.backend.describe(folder);
    }
    return undefined;
  }

  /** Where a file of the export lies; its name may hold slashes. */
  file(name: string): FileLocation {
    return this.#below([name]);
  }

  /** Takes the id at this place: of two callers just one gets true. */
  claim(record: ExportRecord, signal: AbortSignal): Promise<boolean> {
    return this.backend.create(this.file(METADATA_FILE), toJson(record), signal);
  }

  /** True where something beside the claim lies here already, which must not be mixed with this export. */
  async isOccupied(signal: AbortSignal): Promise<boolean> {
    const claim = this.file(METADATA_FILE).key;
    for await (const { key } of this.backend.list(this.file(''), signal)) if (key !== claim) return true;
    return false;
  }

  writeRecord(record: ExportRecord, signal: AbortSignal): Promise<void> {
    return this.backend.replace(this.file(METADATA_FILE), toJson(record), signal);
  }

  /** Writes what is kept apart from the record. */
  writeDetail(detail: Uint8Array, signal: AbortSignal): Promise<void> {
    return this.backend.replace(this.file(DETAIL_FILE), detail, signal);
  }

  /** What is kept apart from the record, or null where there is nothing. */
  readDetail(signal: AbortSignal): Promise<Uint8Array | null> {
    return this.backend.read(this.file(DETAIL_FILE), signal);
  }

  /**
   * The export's state as its owner last wrote it, or null where there is no export here.
   * @throws ExportError METADATA_INVALID
   */
  readRecord(signal: AbortSignal): Promise<ExportRecord | null> {
    return this.#read<ExportRecord>(METADATA_FILE, isRecord, signal);
  }

  /** True where the manifest stands. It is not read: it may have megabytes. */
  isWhole(signal: AbortSignal): Promise<boolean> {
    return this.#holds(MANIFEST_FILE, signal);
  }

  /** True where an export lies here, whole or not: what makes one are its metadata and its manifest. */
  async isTaken(signal: AbortSignal): Promise<boolean> {
    const held = await Promise.all([this.#holds(METADATA_FILE, signal), this.isWhole(signal)]);
    return held.includes(true);
  }

  /** The manifest, or null where the export is not whole. */
  readManifest(signal: AbortSignal): Promise<Manifest | null> {
    return this.#read<Manifest>(MANIFEST_FILE, (value) => Array.isArray((value as Manifest)?.files), signal);
  }

  /** Writes the manifest, with which the export exists; false where there is one already. */
  async createManifest(manifest: Manifest, signal: AbortSignal): Promise<boolean> {
    return this.backend.create(this.file(MANIFEST_FILE), await manifestJson(manifest), signal);
  }

  /** Asks the server that runs the export to cancel it. */
  async markCanceled(signal: AbortSignal): Promise<void> {
    await this.backend.create(this.file(CANCEL_FILE), toJson({ canceled: true }), signal);
  }

  async isMarkedCanceled(signal: AbortSignal): Promise<boolean> {
    return (await this.backend.read(this.file(CANCEL_FILE), signal)) !== null;
  }

  /** Takes back the mark of a cancel, if there is one. */
  async unmark(signal: AbortSignal): Promise<void> {
    await this.backend.delete(this.file(CANCEL_FILE), signal);
  }

  /**
   * Deletes files of the export by name, a manifest before all others: where it stands, the export is whole.
   * @throws the first failure, after all others have been tried
   */
  async delete(names: readonly string[], signal: AbortSignal): Promise<void> {
    if (names.includes(MANIFEST_FILE)) await this.backend.delete(this.file(MANIFEST_FILE), signal);
    const failures: unknown[] = [];
    const deleted = inOrder([...names, CANCEL_FILE], DELETES_AHEAD, (name) =>
      this.backend.delete(this.file(name), signal).catch((error: unknown) => failures.push(error)),
    );
    await Array.fromAsync(deleted);
    if (failures.length > 0) throw failures[0];
  }

  /** Gives the id back, after a start that failed. */
  async release(signal: AbortSignal): Promise<void> {
    await this.backend.delete(this.file(METADATA_FILE), signal);
  }

  async #holds(name: string, signal: AbortSignal): Promise<boolean> {
    try {
      await this.backend.readRange(this.file(name), 0, 1, signal);
      return true;
    } catch (error) {
      if (isExportError(error, 'FILE_NOT_FOUND')) return false;
      throw error;
    }
  }

  async #read<T>(name: string, isValid: (value: unknown) => boolean, signal: AbortSignal): Promise<T | null> {
    const location = this.file(name);
    const bytes = await this.backend.read(location, signal);
    if (bytes === null) return null;
    try {
      const value: unknown = JSON.parse(Buffer.from(bytes).toString('utf8'));
      if (isValid(value)) return value as T;
    } catch (cause) {
      throw new ExportError('METADATA_INVALID', [this.backend.describe(location)], { cause });
    }
    throw new ExportError('METADATA_INVALID', [this.backend.describe(location)]);
  }

  #below(names: readonly string[]): FileLocation {
    const { bucket, path } = this.place;
    const key = [...(path === '' ? [] : [path]), this.id, ...names].join('/');
    return bucket === undefined ? { key } : { bucket, key };
  }
}

/** True for all of a record that is judged by, or told. */
function isRecord(value: unknown): boolean {
  const { status, heartbeatAt } = (value ?? {}) as Partial<ExportRecord>;
  const isText = (text: unknown): boolean => typeof text === 'string';
  const isTime = (text: unknown): boolean => typeof text === 'string' && !Number.isNaN(Date.parse(text));
  const isObject = (part: unknown): boolean => typeof part === 'object' && part !== null;
  return (
    EXPORT_STATUSES.some((state) => state === status?.status) &&
    isTime(heartbeatAt) &&
    isTime(status?.startedAt) &&
    [status?.id, status?.backend, status?.path].every(isText) &&
    Array.isArray(status?.classes) &&
    isObject(status?.progress) &&
    isObject(status?.shardStatus)
  );
}

/** The JSON of a small file, for people to read as well. */
export function toJson(value: unknown): Uint8Array {
  return Buffer.from(`${JSON.stringify(value, null, 2)}\n`, 'utf8');
}

/** Text that is made into bytes at a time, in characters: a millisecond's work. */
const PIECE_LENGTH = 256 * 1024;

/** The same of a manifest, entry by entry: lets the thread do other work where there are thousands. */
async function manifestJson(manifest: Manifest): Promise<Uint8Array> {
  const empty = '  "files": []';
  // No text in the JSON has a line of its own.
  const [before, after] = JSON.stringify({ ...manifest, files: [] }, null, 2).split(`\n${empty}`, 2) as [
    string,
    string,
  ];
  const slice = new TimeSlice();
  const pieces: Buffer[] = [];
  let text = `${before}\n${empty.slice(0, -1)}`;
  for (const [index, file] of manifest.files.entries()) {
    text += `${index === 0 ? '' : ','}\n    ${JSON.stringify(file, null, 2).replaceAll('\n', '\n    ')}`;
    if (text.length >= PIECE_LENGTH) {
      pieces.push(Buffer.from(text));
      text = '';
    }
    const pause = slice.pause();
    if (pause !== undefined) await pause;
  }
  pieces.push(Buffer.from(`${text}${manifest.files.length === 0 ? '' : '\n  '}]${after}\n`));
  const whole = Buffer.allocUnsafe(pieces.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const piece of pieces) {
    at += piece.copy(whole, at);
    await slice.pause();
  }
  return whole;
}
