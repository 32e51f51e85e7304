import type { ExportPlace, ExportRecord } from '@weaviate-export/entities-export';
import type { ServiceIdentifier } from 'inversify';

/** Where a record stands in the order of a list: by what it began at, and which it is. */
export interface ExportPosition {
  readonly place: ExportPlace;
  readonly id: string;
  /** RFC 3339, as in the record's status. */
  readonly startedAt: string;
}

/**
 * The server's own records of its exports, so that one is found by its id alone. One record a backend, place and id: a
 * small head, written every ten seconds, and apart from it a detail, which may have megabytes. No method but `detail`
 * reads a detail, and none takes longer for the exports that have ended.
 */
export interface ExportRecords {
  /**
   * Writes the record, in place of an earlier one of the same place and id; durable when resolved, if the host's is.
   * @param detail bytes to keep beside it; left out, those saved before stay
   */
  save(record: ExportRecord, detail?: Uint8Array): Promise<void>;
  /** Forgets the record of this place and id, and its detail. */
  remove(place: ExportPlace, id: string): Promise<void>;
  /** The records of an id on a backend, whatever their bucket and path, the last started first. */
  find(backend: string, id: string): Promise<ExportRecord[]>;
  /** The detail last saved of this place and id, or null where there is none. */
  detail(place: ExportPlace, id: string): Promise<Uint8Array | null>;
  /**
   * Records of a backend, the last started first. Those that began in the same millisecond have an order as well.
   * @param limit most records of the page, 1 or more: only the last page holds fewer
   * @param after the page begins behind this position, whether a record is there or not
   */
  page(backend: string, limit: number, after?: ExportPosition): Promise<ExportRecord[]>;
  /** Records of exports that were not finished when last saved. */
  unfinished(): Promise<ExportRecord[]>;
}

export const ExportRecords = Symbol.for('@weaviate-export/ExportRecords') as ServiceIdentifier<ExportRecords>;
