import { Buffer } from 'node:buffer';
import { createHash } from 'node:crypto';

export const MANIFEST_FILE = 'manifest.json';
export const SCHEMA_FILE = 'schema.json';
export const METADATA_FILE = 'export_metadata.json';
/** The ShardRecords of an export with more shards than its metadata holds: JSON, one a line, compressed by gzip. */
export const DETAIL_FILE = 'export_detail.jsonl.gz';
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

/** Longest name of a file, in characters before its ending: file systems stop at 255 bytes, `.parquet.partial` included. */
const SEGMENT_MAX_LENGTH = 200;
/** What a longer name is cut to; a digest of the whole name takes its place. */
const KEPT_LENGTH = 150;
const DIGEST_LENGTH = 32;

/** `encodeName`, cut where it is too long for a file system; the manifest tells the whole name. */
function segmentOf(name: string): string {
  const encoded = encodeName(name);
  if (encoded.length <= SEGMENT_MAX_LENGTH) return encoded;
  const digest = createHash('sha256').update(name).digest('hex').slice(0, DIGEST_LENGTH);
  return `${encoded.slice(0, KEPT_LENGTH)}~${digest}`;
}

/** The name of a class's file, or of a tenant's in a multi-tenant class, below the home of the export. */
export function parquetFileName(className: string, tenant?: string): string {
  return `${stemOf(className, tenant)}.parquet`;
}

/** The name of the file beside it that tells which objects an incremental export takes away; no name of another has a dot there. */
export function deletesFileName(className: string, tenant?: string): string {
  return `${stemOf(className, tenant)}.deletes.parquet`;
}

function stemOf(className: string, tenant: string | undefined): string {
  const base = segmentOf(className);
  return tenant === undefined ? base : `${base}/tenant=${segmentOf(tenant)}`;
}
