import { Buffer } from 'node:buffer';

export const MANIFEST_FILE = 'manifest.json';
export const SCHEMA_FILE = 'schema.json';
export const METADATA_FILE = 'export_metadata.json';
/** The mark that a DELETE through another server leaves, and that the owner heeds at its next heartbeat. */
export const CANCEL_FILE = 'export_cancel.json';

/** A name as one path segment: every UTF-8 byte outside `[A-Za-z0-9_-]` as %XX, so that no two names share a segment. */
export function encodeName(name: string): string {
  return name.replace(/[^A-Za-z0-9_-]/gu, (character) =>
    [...Buffer.from(character, 'utf8')]
      .map((byte) => `%${byte.toString(16).toUpperCase().padStart(2, '0')}`)
      .join(''),
  );
}

/** The name of a class's file, or of a tenant's in a multi-tenant class, below the home of the export. */
export function parquetFileName(className: string, tenant?: string): string {
  const base = encodeName(className);
  return tenant === undefined ? `${base}.parquet` : `${base}/tenant=${encodeName(tenant)}.parquet`;
}
