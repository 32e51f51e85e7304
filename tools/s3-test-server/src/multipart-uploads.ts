import { compareNames } from '@weaviate-export/object-test-server';
import { randomUUID } from 'node:crypto';
import { type ChecksumAlgorithm, type ChecksumType, type Checksums } from './checksums.ts';
import { S3Error } from './s3-error.ts';

export interface UploadedPart {
  readonly body: Buffer;
  readonly etag: string;
  readonly checksums: Checksums;
  readonly lastModified: Date;
}

/** An upload under way: nothing of it is visible as an object. */
export interface MultipartUpload {
  readonly uploadId: string;
  readonly bucket: string;
  readonly key: string;
  readonly initiated: Date;
  /** What will be stored with the object. */
  readonly headers: Readonly<Record<string, string>>;
  /** What the object's checksum will be, where the upload was created with an algorithm. */
  readonly checksum: { readonly algorithm: ChecksumAlgorithm; readonly type: ChecksumType } | undefined;
  /** By part number, from 1 to 10,000. */
  readonly parts: Map<number, UploadedPart>;
}

/** Wide enough that the ids of one server sort in the order of their creation. */
const SEQUENCE_DIGITS = 10;

/** The uploads that were created and neither completed nor aborted. */
export class MultipartUploads {
  readonly #open = new Map<string, MultipartUpload>();
  #created = 0;

  create(upload: Pick<MultipartUpload, 'bucket' | 'key' | 'headers' | 'checksum'>): MultipartUpload {
    const sequence = String(++this.#created).padStart(SEQUENCE_DIGITS, '0');
    const created = {
      ...upload,
      uploadId: `${sequence}-${randomUUID()}`,
      initiated: new Date(),
      parts: new Map(),
    };
    this.#open.set(created.uploadId, created);
    return created;
  }

  /** @throws S3Error `NoSuchUpload`, also where the upload is for another key */
  get(bucket: string, key: string, uploadId: string): MultipartUpload {
    const upload = this.#open.get(uploadId);
    if (upload === undefined || upload.bucket !== bucket || upload.key !== key) {
      throw new S3Error(
        'NoSuchUpload',
        `The upload ${uploadId} does not exist: its id is wrong, or it was aborted or completed.`,
      );
    }
    return upload;
  }

  remove(upload: MultipartUpload): void {
    this.#open.delete(upload.uploadId);
  }

  /** By key, then in the order of creation. */
  list(): MultipartUpload[] {
    return [...this.#open.values()].sort(
      (left, right) => compareNames(left.key, right.key) || compareNames(left.uploadId, right.uploadId),
    );
  }
}
