import type { Json, RawNumber } from './values/exact-json.ts';

/** Version of the files' format; raised when a reader of older exports would misread a new one. */
export const FORMAT_VERSION = 1;

/** `snapshot`: one point in time over everything; `live`: the source has no common point in time. */
export type Consistency = 'snapshot' | 'live';

/** One Parquet file of an export. */
export interface ManifestFile {
  /** Relative to the home of the export. */
  name: string;
  /** `deletes`: the ids of objects that the export takes away from its base; absent of a file of objects. */
  kind?: 'deletes';
  class: string;
  tenant?: string;
  rows: number;
  bytes: number;
  /** Of the file's bytes, in hexadecimal. */
  sha256: string;
  /** Lowest and highest object id in the file. */
  lowestId: string;
  highestId: string;
  rowGroups: number;
  /** sha256, in hexadecimal, of the file's Parquet schema: files of one fingerprint have the same columns. */
  schemaFingerprint: string;
  /** Halves of surrogate pairs in properties, for each of which the file has U+FFFD; absent where there is none. */
  replacedCharacters?: number;
}

/** Classes, and tenants by their class. */
export interface NamedParts {
  classes?: string[];
  tenants?: Record<string, string[]>;
}

/** The export that an incremental one is laid over. */
export interface ManifestBase {
  id: string;
  /** Of the bytes of its manifest.json, in hexadecimal. */
  sha256: string;
  /** Where it lies, each absent where that is as of the export itself. */
  bucket?: string;
  path?: string;
}

/** manifest.json: written last. An export exists when its manifest exists. */
export interface Manifest {
  formatVersion: number;
  id: string;
  /** `point`: in a source that keeps account of changes, the point in time that the export is of, in the source's own terms. */
  source: { consistency: Consistency; point?: Json<RawNumber> };
  classes: string[];
  /** As `config` has them, defaults filled in. A manifest without `encoding` is of an export that was `compact`. */
  layout?: string;
  encoding?: string;
  compression?: { codec: string; level?: number };
  /** What of the data the export took (`Selection`), where that was not all. */
  selection?: { [name: string]: Json<RawNumber> };
  files: ManifestFile[];
  /** The export whose files this one's are to be laid over; absent where it stands by itself. */
  base?: ManifestBase;
  /** Where there is a base: what this export has whole, since the base has none or another of the name. */
  anew?: NamedParts;
  /** Where there is a base: what it has and is not there any more, or not exported. */
  gone?: NamedParts;
  /** Of all files together; absent where there is none. */
  replacedCharacters?: number;
  startedAt: string;
  completedAt: string;
}
