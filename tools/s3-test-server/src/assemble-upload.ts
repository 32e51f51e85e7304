import { createHash } from 'node:crypto';
import {
  CHECKSUM_ALGORITHMS,
  type ChecksumAlgorithm,
  type Checksums,
  checksumElement,
  checksumOf,
  compositeChecksum,
} from './checksums.ts';
import { sameEtag } from './conditions.ts';
import { type MultipartUpload, type UploadedPart } from './multipart-uploads.ts';
import { S3Error } from './s3-error.ts';
import { type StoredObject } from './stored-object.ts';
import { elements, requestDocument, textOf } from './xml.ts';

interface ListedPart {
  readonly number: number;
  readonly etag: string;
  readonly checksums: Checksums;
}

const readPartList = (body: Buffer): ListedPart[] => {
  const list = elements(requestDocument(body, 'CompleteMultipartUpload'), 'Part').map((part) => {
    const checksums: Partial<Record<ChecksumAlgorithm, string>> = {};
    for (const algorithm of CHECKSUM_ALGORITHMS) {
      const value = textOf(part, checksumElement(algorithm));
      if (value !== undefined) checksums[algorithm] = value;
    }
    return { number: Number(textOf(part, 'PartNumber')), etag: textOf(part, 'ETag') ?? '', checksums };
  });
  if (list.length === 0) throw new S3Error('MalformedXML', 'You must specify at least one part.');
  return list;
};

const findPart = (upload: MultipartUpload, listed: ListedPart): UploadedPart => {
  const part = upload.parts.get(listed.number);
  const known =
    part !== undefined &&
    sameEtag(part.etag, listed.etag) &&
    CHECKSUM_ALGORITHMS.every((algorithm) => {
      const claimed = listed.checksums[algorithm];
      return claimed === undefined || claimed === part.checksums[algorithm];
    });
  if (!known) {
    throw new S3Error(
      'InvalidPart',
      `Part ${listed.number} was not found, or its ETag or checksum is not the one that was uploaded.`,
    );
  }
  return part;
};

const objectChecksum = (upload: MultipartUpload, list: readonly ListedPart[], body: Buffer): Checksums => {
  if (upload.checksum === undefined) return {};
  const { algorithm, type } = upload.checksum;
  if (type === 'FULL_OBJECT') return { [algorithm]: checksumOf(algorithm, body) };
  const ofParts = list.map(({ number, checksums }) => {
    const checksum = checksums[algorithm];
    if (checksum === undefined) {
      throw new S3Error(
        'InvalidRequest',
        `The upload was created using a ${algorithm} checksum. The complete request must include the checksum for ` +
          `each part. It was missing for part ${number} in the request.`,
      );
    }
    return checksum;
  });
  return { [algorithm]: compositeChecksum(algorithm, ofParts) };
};

/**
 * The object that an upload's listed parts make. The upload itself is left as it is.
 *
 * @param body of the request: the CompleteMultipartUpload document
 * @param minimumPartBytes of every part but the last
 * @throws S3Error `MalformedXML`, `InvalidPartOrder`, `InvalidPart`, `EntityTooSmall` or `InvalidRequest`
 */
export const assembleUpload = (
  upload: MultipartUpload,
  body: Buffer,
  minimumPartBytes: number,
): StoredObject => {
  const list = readPartList(body);
  if (list.some(({ number }, index) => index > 0 && number <= (list[index - 1]?.number ?? 0))) {
    throw new S3Error('InvalidPartOrder', 'The list of parts is not in ascending order of part numbers.');
  }
  const parts = list.map((listed) => findPart(upload, listed));
  const tooSmall = parts.slice(0, -1).findIndex((part) => part.body.length < minimumPartBytes);
  if (tooSmall >= 0) {
    throw new S3Error(
      'EntityTooSmall',
      `Part ${list[tooSmall]?.number} has ${parts[tooSmall]?.body.length} bytes; all but the last need ${minimumPartBytes}.`,
    );
  }
  const content = Buffer.concat(parts.map((part) => part.body));
  // S3's ETag of a multipart object: the MD5 of the parts' binary MD5s, and how many there were.
  const md5s = createHash('md5');
  for (const part of parts) md5s.update(part.etag.replaceAll('"', ''), 'hex');
  return {
    body: content,
    etag: `"${md5s.digest('hex')}-${parts.length}"`,
    lastModified: new Date(),
    headers: upload.headers,
    checksums: objectChecksum(upload, list, content),
    checksumType: upload.checksum?.type ?? 'FULL_OBJECT',
  };
};
