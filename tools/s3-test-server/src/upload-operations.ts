import { compareNames } from '@weaviate-export/object-test-server';
import { assembleUpload } from './assemble-upload.ts';
import {
  CHECKSUM_ALGORITHMS,
  checksumElement,
  checksumHeaders,
  checksumOf,
  parseAlgorithm,
  sentChecksums,
} from './checksums.ts';
import { checkWriteConditions } from './conditions.ts';
import { type Handler, type S3Request, type ServerState, xmlAnswer } from './handler.ts';
import { keyEncoding, pageSize } from './listing.ts';
import { type MultipartUpload } from './multipart-uploads.ts';
import { S3Error } from './s3-error.ts';
import { etagOf, headersToStore } from './stored-object.ts';
import { branch, leaf, xmlDocument } from './xml.ts';

/** Part numbers go from 1 to this (S3 user guide, "Multipart upload limits"). */
const MAXIMUM_PART_NUMBER = 10_000;

const findUpload = ({ bucket, key, query }: S3Request, { store, uploads }: ServerState): MultipartUpload => {
  store.bucket(bucket);
  return uploads.get(bucket, key, query.get('uploadId') ?? '');
};

/** An algorithm without a type means `COMPOSITE`, which is S3's default for all that this server has. */
const requestedChecksum = ({ headers }: S3Request): MultipartUpload['checksum'] => {
  const name = headers['x-amz-checksum-algorithm'];
  if (typeof name !== 'string') return undefined;
  const algorithm = parseAlgorithm(name);
  const type = headers['x-amz-checksum-type'] ?? 'COMPOSITE';
  // Of the algorithms here only CRCs are taken of a whole object that arrives in parts.
  if (type !== 'COMPOSITE' && !(type === 'FULL_OBJECT' && algorithm.startsWith('crc'))) {
    throw new S3Error('InvalidRequest', `The checksum type ${String(type)} cannot be used with ${name}.`);
  }
  return { algorithm, type };
};

const createMultipartUpload: Handler = (request, { store, uploads }) => {
  const { bucket, key, headers } = request;
  store.bucket(bucket);
  const checksum = requestedChecksum(request);
  const upload = uploads.create({ bucket, key, headers: headersToStore(headers), checksum });
  return xmlAnswer(
    xmlDocument(
      'InitiateMultipartUploadResult',
      leaf('Bucket', bucket),
      leaf('Key', key),
      leaf('UploadId', upload.uploadId),
    ),
    checksum && {
      'x-amz-checksum-algorithm': checksum.algorithm.toUpperCase(),
      'x-amz-checksum-type': checksum.type,
    },
  );
};

const uploadPart: Handler = (request, state) => {
  const { body, checksums: sent } = request.payload;
  const upload = findUpload(request, state);
  const text = request.query.get('partNumber') ?? '';
  const number = /^\d+$/.test(text) ? Number(text) : 0;
  if (number < 1 || number > MAXIMUM_PART_NUMBER) {
    throw new S3Error('InvalidArgument', `partNumber is ${text}, expected 1 to ${MAXIMUM_PART_NUMBER}.`);
  }
  const expected = upload.checksum?.algorithm;
  const other = CHECKSUM_ALGORITHMS.find(
    (algorithm) => algorithm !== expected && sent[algorithm] !== undefined,
  );
  if (expected !== undefined && other !== undefined) {
    throw new S3Error(
      'InvalidRequest',
      `Checksum Type mismatch occurred, expected checksum Type: ${expected}, actual checksum Type: ${other}`,
    );
  }
  const checksums = expected === undefined ? sent : { [expected]: checksumOf(expected, body) };
  const etag = etagOf(body);
  upload.parts.set(number, { body, etag, checksums, lastModified: new Date() });
  return { status: 200, headers: { etag, ...checksumHeaders(checksums, undefined) } };
};

/** A completion that is asked for twice finds no upload the second time, even where the first answer was lost. */
const completeMultipartUpload: Handler = (request, state) => {
  const { bucket, key, headers, payload } = request;
  const upload = findUpload(request, state);
  const object = assembleUpload(upload, payload.body, state.minimumPartBytes);
  const sent = sentChecksums(headers);
  for (const algorithm of CHECKSUM_ALGORITHMS) {
    const claimed = sent[algorithm];
    if (claimed !== undefined && claimed !== object.checksums[algorithm]) {
      throw new S3Error('BadDigest', `The ${algorithm} you specified did not match the calculated checksum.`);
    }
  }
  const objects = state.store.bucket(bucket);
  // Where this fails, the upload stays open: it is its owner's to abort.
  checkWriteConditions(headers, objects.get(key));
  objects.set(key, object);
  state.uploads.remove(upload);
  return xmlAnswer(
    xmlDocument(
      'CompleteMultipartUploadResult',
      leaf('Location', `/${bucket}/${key}`),
      leaf('Bucket', bucket),
      leaf('Key', key),
      leaf('ETag', object.etag),
      ...CHECKSUM_ALGORITHMS.map((algorithm) =>
        leaf(checksumElement(algorithm), object.checksums[algorithm]),
      ),
      leaf('ChecksumType', upload.checksum?.type),
    ),
  );
};

const abortMultipartUpload: Handler = (request, state) => {
  state.uploads.remove(findUpload(request, state));
  return { status: 204 };
};

const listParts: Handler = (request, state) => {
  const upload = findUpload(request, state);
  const limit = pageSize(request.query, 'max-parts');
  const marker = Number(request.query.get('part-number-marker') ?? 0);
  const remaining = [...upload.parts].filter(([number]) => number > marker).sort(([a], [b]) => a - b);
  const page = remaining.slice(0, limit);
  return xmlAnswer(
    xmlDocument(
      'ListPartsResult',
      leaf('Bucket', upload.bucket),
      leaf('Key', upload.key),
      leaf('UploadId', upload.uploadId),
      leaf('PartNumberMarker', marker),
      leaf('NextPartNumberMarker', page.at(-1)?.[0]),
      leaf('MaxParts', limit),
      leaf('IsTruncated', page.length < remaining.length),
      leaf('ChecksumAlgorithm', upload.checksum?.algorithm.toUpperCase()),
      leaf('ChecksumType', upload.checksum?.type),
      ...page.map(([number, part]) =>
        branch(
          'Part',
          leaf('PartNumber', number),
          leaf('LastModified', part.lastModified.toISOString()),
          leaf('ETag', part.etag),
          leaf('Size', part.body.length),
          ...CHECKSUM_ALGORITHMS.map((algorithm) =>
            leaf(checksumElement(algorithm), part.checksums[algorithm]),
          ),
        ),
      ),
    ),
  );
};

const listMultipartUploads: Handler = ({ bucket, query }, { store, uploads }) => {
  store.bucket(bucket);
  const prefix = query.get('prefix') ?? '';
  const limit = pageSize(query, 'max-uploads');
  const encode = keyEncoding(query);
  const keyMarker = query.get('key-marker') ?? '';
  const idMarker = query.get('upload-id-marker') ?? '';
  const isAfterMarker = ({ key, uploadId }: MultipartUpload): boolean =>
    compareNames(key, keyMarker) > 0 || (idMarker !== '' && key === keyMarker && uploadId > idMarker);
  const remaining = uploads
    .list()
    .filter((upload) => upload.bucket === bucket && upload.key.startsWith(prefix) && isAfterMarker(upload));
  const page = remaining.slice(0, limit);
  const last = page.length < remaining.length ? page.at(-1) : undefined;
  return xmlAnswer(
    xmlDocument(
      'ListMultipartUploadsResult',
      leaf('Bucket', bucket),
      leaf('Prefix', encode(prefix)),
      leaf('EncodingType', query.get('encoding-type') ?? undefined),
      leaf('KeyMarker', encode(keyMarker)),
      leaf('UploadIdMarker', idMarker),
      leaf('NextKeyMarker', last && encode(last.key)),
      leaf('NextUploadIdMarker', last?.uploadId),
      leaf('MaxUploads', limit),
      leaf('IsTruncated', page.length < remaining.length),
      ...page.map((upload) =>
        branch(
          'Upload',
          leaf('Key', encode(upload.key)),
          leaf('UploadId', upload.uploadId),
          leaf('Initiated', upload.initiated.toISOString()),
          leaf('StorageClass', 'STANDARD'),
        ),
      ),
    ),
  );
};

export const uploadOperations = {
  CreateMultipartUpload: createMultipartUpload,
  UploadPart: uploadPart,
  CompleteMultipartUpload: completeMultipartUpload,
  AbortMultipartUpload: abortMultipartUpload,
  ListParts: listParts,
  ListMultipartUploads: listMultipartUploads,
};
