import type { ExportStatus, Manifest } from '@weaviate-export/entities-export';
import type { ListedExport } from '@weaviate-export/usecases-export';

/** Exports that can be asked about, until it is disposed of. */
export interface Exports extends AsyncDisposable {
  /** Where they lie, for people. */
  readonly address: string;
  /** The last started first, without their shards. */
  list(signal: AbortSignal): Promise<readonly ListedExport[]>;
  /**
   * How one stands, with its manifest where it can be had.
   * @throws Failure where it is not there
   */
  show(id: string, signal: AbortSignal): Promise<ShownExport>;
}

export interface ShownExport {
  readonly status: ExportStatus;
  /** null where there is none. */
  readonly manifest: Manifest | null;
}
