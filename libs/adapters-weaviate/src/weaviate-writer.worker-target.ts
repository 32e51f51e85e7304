import type { OpenObjectWriter } from '@weaviate-export/usecases-export';
import { WeaviateConnection } from './connection/weaviate-connection.ts';
import type { WeaviateOptions } from './connection/weaviate-options.ts';
import { WeaviateWriter, type WriterSettings } from './target/weaviate-writer.ts';

/** What a thread needs to write objects. Plain JSON, but for the memory that threads share. */
export interface WeaviateWriterOptions {
  readonly connection: WeaviateOptions;
  /** Of RequestSlots: all threads keep to one limit. */
  readonly slots: SharedArrayBuffer;
  readonly settings: WriterSettings;
}

/** Opens a writer on this thread, with a connection of its own. */
export const openObjectWriter: OpenObjectWriter = (options) => {
  const { connection, slots, settings } = options as WeaviateWriterOptions;
  return new WeaviateWriter(new WeaviateConnection(connection, slots), settings);
};
