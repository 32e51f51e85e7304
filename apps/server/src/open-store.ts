import { EmbeddedStore } from '@weaviate-export/adapters-db';
import { ExportError, isExportError } from '@weaviate-export/entities-export';
import type { Logger } from '@weaviate-export/usecases-export';

/**
 * Opens the store in the folder that PERSISTENCE_DATA_PATH names, or makes one there.
 * @throws ExportError CONFIGURATION_INVALID, STORE_LOCKED, STORE_DAMAGED or STORE_FORMAT_UNKNOWN
 */
export async function openStore(path: string, logger: Logger): Promise<EmbeddedStore> {
  try {
    return await EmbeddedStore.open({ path, logger });
  } catch (error) {
    if (isExportError(error)) throw error;
    const reason = error instanceof Error ? error.message : String(error);
    const allowed = `allowed is a folder for this server's store, or for a new one, to which it may write (${reason})`;
    throw new ExportError('CONFIGURATION_INVALID', ['PERSISTENCE_DATA_PATH', path, allowed], {
      cause: error,
    });
  }
}
