import type { ExportPlace, ExportRecord } from '@weaviate-export/entities-export';
import type { ServiceIdentifier } from 'inversify';

/** The server's own record of its exports, so that one is found by its id alone. One record a backend, place and id. */
export interface ExportRecords {
  /** Writes the record, in place of an earlier one of the same place and id; durable when resolved, if the host's is. */
  save(record: ExportRecord): Promise<void>;
  /** Forgets the record of this place and id. */
  remove(place: ExportPlace, id: string): Promise<void>;
  /** The records of an id on a backend, whatever their bucket and path, the last started first. */
  find(backend: string, id: string): Promise<ExportRecord[]>;
  /** All records of a backend, in any order. */
  on(backend: string): AsyncIterable<ExportRecord>;
  /** Records of exports that were not finished when last saved. */
  unfinished(): Promise<ExportRecord[]>;
}

export const ExportRecords = Symbol.for('@weaviate-export/ExportRecords') as ServiceIdentifier<ExportRecords>;
