import type { ExportPlace, RestoreRecord } from '@weaviate-export/entities-export';
import type { ServiceIdentifier } from 'inversify';

/** The server's own records of restores: of each export the last one. */
export interface RestoreRecords {
  /** Writes the record, in place of an earlier one of the same export; durable when resolved, if the host's is. */
  save(record: RestoreRecord): Promise<void>;
  /** The records of restores of exports with that id on a backend, whatever their bucket and path, the last started first. */
  find(backend: string, id: string): Promise<RestoreRecord[]>;
  /** Records of restores that were not finished when last saved. */
  unfinished(): Promise<RestoreRecord[]>;
}

export const RestoreRecords = Symbol.for(
  '@weaviate-export/RestoreRecords',
) as ServiceIdentifier<RestoreRecords>;

/** What tells the export of a record apart from others. */
export function exportKey({ backend, bucket, path }: ExportPlace, id: string): string {
  return JSON.stringify([backend, bucket ?? null, path, id]);
}
