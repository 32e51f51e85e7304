import { accessSync, constants, existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { isExportError } from '@weaviate-export/entities-export';
import { checkStoreFile, DATA_FILE } from './store-file.ts';
import { STORE_FORMAT } from './store-format.ts';
import { readStoreHead } from './store-head.ts';
import { StoreLock } from './store-lock.ts';

/** What lies in a folder that is to hold a store. */
export type StoreFacts =
  /** Nothing yet: the first start makes one. */
  | { readonly state: 'absent' }
  | {
      /** `in use` where a server has it open. */
      readonly state: 'free' | 'in use';
      readonly classes: number;
      /** An older format, which the next start brings to the newest. */
      readonly isOlder: boolean;
    };

/**
 * Looks at a store without changing or upgrading it, also while a server has it open.
 * @throws ExportError STORE_FORMAT_UNKNOWN or STORE_DAMAGED, or an Error of the system where the folder cannot be read and written
 */
export async function inspectStore(path: string): Promise<StoreFacts> {
  const file = join(path, DATA_FILE);
  if (!existsSync(file)) {
    accessSync(nearestFolder(path), constants.R_OK | constants.W_OK | constants.X_OK);
    return { state: 'absent' };
  }
  accessSync(file, constants.R_OK | constants.W_OK);
  const isInUse = isLocked(path);
  // A server that has it open has looked at it, and writes to it meanwhile.
  if (!isInUse) checkStoreFile(path);
  const head = await readStoreHead(path);
  if (head === null) return { state: 'absent' };
  const { format, classes } = head;
  return { state: isInUse ? 'in use' : 'free', classes, isOlder: format < STORE_FORMAT };
}

/** The folder itself, or the one that it is to be made in. */
function nearestFolder(path: string): string {
  return existsSync(path) || dirname(path) === path ? path : nearestFolder(dirname(path));
}

function isLocked(path: string): boolean {
  try {
    new StoreLock(path)[Symbol.dispose]();
    return false;
  } catch (error) {
    if (isExportError(error, 'STORE_LOCKED')) return true;
    throw error;
  }
}
