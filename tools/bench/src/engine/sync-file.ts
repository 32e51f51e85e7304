import { open } from 'node:fs/promises';

/** Waits until a file is on the disk, as an export does before it tells of its success. */
export async function syncFile(path: string): Promise<void> {
  await using handle = await open(path, 'r+');
  await handle.sync();
}
