import { type BlockBlobClient, type Metadata } from '@azure/storage-blob';
import { type FileState } from '../cloud/store.ts';
import { httpStatusOf, ifThere } from './errors.ts';

/** Metadata entry that names the one write that made a blob. Names of metadata are identifiers: letters, digits and `_`. */
const WRITE_ID = 'weaviate_export_write_id';

/** Metadata entry of a blob that is no file: it is there for a moment, until it is deleted. */
const PASSING = 'weaviate_export_passing';

/** Metadata entry of the directories of accounts with a hierarchical namespace, which are listed among the blobs. */
const FOLDER = 'hdi_isfolder';

/** The metadata of blobs that are no files of anyone's. */
export const PASSING_METADATA: Metadata = { [PASSING]: 'true' };

/** The metadata of a blob made by that write. */
export function madeBy(writeId: string): Metadata {
  return { [WRITE_ID]: writeId };
}

/** False for what this backend, or the service itself, keeps beside files. */
export function isFile(metadata: Metadata | undefined): boolean {
  return metadata?.[PASSING] === undefined && metadata?.[FOLDER] === undefined;
}

/** What is there, or null; blocks alone are nothing. */
export async function stateOf(blob: BlockBlobClient, abortSignal: AbortSignal): Promise<FileState | null> {
  const found = await ifThere(blob.getProperties({ abortSignal }));
  if (found === null) return null;
  const { etag = '', metadata } = found;
  return { version: etag, isFile: isFile(metadata), writeId: metadata?.[WRITE_ID] };
}

/** Deletes the blob as it was seen; one that was replaced or deleted since then is left as it is. */
export async function deleteSeen(
  blob: BlockBlobClient,
  seen: FileState,
  abortSignal: AbortSignal,
): Promise<void> {
  try {
    await ifThere(blob.delete({ abortSignal, conditions: { ifMatch: seen.version } }));
  } catch (error) {
    if (httpStatusOf(error) !== 412) throw error;
  }
}
