import type { ClassDefinition } from '@weaviate-export/entities-export';
import type { OpenSnapshotReader } from '@weaviate-export/usecases-export';
import { WeaviateConnection } from './connection/weaviate-connection.ts';
import type { WeaviateOptions } from './connection/weaviate-options.ts';
import { WeaviateReader } from './weaviate-reader.ts';

/** What a thread needs to read the classes of an export. Plain JSON, but for the memory that threads share. */
export interface WeaviateReaderOptions {
  readonly connection: WeaviateOptions;
  /** Of RequestSlots: all threads keep to one limit. */
  readonly slots: SharedArrayBuffer;
  readonly definitions: readonly ClassDefinition[];
}

/** Opens a reader on this thread, with a connection of its own. */
export const openSnapshotReader: OpenSnapshotReader = (options) => {
  const { connection, slots, definitions } = options as WeaviateReaderOptions;
  return new WeaviateReader(new WeaviateConnection(connection, slots), definitions);
};
