import { link, lstat, open, rename, unlink } from 'node:fs/promises';
import { PARTIAL_SUFFIX } from '../file-key.ts';
import { hasCode, unlessAbsent } from './errors.ts';

/** What link(2) answers on file systems without hard links, such as exFAT and many network and FUSE ones. */
const NO_LINKS = ['EPERM', 'ENOTSUP', 'EOPNOTSUPP', 'ENOSYS'];

/** Makes a name durable that has been given, and ends with what there is beside it. */
export type Finish = (unlinked: Promise<void>) => Promise<unknown>;

/** The name under which one publisher claims the right to publish a file where there are no hard links. */
export function claimOf(path: string): string {
  return `${path}.claim${PARTIAL_SUFFIX}`;
}

/**
 * Gives a finished temporary file its name, unless the name is taken: false then, and the temporary file stays. By
 * link(2), since rename(2) replaces what is there.
 * @param finish what is waited for once the name is given, among it the removal of the temporary one
 */
export async function publishNew(
  temporary: string,
  path: string,
  finish: Finish = (unlinked) => unlinked,
): Promise<boolean> {
  try {
    await link(temporary, path);
  } catch (error) {
    if (hasCode(error, 'EEXIST')) return false;
    if (hasCode(error, ...NO_LINKS)) return await publishUnderClaim(temporary, path, finish);
    throw error;
  }
  await finish(unlink(temporary));
  return true;
}

/**
 * The same without hard links. Every publisher of the name has to create the claim first, which only one at a time can;
 * under it, looking and renaming are one step. Readers never see an empty or half file, as they would if the name
 * itself were created exclusively and filled or replaced afterwards. Who finds the claim taken has lost: another is
 * about to publish.
 */
export async function publishUnderClaim(
  temporary: string,
  path: string,
  finish: Finish = (unlinked) => unlinked,
): Promise<boolean> {
  const claim = claimOf(path);
  try {
    await (await open(claim, 'wx')).close();
  } catch (error) {
    if (hasCode(error, 'EEXIST')) return false;
    throw error;
  }
  try {
    if ((await unlessAbsent(lstat(path))) !== null) return false;
    await rename(temporary, path);
    await finish(Promise.resolve());
    return true;
  } finally {
    await unlink(claim);
  }
}
