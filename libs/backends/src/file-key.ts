import { ExportError } from '@weaviate-export/entities-export';

/** How unfinished files of the filesystem backend end, in every folder; no file may be named so. */
export const PARTIAL_SUFFIX = '.partial';

const RULE = 'segments joined by /, none of them empty, . or .., without backslash and NUL';

/**
 * The segments of a file's key.
 * @throws ExportError FIELD_INVALID where the key could lie outside the backend's root or stand for an unfinished file
 */
export function segmentsOf(key: string): string[] {
  const segments = key.split('/');
  if (segments.some(isOutOfPlace) || key.includes('\\') || key.includes('\0'))
    throw new ExportError('FIELD_INVALID', ['key', key, RULE]);
  if (segments.some((segment) => segment.endsWith(PARTIAL_SUFFIX)))
    throw new ExportError('FIELD_INVALID', ['key', key, `no segment may end in ${PARTIAL_SUFFIX}`]);
  return segments;
}

function isOutOfPlace(segment: string): boolean {
  return segment === '' || segment === '.' || segment === '..';
}
