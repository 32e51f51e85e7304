import { createHash } from 'node:crypto';
import { ExportError } from '@weaviate-export/entities-export';
import { openStoredFile, type RowWindow, type StoredFile, windowsOf } from '@weaviate-export/format';
import type { ExportFile } from './export-files.ts';
import { loadDecoder } from './load-decoder.ts';
import type { ReadHome } from './read-home.ts';

/** A row group, or some rows of a large one, and which ids it has. Plain. */
export interface RowGroupPlace {
  readonly file: ExportFile;
  readonly index: number;
  readonly window: RowWindow;
  readonly rows: number;
  /** Uncompressed. */
  readonly bytes: number;
  readonly first: string;
  readonly last: string;
}

/**
 * The row groups of files in runs of rising ids: the shards of a class follow one another in its file, each in order.
 */
export async function runsOf(home: ReadHome, files: readonly ExportFile[]): Promise<RowGroupPlace[][]> {
  const runs: RowGroupPlace[][] = [];
  let last = '';
  for (const file of files) {
    const stored = await openStoredFile(home.access(file.name, file.bytes));
    for await (const place of placesOf(stored, file)) {
      if (runs.length === 0 || place.first <= last) runs.push([]);
      runs.at(-1)!.push(place);
      last = place.last;
    }
  }
  return runs;
}

async function* placesOf(stored: StoredFile, file: ExportFile): AsyncGenerator<RowGroupPlace> {
  for (const [index, { rows: all, ids }] of stored.rowGroups.entries()) {
    if (all === 0) continue;
    const windows = await windowsOf(stored, index);
    for (const window of windows) {
      const told = windows.length === 1 ? ids : undefined;
      const { lowest, highest } = told ?? (await boundsOf(stored, index, window));
      const { rows, bytes } = window;
      yield { ...{ file, index, window, rows, bytes }, first: lowest, last: highest };
    }
  }
}

/** Where statistics do not tell. */
async function boundsOf(
  stored: StoredFile,
  index: number,
  window: RowWindow,
): Promise<{ readonly lowest: string; readonly highest: string }> {
  const { readRowGroupIds } = await loadDecoder();
  const ids = await readRowGroupIds(stored, index, window);
  return { lowest: ids[0]!, highest: ids.at(-1)! };
}

/**
 * Holds a file to its manifest: no damage is to be made into a file with a checksum of its own.
 * @throws ExportError FILE_DAMAGED
 */
export async function checkFile(home: ReadHome, { name, sha256 }: ExportFile): Promise<void> {
  if (sha256 === undefined) return;
  const hash = createHash('sha256');
  for await (const piece of home.bytesOf(name)) hash.update(piece);
  const found = hash.digest('hex');
  if (found !== sha256) throw new ExportError('FILE_DAMAGED', [home.describe(name), sha256, found]);
}
