import { decodeSegment, findRoute, type Route, splitUrl } from '@weaviate-export/object-test-server';
import { invalid, notFound } from './google-error.ts';

/** What a path names. */
type Place = 'bucket' | 'objects' | 'object' | 'upload' | 'download';

const CONDITIONS = ['ifGenerationMatch', 'ifMetagenerationMatch'] as const;
const OF_ONE_OBJECT = { allows: ['generation', ...CONDITIONS] } as const;
/** A session's address is that of the request which started it, with the session's id. */
const OF_A_SESSION = { requires: ['upload_id'], allows: ['uploadType', 'name', ...CONDITIONS] } as const;
const OF_AN_INSERT = { allows: ['name', ...CONDITIONS] } as const;

/** Every operation that the server has. The first route that fits is taken. */
const ROUTES = [
  { operation: 'GetBucket', method: 'GET', on: 'bucket' },
  {
    operation: 'ListObjects',
    method: 'GET',
    on: 'objects',
    allows: ['prefix', 'delimiter', 'pageToken', 'maxResults', 'startOffset'],
  },
  { operation: 'GetMedia', method: 'GET', on: 'object', requires: ['alt=media'], ...OF_ONE_OBJECT },
  { operation: 'GetMedia', method: 'GET', on: 'download', requires: ['alt=media'], ...OF_ONE_OBJECT },
  { operation: 'GetObject', method: 'GET', on: 'object', ...OF_ONE_OBJECT },
  { operation: 'DeleteObject', method: 'DELETE', on: 'object', ...OF_ONE_OBJECT },
  {
    operation: 'InsertObject',
    method: 'POST',
    on: 'upload',
    requires: ['uploadType=media'],
    ...OF_AN_INSERT,
  },
  {
    operation: 'InsertObject',
    method: 'POST',
    on: 'upload',
    requires: ['uploadType=multipart'],
    ...OF_AN_INSERT,
  },
  {
    operation: 'StartResumable',
    method: 'POST',
    on: 'upload',
    requires: ['uploadType=resumable'],
    ...OF_AN_INSERT,
  },
  { operation: 'QueryUpload', method: 'PUT', on: 'state of an upload', ...OF_A_SESSION },
  { operation: 'UploadChunk', method: 'PUT', on: 'upload', ...OF_A_SESSION },
  { operation: 'DeleteUpload', method: 'DELETE', on: 'upload', ...OF_A_SESSION },
] as const satisfies readonly Route[];

/** The name of an operation, as this server calls it: the JSON API's methods have none of their own for sessions. */
export type Operation = (typeof ROUTES)[number]['operation'];

/** What some clients say with every request, and what is so in any case. */
const NEUTRAL = ['alt=json', 'prettyPrint=false', 'projection=noAcl'];

/** Longest name of an object, in bytes of UTF-8 (Cloud Storage documentation, "About Cloud Storage objects"). */
const MAXIMUM_NAME_BYTES = 1024;

/** What a request asks for. */
export interface Target {
  readonly place: Place;
  readonly bucket: string;
  /** Decoded. Empty where the path names no object; an upload's name stands in its query or its metadata. */
  readonly name: string;
  readonly query: URLSearchParams;
}

/** Refuses names that no object can have. @throws GoogleError 400 `invalid` */
export const checkName = (name: string): void => {
  const bytes = Buffer.byteLength(name);
  if (bytes > MAXIMUM_NAME_BYTES || name === '.' || name === '..' || /[\r\n]/.test(name)) {
    throw invalid(
      `The object name ${JSON.stringify(name)} has ${bytes} bytes, expected at most ${MAXIMUM_NAME_BYTES}, no line breaks, and not . or ..`,
    );
  }
};

/** `/storage/v1` is left out by clients under STORAGE_EMULATOR_HOST. Slashes in an object's name come as %2F. */
const PATH = /^(?:\/(upload|download))?(?:\/storage\/v1)?\/b\/([^/]+)(\/o(?:\/([^/]+))?)?$/;

const placeOf = (service: string | undefined, hasObjects: boolean, hasName: boolean): Place | undefined => {
  if (service === 'upload') return hasObjects && !hasName ? 'upload' : undefined;
  if (service === 'download') return hasName ? 'download' : undefined;
  if (hasName) return 'object';
  return hasObjects ? 'objects' : 'bucket';
};

/**
 * Takes a request's URL apart.
 *
 * @throws GoogleError 404 `notFound` for a path that is none of the API's, 400 `invalid`
 */
export const parseTarget = (url: string): Target => {
  const { path, query } = splitUrl(url);
  const [, service, bucket, objects, name] = PATH.exec(path) ?? [];
  const place = placeOf(service, objects !== undefined, name !== undefined);
  if (bucket === undefined || place === undefined) throw notFound('Not Found');
  const target = {
    place,
    bucket: decodeSegment(bucket, invalid),
    name: decodeSegment(name ?? '', invalid),
    query,
  };
  checkName(target.name);
  return target;
};

/** Whether a `Content-Range` has a star for its range: then it asks about a session, and brings no bytes. */
const asksForStatus = (contentRange: string | undefined): boolean => /^bytes \*\//.test(contentRange ?? '');

/** The operation that a request is for, or `undefined` where this server has none: never a near miss. */
export const operationOf = (
  method: string,
  { place, query }: Target,
  contentRange: string | undefined,
): Operation | undefined => {
  const isQuery = method === 'PUT' && place === 'upload' && asksForStatus(contentRange);
  return findRoute(ROUTES, { method, on: isQuery ? 'state of an upload' : place, query }, NEUTRAL)?.operation;
};
