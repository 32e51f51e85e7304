import { mkdtemp, readdir, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PARTIAL_SUFFIX } from '../file-key.ts';
import { FilesystemBackend } from './backend.ts';

/** An empty folder that goes with its scope. */
export async function temporaryFolder(): Promise<{ path: string } & AsyncDisposable> {
  const path = await mkdtemp(join(tmpdir(), 'backends-test-'));
  return { path, [Symbol.asyncDispose]: () => rm(path, { recursive: true, force: true }) };
}

/** What is not a published file: names that end in `.partial`, and empty folders. Paths relative to the root. */
export async function leftovers(root: string): Promise<string[]> {
  const found: string[] = [];
  for (const name of await readdir(root, { recursive: true })) {
    const path = join(root, name);
    const isEmptyFolder = (await stat(path)).isDirectory() && (await readdir(path)).length === 0;
    if (name.endsWith(PARTIAL_SUFFIX) || isEmptyFolder) found.push(name);
  }
  return found;
}

/** A backend in a folder of its own. */
export async function openFilesystemFixture() {
  const folder = await temporaryFolder();
  const root = join(folder.path, 'exports');
  const backend = new FilesystemBackend(root);
  return {
    root,
    backend,
    openUploads: async () => {
      const isThere = (await readdir(folder.path)).length > 0;
      return isThere ? await leftovers(root) : [];
    },
    [Symbol.asyncDispose]: () => folder[Symbol.asyncDispose](),
  };
}
