import { type BlockBlobClient, type ContainerListBlobFlatSegmentResponse } from '@azure/storage-blob';
import { hash } from 'node:crypto';
import { type PartRules } from '../cloud/part-size.ts';
import { bytesOf, totalBytesOf } from '../cloud/read.ts';
import {
  type ByteRange,
  type CloudLocation,
  type CloudStore,
  type FileState,
  type ListedPage,
  type PageOrder,
  type StoredBytes,
} from '../cloud/store.ts';
import { isOutcomeUnknown, NameTaken } from '../cloud/errors.ts';
import { deleteSeen, isFile, madeBy, PASSING_METADATA, stateOf } from './blob-state.ts';
import { BlocksOnTheWay } from './blocks-on-the-way.ts';
import { type AzureConfig } from './config.ts';
import { type AzureConnection } from './connection.ts';
import { discardBlocks } from './discard-blocks.ts';
import { azureErrors, brokenOff, ifThere } from './errors.ts';
import { AZURE_PARTS } from './parts.ts';
import { AzureUpload } from './upload.ts';

/** Files asked for at a time, of the 5000 that the service would give. */
const LIST_PAGE_FILES = 1000;

export class AzureStore implements CloudStore {
  readonly name = 'azure';
  readonly host: string;
  readonly patienceMs: number;
  readonly errors = azureErrors;
  readonly parts: PartRules;
  readonly #connection: AzureConnection;
  readonly #onTheWay = new BlocksOnTheWay();

  constructor(connection: AzureConnection, { blockBytes, concurrency }: AzureConfig) {
    this.#connection = connection;
    this.host = new URL(connection.endpoint).host;
    this.patienceMs = connection.patienceMs;
    this.parts = {
      ...AZURE_PARTS,
      ...(blockBytes !== undefined && { usualBytes: blockBytes }),
      ...(concurrency !== undefined && { concurrency }),
    };
  }

  addressOf({ bucket, key }: CloudLocation): string {
    return `${this.#connection.endpoint}/${bucket}/${key}`;
  }

  async list(
    { bucket, key: prefix }: CloudLocation,
    { limit = LIST_PAGE_FILES, next }: PageOrder,
    abortSignal: AbortSignal,
  ): Promise<ListedPage> {
    const container = this.#connection.service.getContainerClient(bucket);
    const pages = container
      .listBlobsFlat({ abortSignal, prefix, includeMetadata: true })
      .byPage({ maxPageSize: limit, ...(next !== undefined && { continuationToken: next }) });
    const listed: IteratorResult<ContainerListBlobFlatSegmentResponse, undefined> = await brokenOff(
      pages.next(),
    );
    const page = listed.value;
    if (page === undefined) throw new Error('the answer has no list');
    return {
      files: page.segment.blobItems
        .filter(({ metadata }) => isFile(metadata))
        .map(({ name, properties }) => ({ key: name, bytes: properties.contentLength ?? 0 })),
      next: page.continuationToken || undefined,
    };
  }

  /** A blob that is no file, since an upload begins with its first block. */
  async probe(location: CloudLocation, abortSignal: AbortSignal): Promise<void> {
    const blob = this.#blob(location);
    try {
      await blob.upload('', 0, { abortSignal, metadata: PASSING_METADATA });
    } catch (error) {
      if (isOutcomeUnknown(error, azureErrors)) await ifThere(blob.delete()).catch(() => {});
      throw error;
    }
    await ifThere(blob.delete());
  }

  async get(
    location: CloudLocation,
    range: ByteRange | undefined,
    abortSignal: AbortSignal,
  ): Promise<StoredBytes | null> {
    const { start = 0, length, version } = range ?? {};
    const conditions = version === undefined ? {} : { ifMatch: version };
    const options = { abortSignal, conditions, maxRetryRequests: 0 };
    const answer = await ifThere(brokenOff(this.#blob(location).download(start, length, options)));
    if (answer === null) return null;
    const bytes = await bytesOf((answer.readableStreamBody ?? []) as AsyncIterable<unknown>);
    if (!isFile(answer.metadata)) return null;
    const totalBytes = range === undefined ? bytes.length : totalBytesOf(answer.contentRange);
    return { bytes, totalBytes, version: answer.etag };
  }

  async put(
    location: CloudLocation,
    bytes: Uint8Array,
    abortSignal: AbortSignal,
    writeId?: string,
  ): Promise<void> {
    const condition = writeId !== undefined && {
      conditions: { ifNoneMatch: '*' },
      metadata: madeBy(writeId),
    };
    const transactionalContentMD5 = hash('md5', bytes, 'buffer');
    await this.#blob(location).upload(bytes, bytes.length, {
      abortSignal,
      transactionalContentMD5,
      ...condition,
    });
  }

  stateOf(location: CloudLocation, signal: AbortSignal): Promise<FileState | null> {
    return stateOf(this.#blob(location), signal);
  }

  deleteSeen(location: CloudLocation, seen: FileState, signal: AbortSignal): Promise<void> {
    return deleteSeen(this.#blob(location), seen, signal);
  }

  async delete(location: CloudLocation, abortSignal: AbortSignal): Promise<void> {
    const blob = this.#blob(location);
    await this.#onTheWay.arrived(blob.url);
    await ifThere(blob.delete({ abortSignal }));
    await discardBlocks(blob, abortSignal);
  }

  async beginUpload(location: CloudLocation, writeId: string, signal: AbortSignal): Promise<AzureUpload> {
    const found = await this.stateOf(location, signal);
    // Blocks beside a file could not be taken back, so there are none.
    if (found?.isFile === true) throw new NameTaken();
    if (found !== null) await this.deleteSeen(location, found, signal);
    return this.openUpload(location, writeId);
  }

  openUpload(location: CloudLocation, writeId: string): AzureUpload {
    return new AzureUpload(this.#blob(location), writeId, this.#onTheWay);
  }

  [Symbol.dispose](): void {
    this.#connection.agent.destroy();
  }

  #blob({ bucket, key }: CloudLocation): BlockBlobClient {
    return this.#connection.service.getContainerClient(bucket).getBlockBlobClient(key);
  }
}
