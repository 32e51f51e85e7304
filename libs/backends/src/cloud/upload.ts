import { ExportError } from '@weaviate-export/entities-export';
import { type Upload, type UploadReceipt, type UploadTicket } from '@weaviate-export/usecases-export';
import { deleteOwn, published } from './create.ts';
import { NameTaken } from './errors.ts';
import { withGrace } from './grace.ts';
import { attempt, unaborted, type CloudLocation, type CloudStore, type StoreUpload } from './store.ts';

/** An upload of one of the clouds, as the port promises it. */
export class CloudUpload implements Upload {
  readonly #store: CloudStore;
  readonly #location: CloudLocation;
  readonly #writeId: string;
  readonly #upload: StoreUpload;
  /** The file may be there without its answer having arrived. */
  #mayBePublished = false;

  /** @throws ExportError FILE_ALREADY_EXISTS, where that is known by then */
  static async begin(
    store: CloudStore,
    location: CloudLocation,
    writeId: string,
    signal: AbortSignal,
  ): Promise<CloudUpload> {
    const upload = await attempt(store, 'write', location, signal, async () => {
      try {
        return await store.beginUpload(location, writeId, signal);
      } catch (error) {
        if (error instanceof NameTaken) throw alreadyExists(store, location);
        throw error;
      }
    });
    return new CloudUpload(store, location, writeId, upload);
  }

  constructor(store: CloudStore, location: CloudLocation, writeId: string, upload: StoreUpload) {
    this.#store = store;
    this.#location = location;
    this.#writeId = writeId;
    this.#upload = upload;
  }

  get ticket(): UploadTicket {
    return { location: this.#location, writeId: this.#writeId, id: this.#upload.id };
  }

  async put(number: number, bytes: Uint8Array, signal: AbortSignal, isLast = false): Promise<UploadReceipt> {
    const { maxParts, maxPartBytes } = this.#store.parts;
    if (!Number.isInteger(number) || number < 1 || number > maxParts)
      throw new RangeError(`part ${number}: allowed are 1 to ${maxParts}`);
    if (bytes.length > maxPartBytes)
      throw new RangeError(`part ${number} has ${bytes.length} bytes: allowed are at most ${maxPartBytes}`);
    // SDKs take no memory that threads share.
    const owned = bytes.buffer instanceof ArrayBuffer ? bytes : Uint8Array.from(bytes);
    const marks = await attempt(this.#store, 'write', this.#location, signal, () =>
      this.#upload.put(number, owned, signal, isLast),
    );
    return { number, bytes: bytes.length, marks };
  }

  async complete(receipts: readonly UploadReceipt[], signal: AbortSignal): Promise<void> {
    const parts = this.#inOrder(receipts);
    this.#mayBePublished = true;
    const isPublished = await withGrace(signal, (cut) =>
      attempt(this.#store, 'publish', this.#location, cut, () =>
        published(this.#store, this.#location, this.#writeId, cut, () => this.#upload.complete(parts, cut)),
      ),
    );
    if (!isPublished) throw alreadyExists(this.#store, this.#location);
    // Published in its grace: whoever aborted it finds it failed, and takes it back.
    signal.throwIfAborted();
    this.#mayBePublished = false;
  }

  abort(): Promise<void> {
    return attempt(this.#store, 'remove', this.#location, unaborted(), async () => {
      await this.#upload.abort();
      if (this.#mayBePublished) await deleteOwn(this.#store, this.#location, this.#writeId);
    });
  }

  /** A store would leave out what it is not told of, so that the file would lack it in silence. */
  #inOrder(receipts: readonly UploadReceipt[]): UploadReceipt[] {
    const byNumber = new Map(receipts.map((receipt) => [receipt.number, receipt]));
    const last = Math.max(1, ...byNumber.keys());
    return Array.from({ length: last }, (_, index) => {
      const receipt = byNumber.get(index + 1);
      if (receipt !== undefined) return receipt;
      const reason = `there is no receipt of part ${index + 1} of ${last}`;
      const where = this.#store.addressOf(this.#location);
      throw new ExportError('BACKEND_FAILED', [this.#store.name, 'publish', where, reason]);
    });
  }
}

export function alreadyExists(
  store: CloudStore,
  location: CloudLocation,
): ExportError<'FILE_ALREADY_EXISTS'> {
  return new ExportError('FILE_ALREADY_EXISTS', [store.name, store.addressOf(location)]);
}
