import {
  CANCEL_FILE,
  type ClassDefinition,
  deletesFileName,
  DETAIL_FILE,
  FORMAT_VERSION,
  isExportError,
  type Manifest,
  MANIFEST_FILE,
  type ManifestBase,
  type ManifestFile,
  METADATA_FILE,
  parquetFileName,
  SCHEMA_FILE,
  UUID,
} from '@weaviate-export/entities-export';
import { LAYOUT_NAMES } from '@weaviate-export/format';
import { readContents } from '../stored/export-files.ts';
import type { ReadHome } from '../stored/read-home.ts';
import { weaviateStatus } from '../stored/weaviate-status.ts';
import type { Findings } from './findings.ts';

/** Largest small file that is read whole, in bytes: the manifest has some 400 bytes a file. */
const MOST_JSON_BYTES = 256 * 1024 * 1024;

/** A file to be checked; what the export does not tell of it is absent. */
export type ListedFile = Pick<ManifestFile, 'name' | 'class' | 'bytes'> & Partial<ManifestFile>;

/** What an export says that it holds, as far as it can be read. */
export interface ExportOutline {
  readonly classes: readonly string[];
  readonly files: readonly ListedFile[];
  readonly definitions: ReadonlyMap<string, ClassDefinition>;
  /** Of its files, where it tells. */
  readonly layout?: string;
  /** Shards with objects, of classes of which the export's record tells. */
  readonly shards: ReadonlyMap<string, number>;
  /** The export that it is laid over. */
  readonly base?: ManifestBase;
  /** Why it cannot be compared with the source object for object, where that is so. */
  readonly incomparable?: string;
  /** When the export began, in milliseconds since 1970. */
  readonly startedAt?: number;
}

const SHA256 = /^[0-9a-f]{64}$/;
const isCount = (value: unknown): boolean => Number.isSafeInteger(value) && (value as number) >= 0;
const isText = (value: unknown): boolean => typeof value === 'string' && value !== '';
const isDigest = (value: unknown): boolean => typeof value === 'string' && SHA256.test(value);
const isId = (value: unknown): boolean => typeof value === 'string' && UUID.test(value);

/** What a manifest says of a file, and what is allowed there. */
const FILE_FIELDS: Readonly<Record<string, readonly [(value: unknown) => boolean, allowed: string]>> = {
  name: [isText, 'a name'],
  kind: [(value) => value === undefined || value === 'deletes', 'deletes, or none'],
  class: [isText, 'a class'],
  tenant: [(value) => value === undefined || isText(value), 'a tenant, or none'],
  rows: [(value) => isCount(value) && value !== 0, 'a number from 1 on'],
  bytes: [isCount, 'a number of bytes'],
  sha256: [isDigest, '64 hexadecimal digits'],
  lowestId: [isId, 'a UUID'],
  highestId: [isId, 'a UUID'],
  rowGroups: [(value) => isCount(value) && value !== 0, 'a number from 1 on'],
  schemaFingerprint: [isDigest, '64 hexadecimal digits'],
};

/**
 * Reads what an export says of itself, and tells what of it cannot be so, and which files are too many or missing.
 * @throws what the backend throws
 */
export async function readOutline(home: ReadHome, findings: Findings): Promise<ExportOutline> {
  const listing = new Map<string, number>();
  for await (const { name, bytes } of home.list()) listing.set(name, bytes);
  const small = new SmallFiles(home, listing, findings);
  if (!listing.has(MANIFEST_FILE)) return readForeign(home, small, findings);
  const manifest = await small.read<Manifest>(MANIFEST_FILE);
  const checked = checkManifest(manifest, findings);
  const definitions = await readDefinitions(small, checked, findings);
  checkPresence(checked.files, listing, findings);
  const present = checked.files.filter(({ name }) => listing.has(name));
  const files = present.map((file) => ({ ...file, bytes: listing.get(file.name)! }));
  const startedAt = Date.parse(checked.startedAt ?? '');
  return {
    classes: checked.classes,
    files,
    definitions,
    ...(checked.layout !== undefined && { layout: checked.layout }),
    shards: await readShards(small, checked, findings),
    ...(manifest?.base !== undefined && { base: manifest.base }),
    ...incomparable(manifest),
    ...(!Number.isNaN(startedAt) && { startedAt }),
  };
}

/** The source has all of what the export is a choice of, or a step to. */
function incomparable(manifest: Partial<Manifest> | undefined): Pick<ExportOutline, 'incomparable'> {
  if (manifest?.selection !== undefined) return { incomparable: 'the export is of a selection' };
  return manifest?.base === undefined ? {} : { incomparable: 'the export is an incremental one' };
}

/** Small files of JSON; one that cannot be read as such is found. */
class SmallFiles {
  readonly #home: ReadHome;
  readonly #listing: ReadonlyMap<string, number>;
  readonly #findings: Findings;

  constructor(home: ReadHome, listing: ReadonlyMap<string, number>, findings: Findings) {
    this.#home = home;
    this.#listing = listing;
    this.#findings = findings;
  }

  async read<T>(name: string): Promise<Partial<T> | undefined> {
    const bytes = this.#listing.get(name);
    if (bytes === undefined) return undefined;
    if (bytes > MOST_JSON_BYTES) {
      this.#findings.add({
        file: name,
        problem: 'is too large to be read',
        expected: `at most ${MOST_JSON_BYTES} bytes`,
        found: `${bytes} bytes`,
      });
      return undefined;
    }
    try {
      const value = await this.#home.json(name);
      if (typeof value === 'object' && value !== null) return value;
      this.#findings.add({ file: name, problem: 'holds no JSON object' });
    } catch (error) {
      if (!(error instanceof SyntaxError)) throw error;
      this.#findings.add({ file: name, problem: `holds no JSON: ${error.message}` });
    }
    return undefined;
  }
}

interface CheckedManifest {
  readonly classes: readonly string[];
  readonly files: readonly ManifestFile[];
  readonly layout?: string;
  readonly startedAt?: string;
}

/** What of the manifest can be gone by; the rest is found. */
function checkManifest(manifest: Partial<Manifest> | undefined, findings: Findings): CheckedManifest {
  const add = findings.at({ file: MANIFEST_FILE });
  if (manifest === undefined) return { classes: [], files: [] };
  const { formatVersion, classes, files, layout, startedAt } = manifest;
  if (!isCount(formatVersion) || formatVersion === 0 || (formatVersion ?? 0) > FORMAT_VERSION)
    add({
      problem: 'has another format version',
      expected: `1 to ${FORMAT_VERSION}`,
      found: String(formatVersion),
    });
  if (layout !== undefined && !(LAYOUT_NAMES as readonly string[]).includes(layout))
    add({ problem: 'names an unknown layout', expected: LAYOUT_NAMES.join(', '), found: String(layout) });
  if (Number.isNaN(Date.parse(String(startedAt)))) add({ problem: 'does not say when the export began' });
  const isList = Array.isArray(classes) && classes.every(isText) && new Set(classes).size === classes.length;
  if (!isList) add({ problem: 'has no list of classes' });
  if (!Array.isArray(files)) add({ problem: 'has no list of files' });
  const known = isList ? classes : [];
  const names = new Set<string>();
  const kept: ManifestFile[] = [];
  for (const [index, file] of (Array.isArray(files) ? (files as unknown[]) : []).entries())
    if (checkEntry(file as Partial<ManifestFile> | null, index, known, names, add))
      kept.push(file as ManifestFile);
  return {
    classes: known,
    files: kept,
    ...(typeof layout === 'string' && { layout }),
    ...(typeof startedAt === 'string' && { startedAt }),
  };
}

function checkEntry(
  file: Partial<ManifestFile> | null,
  index: number,
  classes: readonly string[],
  names: Set<string>,
  add: ReturnType<Findings['at']>,
): boolean {
  const { name, kind, class: className, tenant } = file ?? {};
  const which = typeof name === 'string' ? name : `the file ${index}`;
  const before = names.size;
  for (const [field, [isAllowed, allowed]] of Object.entries(FILE_FIELDS)) {
    const value: unknown = file?.[field as keyof ManifestFile];
    if (isAllowed(value)) continue;
    add({
      problem: `says of ${which} what cannot be: ${field}`,
      expected: allowed,
      found: String(JSON.stringify(value)),
    });
    return false;
  }
  names.add(name!);
  if (names.size === before) {
    add({ problem: `lists ${which} twice` });
    return false;
  }
  if (!classes.includes(className!))
    add({ problem: `lists ${which} of a class that it does not name`, found: className! });
  const expected = (kind === 'deletes' ? deletesFileName : parquetFileName)(className!, tenant);
  if (name !== expected) {
    add({ problem: `lists ${which} under another name than its class and tenant have`, expected });
    // What lies elsewhere is none of this export.
    return false;
  }
  return true;
}

function checkPresence(
  files: readonly ManifestFile[],
  listing: ReadonlyMap<string, number>,
  findings: Findings,
): void {
  const known = new Set([MANIFEST_FILE, SCHEMA_FILE, METADATA_FILE, DETAIL_FILE, CANCEL_FILE]);
  for (const { name, class: className, tenant, bytes } of files) {
    known.add(name);
    const place = { file: name, class: className, ...(tenant !== undefined && { tenant }) };
    const found = listing.get(name);
    if (found === undefined) findings.add({ ...place, problem: 'is missing', expected: `${bytes} bytes` });
    else if (found !== bytes)
      findings.add({
        ...place,
        problem: 'has another size',
        expected: `${bytes} bytes`,
        found: `${found} bytes`,
      });
  }
  for (const [name, bytes] of listing)
    if (!known.has(name))
      findings.add({
        file: name,
        problem: 'is too many: the manifest does not list it',
        found: `${bytes} bytes`,
      });
}

async function readDefinitions(
  small: SmallFiles,
  { classes }: CheckedManifest,
  findings: Findings,
): Promise<Map<string, ClassDefinition>> {
  const schema = await small.read<{ classes: unknown }>(SCHEMA_FILE);
  const listed = (
    Array.isArray(schema?.classes) ? schema.classes : []
  ) as readonly (ClassDefinition | null)[];
  const definitions = new Map(
    listed.flatMap((one) => (isText(one?.class) ? [[one!.class, one!] as const] : [])),
  );
  for (const name of classes)
    if (!definitions.has(name))
      findings.add({ file: SCHEMA_FILE, class: name, problem: 'does not define the class' });
  for (const name of definitions.keys())
    if (!classes.includes(name))
      findings.add({
        file: SCHEMA_FILE,
        class: name,
        problem: 'defines a class that the manifest does not name',
      });
  return definitions;
}

/** What the record of the export says beside the manifest, where it saw the export's end. */
async function readShards(
  small: SmallFiles,
  { classes, files }: CheckedManifest,
  findings: Findings,
): Promise<Map<string, number>> {
  const shards = new Map<string, number>();
  const record = await small.read<{ status: unknown }>(METADATA_FILE);
  const status = record?.status as
    | {
        status?: unknown;
        progress?: Record<string, { objectsExported?: unknown; objectsDeleted?: unknown } | null>;
        shardStatus?: unknown;
      }
    | null
    | undefined;
  if (status?.status !== 'SUCCESS') return shards;
  for (const name of classes) {
    const { objectsExported, objectsDeleted = 0 } = status.progress?.[name] ?? {};
    const own = Map.groupBy(
      files.filter((file) => file.class === name),
      ({ kind = 'objects' }) => kind,
    );
    const compare = (kind: 'objects' | 'deletes', told: unknown, what: string): void => {
      const rows = (own.get(kind) ?? []).reduce((sum, file) => sum + file.rows, 0);
      if (told !== rows)
        findings.add({
          file: METADATA_FILE,
          class: name,
          problem: `counts other ${what} than the manifest`,
          expected: `${rows} objects`,
          found: `${String(told)} objects`,
        });
    };
    compare('objects', objectsExported, 'objects');
    compare('deletes', objectsDeleted, 'deleted objects');
    const states = Object.values(
      (status.shardStatus as Record<string, object> | undefined)?.[name] ?? {},
    ) as readonly {
      readonly objectsExported?: unknown;
    }[];
    const filled = states.filter(
      (shard) => isCount(shard?.objectsExported) && shard.objectsExported !== 0,
    ).length;
    if (filled > 0) shards.set(name, filled);
  }
  return shards;
}

/** An export without a manifest is one of Weaviate's own, or none that is whole. */
async function readForeign(home: ReadHome, small: SmallFiles, findings: Findings): Promise<ExportOutline> {
  const empty = { classes: [], files: [], definitions: new Map(), shards: new Map() };
  try {
    const { classes } = await readContents(home);
    const status = await weaviateStatus(home);
    const files = [...classes.values()].flat();
    for (const [name, { objectsExported }] of Object.entries(status?.progress ?? {})) {
      const rows = files.reduce((sum, file) => sum + (file.class === name ? (file.rows ?? 0) : 0), 0);
      if (rows !== objectsExported)
        findings.add({
          file: METADATA_FILE,
          class: name,
          problem: 'counts other objects than the footers of the files',
          expected: `${objectsExported} objects`,
          found: `${rows} objects`,
        });
    }
    const startedAt = Date.parse(status?.startedAt ?? '');
    return {
      ...empty,
      classes: [...new Set([...(status?.classes ?? []), ...classes.keys()])],
      files,
      layout: 'weaviate',
      ...(!Number.isNaN(startedAt) && { startedAt }),
    };
  } catch (error) {
    if (error instanceof SyntaxError)
      findings.add({ file: METADATA_FILE, problem: `holds no JSON: ${error.message}` });
    else if (isExportError(error, 'EXPORT_NOT_WHOLE') || isExportError(error, 'PARQUET_INVALID'))
      findings.add({ problem: error.message });
    else throw error;
    return empty;
  }
}
