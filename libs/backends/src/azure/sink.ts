import { type BlockBlobClient } from '@azure/storage-blob';
import { ExportError } from '@weaviate-export/entities-export';
import { Buffer } from 'node:buffer';
import { randomBytes, randomUUID } from 'node:crypto';
import { type SinkTarget } from '../guarded-sink.ts';
import { PartBuffer } from '../part-buffer.ts';
import { type AzureConnection, type SendOptions } from './connection.ts';
import { AZURE, codeOf, isOutcomeUnknown, type AzureCall } from './errors.ts';
import { deleteSeen, isTaken, madeBy, stateOf } from './blob-state.ts';
import { type BlocksOnTheWay } from './blocks-on-the-way.ts';
import { DEFAULT_BLOCK_BYTES, MAX_BLOCKS, sizeOfBlock } from './block-size.ts';
import { checksumOf, createBlob } from './create-blob.ts';
import { discardBlocks } from './discard-blocks.ts';

/** Blocks on their way at a time, where nothing else is configured. */
const DEFAULT_CONCURRENCY = 4;

/**
 * A sink holds the blocks on their way and the one that is being filled. Where a file needs larger blocks than are
 * configured, fewer are on their way, so that they stay below this, or one block where that is larger.
 */
const MAX_BYTES_IN_FLIGHT = 128 * 1024 * 1024;

/** What a sink's first buffer begins with, so that thousands of small files do not take a whole block each. */
const FIRST_BUFFER_BYTES = 64 * 1024;

/**
 * How long an abort lets requests go on. Cut short, a commit may or may not have published, and a block that was sent
 * whole may arrive after the clean-up; nearly all are done by then, and what is not has not been sent whole.
 */
const GRACE_MS = 3000;

/** The blob that a sink is to make. */
export interface AzureSinkFile {
  readonly container: string;
  readonly key: string;
  /** The full address, for people. */
  readonly where: string;
  /** Upper bound of the file, where known. */
  readonly maxBytes: number | undefined;
}

/** How a sink sends; what is absent takes the backend's own. */
export interface BlockOptions {
  readonly blockBytes?: number;
  readonly concurrency?: number;
}

/** A blob in the making: staged blocks and their list, or one request where it is smaller than a block. */
export class AzureSinkTarget implements SinkTarget {
  readonly #connection: AzureConnection;
  readonly #file: AzureSinkFile;
  readonly #stop: AbortSignal;
  readonly #cut = new AbortController();
  readonly #onTheWay: BlocksOnTheWay;
  readonly #blockBytes: number;
  readonly #concurrency: number;
  readonly #writeId = randomUUID();
  /** Blocks of one name are one heap, whoever stages them: the ids of two sinks must not meet. */
  readonly #idPrefix = randomBytes(12);
  readonly #blockIds: string[] = [];
  readonly #inFlight = new Set<Promise<void>>();
  #bytesInFlight = 0;
  #block: PartBuffer;
  #failure: { readonly error: unknown } | undefined;
  /** A file of that name was there before the first block. */
  #isTaken = false;
  #mayBePublished = false;
  #grace: NodeJS.Timeout | undefined;

  /**
   * @param onTheWay is told of every block that is sent
   * @param stop ends the running step; requests have a little longer
   */
  constructor(
    connection: AzureConnection,
    file: AzureSinkFile,
    options: BlockOptions,
    onTheWay: BlocksOnTheWay,
    stop: AbortSignal,
  ) {
    this.#connection = connection;
    this.#file = file;
    this.#onTheWay = onTheWay;
    this.#stop = stop;
    const onStop = (): void => void (this.#grace = setTimeout(() => this.#cut.abort(), GRACE_MS));
    stop.addEventListener('abort', onStop, { once: true });
    this.#blockBytes = options.blockBytes ?? DEFAULT_BLOCK_BYTES;
    this.#concurrency = options.concurrency ?? DEFAULT_CONCURRENCY;
    const bytes = this.#sizeOfNextBlock();
    this.#block = new PartBuffer(bytes, Math.min(bytes, FIRST_BUFFER_BYTES));
  }

  async append(bytes: Uint8Array): Promise<void> {
    for (let rest = bytes; rest.length > 0 && !this.#isTaken;) {
      // A full block waits for the byte after it: the last one is never empty, and a small file needs no block.
      if (this.#block.isFull) await this.#sendBlock();
      rest = rest.subarray(this.#block.fill(rest));
    }
    this.#throwIfFailed();
  }

  async publish(): Promise<void> {
    if (this.#isTaken) throw this.#alreadyExists();
    const isSmall = this.#blockIds.length === 0;
    if (!isSmall) {
      await this.#sendBlock();
      await Promise.all(this.#inFlight);
      this.#throwIfFailed();
      this.#stop.throwIfAborted();
    }
    this.#mayBePublished = true;
    const isPublished = await this.#attempt('publish', this.#cut.signal, (blob, options) =>
      isSmall ? createBlob(blob, this.#block.view(), this.#writeId, options) : this.#commit(blob, options),
    );
    if (!isPublished) throw this.#alreadyExists();
  }

  async discard(): Promise<void> {
    await Promise.all(this.#inFlight);
    clearTimeout(this.#grace);
    await this.#attempt('remove', undefined, async (blob) => {
      if (this.#mayBePublished) {
        const found = await stateOf(blob, {});
        if (found?.writeId === this.#writeId) await deleteSeen(blob, found, {});
      }
      if (this.#blockIds.length > 0) await discardBlocks(blob);
    });
  }

  /** Sends the full block on its way, once there is room for it, and begins the next. */
  async #sendBlock(): Promise<void> {
    if (this.#blockIds.length === 0 && (await this.#isNameTaken())) {
      // Blocks beside a file could not be taken back: none is sent, and the rest of the bytes goes nowhere.
      this.#isTaken = true;
      return;
    }
    this.#stop.throwIfAborted();
    if (this.#blockIds.length === MAX_BLOCKS) throw this.#tooManyBlocks();
    const bytes = this.#block.view();
    await this.#roomFor(bytes.length);
    const id = this.#nextBlockId();
    this.#bytesInFlight += bytes.length;
    const sent = this.#attempt('write', this.#cut.signal, async (blob, options) => {
      await blob.stageBlock(id, bytes, bytes.length, { ...options, ...checksumOf(bytes) });
    })
      .catch((error: unknown) => {
        this.#failure ??= { error };
      })
      .finally(() => {
        this.#bytesInFlight -= bytes.length;
        this.#inFlight.delete(sent);
      });
    this.#inFlight.add(sent);
    this.#onTheWay.add(this.#file.where, sent);
    this.#block = new PartBuffer(this.#sizeOfNextBlock());
  }

  #isNameTaken(): Promise<boolean> {
    return this.#attempt('write', this.#stop, async (blob, options) => {
      const found = await stateOf(blob, options);
      if (found === null || found.isFile) return found !== null;
      await deleteSeen(blob, found, options);
      return false;
    });
  }

  async #roomFor(bytes: number): Promise<void> {
    const most = Math.max(MAX_BYTES_IN_FLIGHT, this.#concurrency * this.#blockBytes);
    while (
      this.#inFlight.size >= this.#concurrency ||
      (this.#inFlight.size > 0 && this.#bytesInFlight + bytes > most)
    ) {
      await Promise.race(this.#inFlight);
      this.#throwIfFailed();
      this.#stop.throwIfAborted();
    }
  }

  async #commit(blob: BlockBlobClient, options: SendOptions): Promise<boolean> {
    const conditions = { ifNoneMatch: '*' };
    const metadata = madeBy(this.#writeId);
    try {
      await blob.commitBlockList(this.#blockIds, { ...options, conditions, metadata });
      return true;
    } catch (error) {
      // A retry after a lost answer meets its own blob; a blob that another made has taken all blocks with it.
      const isBlockGone = codeOf(error) === 'InvalidBlockList';
      if (!isTaken(error) && !isBlockGone && !isOutcomeUnknown(error)) throw error;
      const found = await stateOf(blob, options).catch(() => {
        throw error;
      });
      if (found?.isFile !== true) throw error;
      return found.writeId === this.#writeId;
    }
  }

  /** Ids of one blob are of one length (Put Block), and at most 64 bytes. */
  #nextBlockId(): string {
    const number = Buffer.alloc(4);
    number.writeUInt32BE(this.#blockIds.length);
    const id = Buffer.concat([this.#idPrefix, number]).toString('base64');
    this.#blockIds.push(id);
    return id;
  }

  #sizeOfNextBlock(): number {
    return sizeOfBlock(this.#blockIds.length + 1, this.#file.maxBytes, this.#blockBytes);
  }

  #attempt<T>(
    action: string,
    signal: AbortSignal | undefined,
    work: (blob: BlockBlobClient, options: SendOptions) => Promise<T>,
  ): Promise<T> {
    const { container, key, where } = this.#file;
    const call: AzureCall = { action, container, where, ...(signal !== undefined && { signal }) };
    return this.#connection.attempt(call, (service, options) =>
      work(service.getContainerClient(container).getBlockBlobClient(key), options),
    );
  }

  #throwIfFailed(): void {
    if (this.#failure !== undefined) throw this.#failure.error;
  }

  #alreadyExists(): ExportError {
    return new ExportError('FILE_ALREADY_EXISTS', [AZURE, this.#file.where]);
  }

  #tooManyBlocks(): ExportError {
    const reason = `it is larger than the ${String(this.#file.maxBytes)} bytes that it was to have at most`;
    return new ExportError('BACKEND_FAILED', [AZURE, 'write', this.#file.where, reason]);
  }
}
