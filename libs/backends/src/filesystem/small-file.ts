import { randomUUID } from 'node:crypto';
import { rename, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { PARTIAL_SUFFIX } from '../file-key.ts';
import { openNew, removeEmptyFolders, syncFolders } from './folders.ts';
import { publishNew } from './publish-new.ts';

/** The folder of a file's temporary forms: each writer has one of its own, and `delete` finds those of dead writers. */
export function temporaryFolderOf(path: string): string {
  return `${path}.tmp${PARTIAL_SUFFIX}`;
}

/** Creates a file whole and durably, unless its name is taken: false then. */
export function createSmallFile(path: string, root: string, bytes: Uint8Array): Promise<boolean> {
  return writeSmallFile(path, root, bytes, publishNew);
}

/** Writes a file whole and durably, over the one that may be there. */
export async function replaceSmallFile(path: string, root: string, bytes: Uint8Array): Promise<void> {
  await writeSmallFile(path, root, bytes, async (temporary) => {
    await rename(temporary, path);
    return true;
  });
}

async function writeSmallFile(
  path: string,
  root: string,
  bytes: Uint8Array,
  publish: (temporary: string, path: string) => Promise<boolean>,
): Promise<boolean> {
  const folder = temporaryFolderOf(path);
  const temporary = join(folder, randomUUID());
  let published = false;
  try {
    const handle = await openNew(temporary);
    try {
      await handle.writeFile(bytes);
      await handle.sync();
    } finally {
      await handle.close();
    }
    published = await publish(temporary, path);
  } finally {
    // One that was published has gone from there.
    if (!published) await rm(temporary, { force: true });
    await Promise.all([published && syncFolders(dirname(path), root), removeEmptyFolders(folder, root)]);
  }
  return published;
}
