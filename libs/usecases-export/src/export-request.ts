/** An export as a caller asks for it; still to be validated by the Scheduler. */
export interface ExportRequest {
  readonly id: string;
  readonly include?: readonly string[];
  readonly exclude?: readonly string[];
  readonly file_format?: string;
  readonly config?: {
    readonly bucket?: string;
    readonly path?: string;
    readonly compression?: { readonly codec?: string; readonly level?: number };
    readonly layout?: string;
  };
}

/** Where a caller says that an export lies; what is absent is looked up. */
export interface ExportLookup {
  readonly bucket?: string;
  readonly path?: string;
}
