import { ExportError, isExportError } from '@weaviate-export/entities-export';
import { getSystemErrorMessage } from 'node:util';

/** The name of the backend, in the API and in errors. */
export const FILESYSTEM = 'filesystem';

/** EFBIG: the largest file that the process or the file system allows, which a user meets as a full disk. */
const FULL = ['ENOSPC', 'EDQUOT', 'EFBIG'];
/** EROFS is not among them: nothing is granted that would let anyone write to a read-only disk. */
const REFUSED = ['EACCES', 'EPERM'];
/** No file under that name: none at all, a folder, or a file where a folder of the path should be. */
const ABSENT = ['ENOENT', 'EISDIR', 'ENOTDIR'];

export function hasCode(error: unknown, ...codes: readonly string[]): boolean {
  return codes.includes((error as NodeJS.ErrnoException | undefined)?.code ?? '');
}

function isAbsent(error: unknown): boolean {
  return hasCode(error, ...ABSENT);
}

/** What was found, or null where there is no file. */
export async function unlessAbsent<T>(found: Promise<T>): Promise<T | null> {
  try {
    return await found;
  } catch (error) {
    if (isAbsent(error)) return null;
    throw error;
  }
}

/**
 * The error as the Backend port promises it.
 * @param action as in "failed to ACTION", e.g. `write`
 * @param where absolute path of the file
 */
export function filesystemError(error: unknown, action: string, where: string): unknown {
  if (isExportError(error)) return error;
  const cause = { cause: error };
  const reason = reasonOf(error);
  if (hasCode(error, ...FULL)) return new ExportError('BACKEND_FULL', [FILESYSTEM, where], cause);
  if (hasCode(error, ...REFUSED))
    return new ExportError('BACKEND_CREDENTIALS', [FILESYSTEM, where, reason], cause);
  return new ExportError('BACKEND_FAILED', [FILESYSTEM, action, where, reason], cause);
}

function reasonOf(error: unknown): string {
  const { code, errno } = error as NodeJS.ErrnoException;
  if (code !== undefined && errno !== undefined) return `${code} (${getSystemErrorMessage(errno)})`;
  return error instanceof Error ? error.message : String(error);
}
