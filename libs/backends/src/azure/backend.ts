import { type BlockBlobClient, type ContainerListBlobFlatSegmentResponse } from '@azure/storage-blob';
import { ExportError } from '@weaviate-export/entities-export';
import {
  type Backend,
  type BackendCapabilities,
  type FileEntry,
  type FileLocation,
  type Sink,
  type SinkOptions,
} from '@weaviate-export/usecases-export';
import { randomUUID } from 'node:crypto';
import { segmentsOf } from '../file-key.ts';
import { GuardedSink } from '../guarded-sink.ts';
import { type AzureConfig } from './config.ts';
import { AzureConnection, type AzureConnectionOptions, type SendOptions } from './connection.ts';
import { AZURE, isOutcomeUnknown } from './errors.ts';
import { AzureSinkTarget, type BlockOptions } from './sink.ts';
import { isBlobMissing, isFile, PASSING_METADATA } from './blob-state.ts';
import { BlocksOnTheWay } from './blocks-on-the-way.ts';
import { checksumOf, createBlob } from './create-blob.ts';
import { discardBlocks } from './discard-blocks.ts';
import { inKeyOrder } from './key-order.ts';
import { readBlob, readBlobRange, type BlobBytes, type BlobRange } from './read-blob.ts';
import { untilWhole } from './until-whole.ts';

/**
 * Bytes that a stream asks for at a time. Requests of their own, each read at once, rather than one long answer: a slow
 * reader keeps no connection waiting, and what breaks off is asked for again.
 */
const STREAM_PIECE_BYTES = 8 * 1024 * 1024;

/** Files asked for at a time, of the 5000 that the service would give. */
const LIST_PAGE_FILES = 1000;

/** A blob that is no file is written here and deleted, to prove that files can be. */
const ACCESS_CHECK = '.access-check';

/** A location whose key has been checked. */
interface BlobPlace {
  readonly container: string;
  readonly key: string;
}

/** Files in containers of an account of Azure Blob Storage. */
export class AzureBackend implements Backend, Disposable {
  readonly name = AZURE;
  readonly capabilities: BackendCapabilities = { buckets: true };
  readonly #connection: AzureConnection;
  readonly #blocks: BlockOptions;
  readonly #onTheWay = new BlocksOnTheWay();

  static async open(config: AzureConfig, options?: AzureConnectionOptions): Promise<AzureBackend> {
    return new AzureBackend(await AzureConnection.open(config, options), config);
  }

  private constructor(connection: AzureConnection, blocks: BlockOptions) {
    this.#connection = connection;
    this.#blocks = blocks;
  }

  describe(location: FileLocation): string {
    return this.#addressOf(placeOf(location));
  }

  async checkAccess(location: FileLocation, signal: AbortSignal): Promise<void> {
    const place = placeOf(location);
    await this.#page({ ...place, key: `${place.key}/` }, 1, undefined, signal);
    const probe = { ...place, key: `${place.key}/${ACCESS_CHECK}` };
    await this.#attempt('write', probe, signal, async (blob, options) => {
      const remove = async (): Promise<unknown> => await ifThere(blob.delete());
      try {
        await blob.upload('', 0, { ...options, metadata: PASSING_METADATA });
      } catch (error) {
        if (isOutcomeUnknown(error)) await remove().catch(() => {});
        throw error;
      }
      await remove();
    });
  }

  openSink(location: FileLocation, { maxBytes, signal }: SinkOptions): Promise<Sink> {
    const place = placeOf(location);
    const file = { ...place, where: this.#addressOf(place), maxBytes };
    return GuardedSink.open(
      file.where,
      signal,
      async (stop) => new AzureSinkTarget(this.#connection, file, this.#blocks, this.#onTheWay, stop),
    );
  }

  create(location: FileLocation, bytes: Uint8Array, signal: AbortSignal): Promise<boolean> {
    return this.#attempt('create', placeOf(location), signal, (blob, options) =>
      createBlob(blob, bytes, randomUUID(), options),
    );
  }

  async replace(location: FileLocation, bytes: Uint8Array, signal: AbortSignal): Promise<void> {
    await this.#attempt('write', placeOf(location), signal, (blob, options) =>
      blob.upload(bytes, bytes.length, { ...options, ...checksumOf(bytes) }),
    );
  }

  read(location: FileLocation, signal: AbortSignal): Promise<Uint8Array | null> {
    return this.#attempt('read', placeOf(location), signal, readBlob);
  }

  async readRange(
    location: FileLocation,
    start: number,
    length: number,
    signal: AbortSignal,
  ): Promise<Uint8Array> {
    // HTTP knows no range of no bytes.
    const range = { start, length: Math.max(1, length) };
    const { bytes } = await this.#readRange(placeOf(location), range, signal);
    return bytes.subarray(0, length);
  }

  async *readStream(location: FileLocation, signal: AbortSignal): AsyncGenerator<Uint8Array> {
    const place = placeOf(location);
    let etag: string | undefined;
    for (let start = 0; ;) {
      const piece = await this.#readRange(place, { start, length: STREAM_PIECE_BYTES, etag }, signal);
      if (piece.bytes.length > 0) yield piece.bytes;
      start += piece.bytes.length;
      etag = piece.etag;
      if (start >= piece.totalBytes) return;
    }
  }

  list(prefix: FileLocation, signal: AbortSignal): AsyncIterable<FileEntry> {
    // The last segment of a prefix may be empty, or the beginning of one.
    const { container } = placeOf({ ...prefix, key: `${prefix.key}x` });
    return inKeyOrder(this.#listed({ container, key: prefix.key }, signal));
  }

  async delete(location: FileLocation, signal: AbortSignal): Promise<void> {
    const place = placeOf(location);
    await this.#attempt('delete', place, signal, async (blob, options) => {
      await this.#onTheWay.arrived(this.#addressOf(place));
      await ifThere(blob.delete(options));
      await discardBlocks(blob, options);
    });
  }

  /** Ends the connections. */
  [Symbol.dispose](): void {
    this.#connection[Symbol.dispose]();
  }

  #readRange(place: BlobPlace, range: BlobRange, signal: AbortSignal): Promise<BlobBytes> {
    return this.#attempt('read', place, signal, async (blob, options) => {
      const found = await readBlobRange(blob, range, options);
      if (found === null) throw new ExportError('FILE_NOT_FOUND', [AZURE, this.#addressOf(place)]);
      return found;
    });
  }

  async *#listed(prefix: BlobPlace, signal: AbortSignal): AsyncGenerator<FileEntry> {
    let next: string | undefined;
    do {
      const page = await this.#page(prefix, LIST_PAGE_FILES, next, signal);
      for (const { name, properties, metadata } of page.segment.blobItems)
        if (isFile(metadata)) yield { key: name, bytes: properties.contentLength ?? 0 };
      next = page.continuationToken || undefined;
    } while (next !== undefined);
  }

  #page(
    { container, key: prefix }: BlobPlace,
    maxPageSize: number,
    continuationToken: string | undefined,
    signal: AbortSignal,
  ): Promise<ContainerListBlobFlatSegmentResponse> {
    const where = this.#addressOf({ container, key: prefix });
    return this.#connection.attempt({ action: 'list', container, where, signal }, (service, options) =>
      untilWhole(options, async () => {
        const blobs = service
          .getContainerClient(container)
          .listBlobsFlat({ ...options, prefix, includeMetadata: true });
        const pages = blobs.byPage({
          maxPageSize,
          ...(continuationToken !== undefined && { continuationToken }),
        });
        const page: IteratorResult<ContainerListBlobFlatSegmentResponse, undefined> = await pages.next();
        if (page.value === undefined) throw new Error('the answer has no list');
        return page.value;
      }),
    );
  }

  #attempt<T>(
    action: string,
    place: BlobPlace,
    signal: AbortSignal,
    work: (blob: BlockBlobClient, options: SendOptions) => Promise<T>,
  ): Promise<T> {
    const call = { action, container: place.container, where: this.#addressOf(place), signal };
    return this.#connection.attempt(call, (service, options) =>
      work(service.getContainerClient(place.container).getBlockBlobClient(place.key), options),
    );
  }

  #addressOf({ container, key }: BlobPlace): string {
    return `${this.#connection.endpoint}/${container}/${key}`;
  }
}

function placeOf({ bucket, key }: FileLocation): BlobPlace {
  if (bucket === undefined) throw new ExportError('BUCKET_MISSING', [AZURE]);
  segmentsOf(key);
  return { container: bucket, key };
}

async function ifThere(deleted: Promise<unknown>): Promise<void> {
  try {
    await deleted;
  } catch (error) {
    if (!isBlobMissing(error)) throw error;
  }
}
