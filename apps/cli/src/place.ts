import { basename, dirname, resolve } from 'node:path';
import { ExportError, type BackendName } from '@weaviate-export/entities-export';

/** Where exports lie: a folder of this machine, or a path in a bucket. */
export type Place = { readonly backend: 'filesystem'; readonly folder: string } | BucketPlace;

export interface BucketPlace {
  readonly backend: Exclude<BackendName, 'filesystem'>;
  readonly bucket: string;
  /** Without slashes at its ends; empty is the bucket's root. */
  readonly path: string;
}

const SCHEMES = { s3: 's3', gs: 'gcs', az: 'azure' } as const;
const ALLOWED =
  'allowed are a folder, s3://bucket/path, gs://bucket/path and az://container/path, credentials from the environment';
const URL_LIKE = /^([a-z][a-z0-9+.-]*):\/\/([^/]*)\/*(.*?)\/*$/i;

/**
 * Reads where exports are to lie, or do.
 * @param field names the argument in messages
 * @param folder what relative paths are below
 * @throws ExportError FIELD_INVALID
 */
export function parsePlace(field: string, text: string, folder: string): Place {
  const [, scheme, bucket, path] = URL_LIKE.exec(text) ?? [];
  if (scheme === undefined) {
    if (text === '' || text.includes('\0')) throw new ExportError('FIELD_INVALID', [field, text, ALLOWED]);
    return { backend: 'filesystem', folder: resolve(folder, text) };
  }
  const backend = SCHEMES[scheme.toLowerCase() as keyof typeof SCHEMES];
  if (backend === undefined || !bucket) throw new ExportError('FIELD_INVALID', [field, text, ALLOWED]);
  return { backend, bucket, path: path! };
}

/** A place as people write it. */
export function addressOf(place: Place): string {
  if (place.backend === 'filesystem') return place.folder;
  const scheme = Object.entries(SCHEMES).find(([, backend]) => backend === place.backend)![0];
  return `${scheme}://${place.bucket}${place.path === '' ? '' : `/${place.path}`}`;
}

/** One export: where it lies, and under which id. */
export interface ExportAt {
  readonly place: Place;
  readonly id: string;
}

/**
 * Reads which export is meant, by its folder.
 * @throws ExportError FIELD_INVALID
 */
export function parseExport(field: string, text: string, folder: string): ExportAt {
  const given = parsePlace(field, text, folder);
  const whole = given.backend === 'filesystem' ? given.folder : given.path;
  const id = basename(whole);
  if (id === '') throw new ExportError('FIELD_INVALID', [field, text, 'allowed is the folder of one export']);
  // A backend's root is a folder above the export.
  if (given.backend === 'filesystem') return { place: { ...given, folder: dirname(whole) }, id };
  return { place: { ...given, path: whole.slice(0, -id.length).replace(/\/+$/, '') }, id };
}

/** A place as the use cases take it. */
export interface Destination {
  readonly backend: BackendName;
  readonly bucket?: string;
  /** Absent for the root of the backend. */
  readonly path?: string;
}

/** The folder of an export, as backends take it. */
export function homeOf({ place, id }: ExportAt): { readonly bucket?: string; readonly key: string } {
  const { bucket, path } = destinationOf(place);
  return { ...(bucket !== undefined && { bucket }), key: path === undefined ? id : `${path}/${id}` };
}

export function destinationOf(place: Place): Destination {
  if (place.backend === 'filesystem') return { backend: place.backend };
  const { backend, bucket, path } = place;
  return { backend, bucket, ...(path !== '' && { path }) };
}
