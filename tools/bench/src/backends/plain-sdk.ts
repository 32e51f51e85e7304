import { createWriteStream } from 'node:fs';
import { mkdir, open, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { type Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { BUCKET, type StreamOrder, type Target } from './target.ts';

/** Streams a payload with an SDK as its documentation shows it, with the part sizes and concurrency of our backends. */
type Upload = (source: Readable, key: string, order: StreamOrder) => Promise<void>;

const PART_BYTES = 16 * 1024 * 1024;
const CONCURRENCY = 4;

export const plainUpload: Record<Target, Upload> = {
  async filesystem(source, key, { folder }) {
    await mkdir(folder, { recursive: true });
    const path = join(folder, key);
    await pipeline(source, createWriteStream(path));
    const handle = await open(path);
    await handle.sync();
    await handle.close();
    await rm(path);
  },

  async s3(source, key) {
    const { DeleteObjectCommand, S3Client } = await import('@aws-sdk/client-s3');
    const { Upload: MultipartUpload } = await import('@aws-sdk/lib-storage');
    const client = new S3Client({ forcePathStyle: true });
    const params = { Bucket: BUCKET, Key: key, Body: source };
    await new MultipartUpload({ client, params, partSize: PART_BYTES, queueSize: CONCURRENCY }).done();
    await client.send(new DeleteObjectCommand({ Bucket: BUCKET, Key: key }));
  },

  async gcs(source, key) {
    const { Storage } = await import('@google-cloud/storage');
    const file = new Storage({ projectId: 'bench' }).bucket(BUCKET).file(key);
    const options = { resumable: true, chunkSize: PART_BYTES, preconditionOpts: { ifGenerationMatch: 0 } };
    await pipeline(source, file.createWriteStream(options));
    await file.delete();
  },

  async azure(source, key) {
    const { BlobServiceClient } = await import('@azure/storage-blob');
    const service = BlobServiceClient.fromConnectionString(process.env['AZURE_STORAGE_CONNECTION_STRING']!);
    const blob = service.getContainerClient(BUCKET).getBlockBlobClient(key);
    await blob.uploadStream(source, PART_BYTES, CONCURRENCY);
    await blob.delete();
  },
};
