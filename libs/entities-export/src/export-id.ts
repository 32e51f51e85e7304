import { ExportError } from './export-error.ts';

/** Longest id of an export, in characters: it becomes one segment of a path, and file systems stop at 255 bytes. */
export const EXPORT_ID_MAX_LENGTH = 128;
export const EXPORT_ID_PATTERN = /^[a-z0-9_-]+$/;

/**
 * Gives the id back when it can name an export.
 * @throws ExportError ID_MISSING, ID_MALFORMED or ID_TOO_LONG
 */
export function parseExportId(id: unknown): string {
  if (id === undefined || id === null || id === '') throw new ExportError('ID_MISSING', []);
  if (typeof id !== 'string' || !EXPORT_ID_PATTERN.test(id)) throw new ExportError('ID_MALFORMED', [id]);
  if (id.length > EXPORT_ID_MAX_LENGTH)
    throw new ExportError('ID_TOO_LONG', [id.length, EXPORT_ID_MAX_LENGTH]);
  return id;
}
