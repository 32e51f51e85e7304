import { type FileEntry } from '@weaviate-export/usecases-export';
import { Buffer } from 'node:buffer';
import { type Dirent } from 'node:fs';
import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { PARTIAL_SUFFIX } from '../file-key.ts';
import { unlessAbsent } from './errors.ts';

/**
 * Published files below `root` whose keys begin with `prefix`, in the order of their keys' UTF-8 bytes, as object
 * stores list them. Reads no folder that cannot hold one.
 */
export async function* listFiles(
  root: string,
  prefix: string,
  signal: AbortSignal,
): AsyncGenerator<FileEntry> {
  const slash = prefix.lastIndexOf('/') + 1;
  yield* listFolder(root, prefix.slice(0, slash), prefix.slice(slash), signal);
}

/** @param folder empty, or a key that ends in a slash */
async function* listFolder(
  root: string,
  folder: string,
  namePrefix: string,
  signal: AbortSignal,
): AsyncGenerator<FileEntry> {
  signal.throwIfAborted();
  // Files and folders may go while they are listed.
  const entries = await unlessAbsent(readdir(join(root, folder), { withFileTypes: true }));
  const found = (entries ?? [])
    .filter(({ name }) => name.startsWith(namePrefix) && !name.endsWith(PARTIAL_SUFFIX))
    .map((entry) => ({ entry, order: Buffer.from(orderOf(entry)) }))
    .sort((a, b) => Buffer.compare(a.order, b.order));
  for (const { entry } of found) {
    signal.throwIfAborted();
    const key = `${folder}${entry.name}`;
    if (entry.isDirectory()) {
      yield* listFolder(root, `${key}/`, '', signal);
    } else if (entry.isFile()) {
      const found = await unlessAbsent(stat(join(root, key)));
      if (found !== null) yield { key, bytes: found.size };
    }
  }
}

/** A folder stands where the keys of its files stand: `a.b`, `a/b`, `a0`. */
function orderOf(entry: Dirent): string {
  return entry.isDirectory() ? `${entry.name}/` : entry.name;
}
