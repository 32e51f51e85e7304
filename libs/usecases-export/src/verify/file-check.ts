import { createHash } from 'node:crypto';
import {
  type ClassDefinition,
  isExportError,
  type VerificationFinding,
} from '@weaviate-export/entities-export';
import {
  classLayout,
  fetchRowGroup,
  inWholeCharacters,
  openStoredFile,
  type RowWindow,
  type StoredFile,
  windowsOf,
} from '@weaviate-export/format';
import type { CheckedClass } from '@weaviate-export/format/decoder';
import type { PartsInFlight } from '../export/parts-in-flight.ts';
import type { VerifyWorkers } from '../ports/verify-executor.ts';
import type { ReadHome } from '../stored/read-home.ts';
import type { ListedFile } from './export-outline.ts';
import { HashedFile } from './hashed-file.ts';

type Add = (finding: VerificationFinding) => void;

/** What checks of several files share. */
export interface FileChecks {
  readonly home: ReadHome;
  readonly workers: VerifyWorkers;
  readonly room: PartsInFlight;
  readonly signal: AbortSignal;
  readonly onRead: (bytes: number) => void;
  readonly onRows: (rows: number) => void;
}

/** The ids of a row group: undefined where they cannot be read. */
type Ids = { readonly lowest: string; readonly highest: string } | undefined;

interface FoundIds {
  readonly rowGroup: number;
  readonly ids: Ids;
}

/**
 * Reads a file once, from its beginning to its end, and tells all that is not as it should be.
 * @param shards runs of rising ids that it may have, one behind the other
 * @throws what the backend throws, bar that the file is not there any more
 */
export async function checkStoredFile(
  checks: FileChecks,
  file: ListedFile,
  definition: ClassDefinition | undefined,
  shards: number,
  add: Add,
): Promise<void> {
  try {
    await readFile(checks, file, definition, shards, add);
  } catch (error) {
    if (!isExportError(error, 'FILE_NOT_FOUND')) throw error;
    add({ problem: 'is missing: it was there when the verification began' });
  }
}

async function readFile(
  checks: FileChecks,
  file: ListedFile,
  definition: ClassDefinition | undefined,
  shards: number,
  add: Add,
): Promise<void> {
  const access = checks.home.access(file.name, file.bytes);
  const hashed = new HashedFile(access, checks.onRead);
  const stored = await open(access, add);
  if (stored !== undefined) {
    checkFooter(stored, file, definition, add);
    const own = definition ?? definitionIn(stored) ?? { class: file.class };
    const ids = await checkRowGroups(
      checks,
      { ...stored, source: hashed },
      { ...classLayout('standard', own), isOfDeletes: file.kind === 'deletes' },
      add,
    );
    checkIds(ids, file, shards, add);
  }
  const sha256 = await hashed.finish();
  if (file.sha256 !== undefined && sha256 !== file.sha256)
    add({ problem: 'has another sha256', expected: file.sha256, found: sha256 });
}

async function open(access: Parameters<typeof openStoredFile>[0], add: Add): Promise<StoredFile | undefined> {
  try {
    return await openStoredFile(access);
  } catch (error) {
    if (!isExportError(error, 'PARQUET_INVALID')) throw error;
    add({ problem: error.message });
    return undefined;
  }
}

function definitionIn({ keyValues }: StoredFile): ClassDefinition | undefined {
  try {
    return JSON.parse(keyValues.get('class') ?? 'null') as ClassDefinition | undefined;
  } catch {
    return undefined;
  }
}

/** Holds what the footer says to manifest and schema. */
function checkFooter(
  stored: StoredFile,
  file: ListedFile,
  definition: ClassDefinition | undefined,
  add: Add,
): void {
  const same = <T extends string | number | undefined>(what: string, found: T, expected: T): void => {
    if (expected !== undefined && found !== expected)
      add({ problem: `has a footer with another ${what}`, expected: String(expected), found: String(found) });
  };
  const { keyValues } = stored;
  same('collection', keyValues.get('collection'), file.class);
  if (file.tenant !== undefined || keyValues.has('tenant'))
    same('tenant', keyValues.get('tenant') ?? 'none', file.tenant ?? 'none');
  same('number of rows', stored.rows, file.rows);
  same('number of row groups', stored.rowGroups.length, file.rowGroups);
  same(
    'schema fingerprint',
    createHash('sha256').update(stored.schema).digest('hex'),
    file.schemaFingerprint,
  );
  if (definition !== undefined && keyValues.has('class'))
    same(
      'definition of the class',
      keyValues.get('class'),
      inWholeCharacters(JSON.stringify(definition)).json,
    );
}

/** Every row group, several at a time, and the ids that each has. */
async function checkRowGroups(
  checks: FileChecks,
  stored: StoredFile,
  ofClass: CheckedClass,
  add: Add,
): Promise<FoundIds[]> {
  const stretch = stored.rowGroups.reduce(
    (sum, { chunks }) => sum + chunks.reduce((all, { bytes }) => all + bytes, 0),
    0,
  );
  if (stretch > stored.source.bytes) {
    // Many row groups may claim the same bytes: reading them all could take for ever.
    add({ problem: 'has row groups that lie over one another', found: `${stretch} bytes of pages` });
    return [];
  }
  const found: Promise<FoundIds>[] = [];
  try {
    for (const index of stored.rowGroups.keys()) {
      for (const window of await windows(stored, index, add)) {
        checks.signal.throwIfAborted();
        const room = await roomFor(checks, window.bytes);
        const checking = checkRowGroup(checks, stored, { index, window }, ofClass, add);
        // The next one is read once this one has been: the hash goes through the file in order.
        found.push(
          checking.checked.then((ids) => ({ rowGroup: index, ids })).finally(() => room[Symbol.dispose]()),
        );
        found.at(-1)!.catch(() => undefined);
        await checking.read;
      }
    }
    return await Promise.all(found);
  } finally {
    await Promise.allSettled(found);
  }
}

/** Those of a row group: none where its pages cannot be found, which is told. */
async function windows(stored: StoredFile, index: number, add: Add): Promise<readonly RowWindow[]> {
  try {
    return await windowsOf(stored, index);
  } catch (error) {
    if (!isExportError(error, 'PARQUET_INVALID')) throw error;
    add({ rowGroup: index, problem: error.message });
    return [];
  }
}

async function roomFor({ room, signal }: FileChecks, bytes: number): Promise<Disposable> {
  for (;;) {
    signal.throwIfAborted();
    const taken = room.tryTake(bytes);
    if (taken !== undefined) return taken;
    await room.freed;
  }
}

/** A row group on its way: first it is read, then checked in a worker. */
function checkRowGroup(
  checks: FileChecks,
  stored: StoredFile,
  { index, window }: { readonly index: number; readonly window: RowWindow },
  ofClass: CheckedClass,
  add: Add,
): { readonly read: Promise<void>; readonly checked: Promise<Ids> } {
  const fetched = fetchRowGroup(stored, index, { window }).catch((error: unknown) => {
    if (!isExportError(error, 'PARQUET_INVALID')) throw error;
    add({ rowGroup: index, problem: error.message });
    return undefined;
  });
  const check = async (): Promise<Ids> => {
    const rowGroup = await fetched;
    if (rowGroup === undefined) return undefined;
    const { rows } = window;
    // Of all rows, where there are windows: those of each are another question.
    const claimed = window.pages === undefined ? stored.rowGroups[index]!.ids : undefined;
    try {
      const { problems, ids } = await checks.workers.check(rowGroup, ofClass);
      for (const problem of problems) add({ rowGroup: index, ...problem });
      checks.onRows(rows);
      if (
        claimed !== undefined &&
        ids !== undefined &&
        (claimed.lowest !== ids.lowest || claimed.highest !== ids.highest)
      )
        add({
          rowGroup: index,
          column: 'id',
          problem: 'has statistics of other ids than it has',
          expected: `${claimed.lowest} to ${claimed.highest}`,
          found: `${ids.lowest} to ${ids.highest}`,
        });
      return ids;
    } catch (error) {
      checks.signal.throwIfAborted();
      if (!isExportError(error, 'WORKER_DIED')) throw error;
      add({ rowGroup: index, problem: `could not be decoded: ${error.message}` });
      return undefined;
    }
  };
  return { read: fetched.then(() => undefined), checked: check() };
}

/** Ids rise within a shard, and the shards of a class follow one another in its file. */
function checkIds(found: readonly FoundIds[], file: ListedFile, shards: number, add: Add): void {
  let runs = 1;
  let before: Ids;
  for (const { rowGroup, ids: own } of found) {
    if (own === undefined) continue;
    if (before !== undefined && own.lowest <= before.highest) {
      runs += 1;
      if (runs > shards)
        add({
          rowGroup,
          column: 'id',
          problem: 'has ids that do not rise from one row group to the next within a shard',
          expected: `ids behind ${before.highest}`,
          found: own.lowest,
        });
    }
    before = own;
  }
  const known = found.flatMap(({ ids }) => ids ?? []);
  if (known.length === 0 || known.length < found.length) return;
  const lowest = known.reduce((least, one) => (one.lowest < least ? one.lowest : least), known[0]!.lowest);
  const highest = known.reduce((most, one) => (one.highest > most ? one.highest : most), known[0]!.highest);
  if (file.lowestId !== undefined && lowest !== file.lowestId)
    add({ column: 'id', problem: 'has another lowest id', expected: file.lowestId, found: lowest });
  if (file.highestId !== undefined && highest !== file.highestId)
    add({ column: 'id', problem: 'has another highest id', expected: file.highestId, found: highest });
}
