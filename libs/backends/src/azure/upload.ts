import { type BlockBlobClient } from '@azure/storage-blob';
import { Buffer } from 'node:buffer';
import { hash } from 'node:crypto';
import { withGrace } from '../cloud/grace.ts';
import { unaborted, type StoredPart, type StoreUpload } from '../cloud/store.ts';
import { madeBy } from './blob-state.ts';
import { type BlocksOnTheWay } from './blocks-on-the-way.ts';
import { discardBlocks } from './discard-blocks.ts';

/** Blocks that are staged until their list is committed. The service knows no upload: it has no id, and no end. */
export class AzureUpload implements StoreUpload {
  readonly id = '';
  readonly #blob: BlockBlobClient;
  readonly #writeId: string;
  readonly #onTheWay: BlocksOnTheWay;

  /** @param onTheWay is told of every block that is sent */
  constructor(blob: BlockBlobClient, writeId: string, onTheWay: BlocksOnTheWay) {
    this.#blob = blob;
    this.#writeId = writeId;
    this.#onTheWay = onTheWay;
  }

  async put(number: number, bytes: Uint8Array, signal: AbortSignal): Promise<StoredPart['marks']> {
    const block = this.#blockOf(number);
    const transactionalContentMD5 = hash('md5', bytes, 'buffer');
    const sent = withGrace(signal, (abortSignal) =>
      this.#blob.stageBlock(block, bytes, bytes.length, { abortSignal, transactionalContentMD5 }),
    );
    this.#onTheWay.add(this.#blob.url, sent);
    await sent;
    return { block };
  }

  async complete(parts: readonly StoredPart[], abortSignal: AbortSignal): Promise<void> {
    const blocks = parts.map(({ number }) => this.#blockOf(number));
    const conditions = { ifNoneMatch: '*' };
    await this.#blob.commitBlockList(blocks, { abortSignal, conditions, metadata: madeBy(this.#writeId) });
  }

  async abort(): Promise<void> {
    await this.#onTheWay.arrived(this.#blob.url);
    await discardBlocks(this.#blob, unaborted());
  }

  /**
   * Blocks of one name are one heap, whoever stages them: the ids of two uploads must not meet. Ids of one blob are of one
   * length, and at most 64 bytes (Put Block).
   */
  #blockOf(number: number): string {
    const id = Buffer.alloc(20);
    id.write(this.#writeId.replaceAll('-', ''), 'hex');
    id.writeUInt32BE(number, 16);
    return id.toString('base64');
  }
}
