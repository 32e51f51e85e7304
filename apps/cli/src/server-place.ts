import { BACKENDS, ExportError } from '@weaviate-export/entities-export';
import { destinationOf, parsePlace, type Destination } from './place.ts';

const ALLOWED =
  `with --server, allowed are ${BACKENDS.join(', ')} (where the server's defaults say), a path behind ` +
  'one of them (filesystem/nightly), s3://bucket/path, gs://bucket/path and az://container/path';

/**
 * Reads a place of a server: its folder is none of this machine, and what is left out are the server's own defaults.
 * @param field names the argument in messages
 * @throws ExportError FIELD_INVALID
 */
export function parseServerPlace(field: string, text: string): Destination {
  if (text.includes('://')) return destinationOf(parsePlace(field, text, '/'));
  const [name, ...segments] = text.replace(/\/+$/, '').split('/');
  const backend = BACKENDS.find((one) => one === name);
  if (backend === undefined) throw new ExportError('FIELD_INVALID', [field, text, ALLOWED]);
  return { backend, ...(segments.length > 0 && { path: segments.join('/') }) };
}

/**
 * Reads which export of a server is meant: its id, behind its place.
 * @throws ExportError FIELD_INVALID
 */
export function parseServerExport(
  field: string,
  text: string,
): { readonly destination: Destination; readonly id: string } {
  const { path = '', ...place } = parseServerPlace(field, text);
  const slash = path.lastIndexOf('/');
  const [above, id] = [path.slice(0, Math.max(slash, 0)), path.slice(slash + 1)];
  if (id === '') {
    const allowed = 'allowed is a place and the id of one export behind it, such as filesystem/nightly';
    throw new ExportError('FIELD_INVALID', [field, text, allowed]);
  }
  return { destination: { ...place, ...(above !== '' && { path: above }) }, id };
}
