import type { Selection } from '@weaviate-export/entities-export';

/** An export as a caller asks for it; still to be validated by the Scheduler. */
export interface ExportRequest {
  readonly id: string;
  readonly include?: readonly string[];
  readonly exclude?: readonly string[];
  readonly file_format?: string;
  readonly config?: Selection & {
    readonly bucket?: string;
    readonly path?: string;
    readonly compression?: { readonly codec?: string; readonly level?: number };
    readonly encoding?: string;
    readonly layout?: string;
    readonly activateTenants?: boolean;
    readonly consistencyLevel?: string;
    /** An earlier export, by its id or with its place: what changed since is exported alone. */
    readonly since?: string | BaseRequest;
  };
}

/** Which export another is to be laid over; it lies where the other does, but for what is given here. */
export interface BaseRequest extends ExportLookup {
  readonly id: string;
}

/** Where a caller says that an export lies; what is absent is looked up. */
export interface ExportLookup {
  readonly bucket?: string;
  readonly path?: string;
}

/** What of an export a caller wants to know. */
export interface ExportQuery extends ExportLookup {
  /** Every shard, also of a class with more than 1,000 of them; else of such a class those that failed or were skipped. */
  readonly shards?: 'all';
}

/** Which exports of a list a caller wants. */
export interface ExportPage {
  /** Most exports of the page, 1 to 1000; 100 unless told. */
  readonly limit?: number;
  /** The last export of the page before: its id, or its path where several exports have that id. */
  readonly after?: string;
}
