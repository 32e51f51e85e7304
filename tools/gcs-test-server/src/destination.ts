import { type SentMetadata } from './object-metadata.ts';

/** Where a whole upload goes, and what has to hold for it. */
export interface Destination {
  readonly bucket: string;
  readonly sent: SentMetadata;
  /** The preconditions among the parameters. */
  readonly query: URLSearchParams;
}
