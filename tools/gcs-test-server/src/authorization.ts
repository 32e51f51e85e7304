import { GoogleError } from './google-error.ts';
import { type Operation } from './route.ts';

/** Who may do what. */
export interface Access {
  /** May do everything. */
  readonly token: string;
  /** May read and list, nothing else. */
  readonly readOnlyToken: string;
  /** Whether requests need no token, as clients under STORAGE_EMULATOR_HOST send none. */
  readonly anonymous: boolean;
}

/** The permission that each operation needs. A session's address is secret and allows what is done through it. */
const PERMISSIONS: Readonly<Record<Operation, string | undefined>> = {
  GetBucket: 'storage.buckets.get',
  ListObjects: 'storage.objects.list',
  GetObject: 'storage.objects.get',
  GetMedia: 'storage.objects.get',
  InsertObject: 'storage.objects.create',
  StartResumable: 'storage.objects.create',
  DeleteObject: 'storage.objects.delete',
  QueryUpload: undefined,
  UploadChunk: undefined,
  DeleteUpload: undefined,
};

const READS = ['storage.buckets.get', 'storage.objects.list', 'storage.objects.get'];

const lacks = (caller: string, permission: string): string =>
  `${caller} does not have ${permission} access to the Google Cloud Storage resource. Permission '${permission}' denied on resource (or it may not exist).`;

/**
 * Checks a request's `Authorization`. An operation that the server does not have needs a good token all the same.
 *
 * @throws GoogleError 401 `required` without a token, 401 `authError` with a wrong one, 403 `forbidden` with one that
 *   has not the right
 */
export const authorize = (
  authorization: string | undefined,
  operation: Operation | undefined,
  { token, readOnlyToken, anonymous }: Access,
): void => {
  if (anonymous) return;
  const permission = operation === undefined ? 'storage.objects.get' : PERMISSIONS[operation];
  if (authorization === undefined) {
    if (permission === undefined) return;
    throw new GoogleError(401, 'required', lacks('Anonymous caller', permission));
  }
  const [, sent] = /^Bearer (.+)$/i.exec(authorization) ?? [];
  if (sent === token) return;
  if (sent !== readOnlyToken) throw new GoogleError(401, 'authError', 'Invalid Credentials');
  if (permission !== undefined && !READS.includes(permission)) {
    throw new GoogleError(403, 'forbidden', lacks('reader@test.iam.gserviceaccount.com', permission));
  }
};
