import { type BlockBlobClient, type Metadata } from '@azure/storage-blob';
import { type SendOptions } from './connection.ts';
import { codeOf, httpStatusOf } from './errors.ts';

/**
 * Metadata entry that names the one write that made a blob. It alone tells a retried success from another's blob,
 * however equal the bytes. Names of metadata are identifiers: letters, digits and `_`.
 */
const WRITE_ID = 'weaviate_export_write_id';

/** Metadata entry of a blob that is no file: it is there for a moment, until it is deleted. */
const PASSING = 'weaviate_export_passing';

/** Metadata entry of the directories of accounts with a hierarchical namespace, which are listed among the blobs. */
const FOLDER = 'hdi_isfolder';

/** The metadata of blobs that are no files of anyone's. */
export const PASSING_METADATA: Metadata = { [PASSING]: 'true' };

/** What is under a name. */
export interface BlobState {
  readonly etag: string;
  readonly isFile: boolean;
  readonly writeId: string | undefined;
}

/** The metadata of a blob made by that write. */
export function madeBy(writeId: string): Metadata {
  return { [WRITE_ID]: writeId };
}

/** False for what this backend, or the service itself, keeps beside files. */
export function isFile(metadata: Metadata | undefined): boolean {
  return metadata?.[PASSING] === undefined && metadata?.[FOLDER] === undefined;
}

/** What is there, or null; blocks alone are nothing. */
export async function stateOf(blob: BlockBlobClient, options: SendOptions): Promise<BlobState | null> {
  try {
    const { etag = '', metadata } = await blob.getProperties(options);
    return { etag, isFile: isFile(metadata), writeId: metadata?.[WRITE_ID] };
  } catch (error) {
    if (isBlobMissing(error)) return null;
    throw error;
  }
}

/** Deletes the blob as it was seen; one that was replaced or deleted since then is left as it is. */
export async function deleteSeen(
  blob: BlockBlobClient,
  seen: BlobState,
  options: SendOptions,
): Promise<void> {
  try {
    await blob.delete({ ...options, conditions: { ifMatch: seen.etag } });
  } catch (error) {
    if (!isBlobMissing(error) && httpStatusOf(error) !== 412) throw error;
  }
}

export function isBlobMissing(error: unknown): boolean {
  return codeOf(error) === 'BlobNotFound';
}

/** True where the answer says that a blob was there before this write: 409, and 412 of older versions. */
export function isTaken(error: unknown): boolean {
  return ['BlobAlreadyExists', 'ConditionNotMet'].includes(codeOf(error) ?? '');
}
