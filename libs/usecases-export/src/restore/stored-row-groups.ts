import { createHash } from 'node:crypto';
import { ExportError } from '@weaviate-export/entities-export';
import {
  openStoredFile,
  type RandomAccess,
  type RowWindow,
  type StoredFile,
  windowsOf,
} from '@weaviate-export/format';
import { inOrder } from '@weaviate-export/waiting';
import type { ExportFile } from '../stored/export-files.ts';
import { checkFile } from '../stored/file-runs.ts';
import type { ReadHome } from '../stored/read-home.ts';
import type { PlannedClass, RestoredFile } from './restore-plan.ts';

/**
 * Files up to this many bytes are held in memory, and so many of them are read ahead: those of tenants are small, and each
 * takes a store in the cloud some tens of milliseconds.
 */
const SMALL_FILE_BYTES = 2 * 1024 * 1024;
const FILES_AHEAD = 16;

/** A row group of a file whose bytes are those that the export wrote. */
export interface StoredRowGroupOf {
  readonly planned: PlannedClass;
  readonly restored: RestoredFile;
  readonly stored: StoredFile;
  readonly index: number;
  /** What of it is read at a time: all of it, unless it is large. */
  readonly window: RowWindow;
}

/**
 * The row groups of all files, one class after the other. Before a file's first one is given, its bytes have been held to the
 * manifest's sha256, and its rows to the manifest's.
 * @throws ExportError FILE_DAMAGED, EXPORT_NOT_WHOLE, PARQUET_INVALID, or those of the backend
 */
export async function* rowGroupsOf(classes: readonly PlannedClass[]): AsyncGenerator<StoredRowGroupOf> {
  const files = classes.flatMap((planned) => planned.files.map((restored) => ({ planned, restored })));
  const opened = inOrder(files, FILES_AHEAD, async ({ planned, restored }) => ({
    planned,
    restored,
    // Of a large one nothing is done before its turn.
    access:
      restored.file.bytes <= SMALL_FILE_BYTES ? await readWhole(restored.home, restored.file) : undefined,
  }));
  for await (const { planned, restored, access } of opened) {
    const { home, file } = restored;
    if (access === undefined) await checkFile(home, file);
    const stored = await openStoredFile(access ?? home.access(file.name, file.bytes));
    if (file.rows !== undefined && stored.rows !== file.rows)
      throw new ExportError('EXPORT_NOT_WHOLE', [
        home.describe(),
        `${file.name} has ${stored.rows} rows, and the manifest says ${file.rows}`,
      ]);
    for (const [index, { rows }] of stored.rowGroups.entries())
      if (rows > 0)
        for (const window of await windowsOf(stored, index))
          yield { planned, restored, stored, index, window };
  }
}

/** A small file, from memory. */
async function readWhole(home: ReadHome, { name, sha256 }: ExportFile): Promise<RandomAccess> {
  const bytes = Buffer.concat(await Array.fromAsync(home.bytesOf(name)));
  const found = createHash('sha256').update(bytes).digest('hex');
  if (sha256 !== undefined && found !== sha256)
    throw new ExportError('FILE_DAMAGED', [home.describe(name), sha256, found]);
  return {
    name: home.describe(name),
    bytes: bytes.length,
    read: async (start, length) => bytes.subarray(start, start + length),
  };
}

/**
 * Sees that every file of an export that the restore needs is there, with its size, before anything is written.
 * @throws ExportError EXPORT_NOT_WHOLE
 */
export async function checkPresence(
  home: ReadHome,
  classes: readonly PlannedClass[],
  signal: AbortSignal,
): Promise<void> {
  const sizes = new Map<string, number>();
  for await (const { name, bytes } of home.heeding(signal).list()) sizes.set(name, bytes);
  for (const { files } of classes) {
    const needed = new Set(files.flatMap((one) => [one, ...one.newer]).filter((one) => one.home === home));
    for (const {
      file: { name, bytes },
    } of needed) {
      const found = sizes.get(name);
      if (found === bytes) continue;
      const problem =
        found === undefined
          ? `${name} is missing`
          : `${name} has ${found} bytes, and the manifest says ${bytes}`;
      throw new ExportError('EXPORT_NOT_WHOLE', [home.describe(), problem]);
    }
  }
}
