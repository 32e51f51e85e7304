import { type Checksums } from './checksums.ts';
import { GoogleError, invalid, notImplemented } from './google-error.ts';
import { checkName } from './route.ts';

/** Fields that are stored with an object as they are, and come back with it; `metadata` has its owner's own entries. */
const STORED_FIELDS = [
  'contentType',
  'contentEncoding',
  'contentDisposition',
  'contentLanguage',
  'cacheControl',
  'metadata',
];

/** Fields that are about the request. */
const OTHER_FIELDS = ['name', 'bucket', 'crc32c', 'md5Hash'];

/** What is stored with an object, by the field's name. */
export type ObjectMetadata = Readonly<Record<string, unknown>> & { readonly contentType: string };

/** What a request says of the object it creates. */
export interface SentMetadata {
  readonly name: string;
  readonly metadata: ObjectMetadata;
  /** Of the whole object, as the sender knows them. */
  readonly checksums: Checksums;
}

/** Cloud Storage's own default. */
const DEFAULT_CONTENT_TYPE = 'application/octet-stream';

const isDocument = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const parseDocument = (json: string): Record<string, unknown> => {
  let document: unknown;
  try {
    document = json === '' ? {} : (JSON.parse(json) as unknown);
  } catch (cause) {
    throw new GoogleError(400, 'parseError', `Parse Error: the metadata is not JSON (${String(cause)}).`);
  }
  if (!isDocument(document)) throw invalid('The metadata is not a JSON object.');
  for (const [field, value] of Object.entries(document)) {
    if (!STORED_FIELDS.includes(field) && !OTHER_FIELDS.includes(field)) {
      throw notImplemented(`The metadata field ${field} is not implemented.`);
    }
    const isGood =
      field === 'metadata'
        ? isDocument(value) && Object.values(value).every((entry) => typeof entry === 'string')
        : typeof value === 'string';
    if (!isGood) throw invalid(`The metadata field ${field} is ${JSON.stringify(value)}.`);
  }
  return document;
};

const textOf = (value: unknown): string | undefined => (typeof value === 'string' ? value : undefined);

/**
 * Reads what a request says of the object it creates.
 *
 * @param json the object's metadata, or nothing
 * @param query its `name` goes before the one in the metadata
 * @param contentType as the headers give it, for metadata without one
 * @throws GoogleError 400 `required` without a name, `invalid` or `parseError`, 501 `notImplemented`
 */
export const parseMetadata = (
  json: string,
  query: URLSearchParams,
  contentType: string | undefined,
): SentMetadata => {
  const document = parseDocument(json);
  const name = query.get('name') ?? textOf(document['name']) ?? '';
  if (name === '') throw new GoogleError(400, 'required', 'Required parameter: name');
  checkName(name);
  const stored = STORED_FIELDS.filter((field) => field in document).map((field): [string, unknown] => [
    field,
    document[field],
  ]);
  return {
    name,
    metadata: { contentType: contentType ?? DEFAULT_CONTENT_TYPE, ...Object.fromEntries(stored) },
    checksums: { crc32c: textOf(document['crc32c']), md5Hash: textOf(document['md5Hash']) },
  };
};
