import { randomUUID } from 'node:crypto';
import { rename, unlink } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { PARTIAL_SUFFIX } from '../file-key.ts';
import { unlessAbsent } from './errors.ts';
import { createFolders, openNew, removeEmptyFolders } from './folders.ts';
import { holdFolder } from './held-folder.ts';
import { publishNew, type Finish } from './publish-new.ts';

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
  await writeSmallFile(path, root, bytes, async (temporary, _path, finish) => {
    await rename(temporary, path);
    await finish(Promise.resolve());
    return true;
  });
}

async function writeSmallFile(
  path: string,
  root: string,
  bytes: Uint8Array,
  publish: (temporary: string, path: string, finish: Finish) => Promise<boolean>,
): Promise<boolean> {
  const folder = temporaryFolderOf(path);
  const temporary = join(folder, randomUUID());
  let published = false;
  try {
    await createFolders(folder);
    await using handle = await openNew(temporary);
    using hold = holdFolder(dirname(path), root);
    await handle.writeFile(bytes);
    await handle.sync();
    published = await publish(temporary, path, (unlinked) =>
      // Side by side, since each takes a turn of the event loop; a close has nothing to lose any more.
      Promise.all([
        hold.sync(),
        handle.close(),
        unlinked.then(() => removeEmptyFolders(folder, dirname(path))),
      ]),
    );
  } finally {
    if (!published) {
      await unlessAbsent(unlink(temporary));
      await removeEmptyFolders(folder, root);
    }
  }
  return published;
}
