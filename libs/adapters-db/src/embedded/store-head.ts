import { ExportError } from '@weaviate-export/entities-export';
import { type Database, open } from 'lmdb';
import { isStoreFile, storeError } from './store-file.ts';
import { STORE_FORMAT } from './store-format.ts';

export interface StoreHead {
  readonly format: number;
  readonly classes: number;
}

/**
 * What a store says of itself, of any format that is known; null where it was never begun. Changes nothing.
 * @throws ExportError STORE_FORMAT_UNKNOWN or STORE_DAMAGED
 */
export async function readStoreHead(path: string): Promise<StoreHead | null> {
  // Of an empty file LMDB makes a store only where it may write; else it ends the process.
  if (!isStoreFile(path)) return null;
  const root = open({ path, readOnly: true, maxDbs: 8, noSubdir: false });
  try {
    // Absent where there is no such database.
    const facts = root.openDB({ name: 'facts', encoding: 'json' }) as Database<unknown, string> | undefined;
    const format = facts?.get('format');
    if (format === undefined) return null;
    if (![1, 2, STORE_FORMAT].includes(format as number))
      throw new ExportError('STORE_FORMAT_UNKNOWN', [path, format, STORE_FORMAT]);
    const classes = root.openDB({ name: 'classes', encoding: 'string' }).getCount();
    return { format: format as number, classes };
  } catch (error) {
    throw storeError(error, path);
  } finally {
    await root.close();
  }
}
