import type { ExportResource, Verb } from '@weaviate-export/usecases-export';
import { expect, it } from 'vitest';
import { ExportAuthorizer } from './export-authorizer.ts';
import { Guard } from './guard.ts';
import { permission } from './permission.ts';
import { PermissionSet } from './permission-set.ts';

const JANE = { username: 'jane' };

/** Decides for a caller who may export classes that fit the pattern. */
function authorizerOf(collection: string): ExportAuthorizer {
  const permissions = new PermissionSet([permission('manage', 'backups', { collection })]);
  return new ExportAuthorizer(
    new Guard((principal) => (principal === null ? PermissionSet.NONE : permissions)),
  );
}

const OTHER_RIGHTS = new ExportAuthorizer(
  new Guard(() => new PermissionSet([permission('read', 'data'), permission('delete', 'collections')])),
);

it.each([
  ['Article', ['Article']],
  ['Art*', ['Article', 'Artist', 'Art']],
  ['*t', ['Artist', 'Art']],
  ['*', ['Article', 'Artist', 'Art', 'Missing']],
  ['Other', []],
])('a permission on %s leaves of the classes %j, in their order', async (pattern, left) => {
  const classes = ['Article', 'Artist', 'Art', 'Missing'];
  const authorizer = authorizerOf(pattern);
  for (const verb of ['create', 'read', 'delete'] as const) {
    expect(await authorizer.filter(JANE, verb, classes)).toEqual(left);
    expect(await authorizer.filter(null, verb, classes)).toEqual([]);
    expect(await OTHER_RIGHTS.filter(JANE, verb, classes)).toEqual([]);
  }
});

const EXPORT = { type: 'export', backend: 's3', id: 'x' } as const;
const RESTORE = { type: 'restore', backend: 's3', id: 'x' } as const;
const LIST = { type: 'export', backend: 's3' } as const;
const BUCKET = { type: 'bucket', backend: 's3', bucket: 'b' } as const;

it.each<[string, Verb, readonly ExportResource[], string]>([
  ['start an export', 'create', [EXPORT], ''],
  ['start one in a bucket', 'create', [EXPORT, BUCKET], ''],
  ['ask for an export', 'read', [EXPORT], ''],
  ['ask for one in a bucket', 'read', [EXPORT, BUCKET], ''],
  ['ask for a list of exports', 'read', [LIST], ''],
  ['start a restore', 'create', [RESTORE, BUCKET], ''],
  ['restore classes of theirs', 'create', [{ ...RESTORE, classes: ['Article', 'Art2'] }], ''],
  [
    'restore one under another name',
    'create',
    [{ ...RESTORE, classes: ['B'] }],
    'may not start the restore of export x on',
  ],
  ['read an export of theirs', 'read', [{ ...EXPORT, classes: ['Article', 'Artist'] }], ''],
  ['cancel an export of theirs', 'delete', [{ ...EXPORT, classes: ['Article'] }], ''],
  [
    'read one with other classes',
    'read',
    [{ ...EXPORT, classes: ['Article', 'B'] }],
    'may not read export x on',
  ],
  ['cancel one with other classes', 'delete', [{ ...EXPORT, classes: ['B'] }], 'may not cancel export x on'],
])('an exporter may %s, as far as the classes are theirs', async (_case, verb, resources, refusal) => {
  const decided = authorizerOf('Art*').authorize(JANE, verb, resources);
  if (refusal === '') await decided;
  else await expect(decided).rejects.toThrow(refusal);
  await expect(authorizerOf('Art*').authorize(null, verb, resources)).rejects.toMatchObject({
    code: 'UNAUTHENTICATED',
  });
});

it.each<[string, Verb, readonly ExportResource[], boolean]>([
  ['start an export, of which no class is left', 'create', [EXPORT], true],
  ['name a bucket', 'create', [EXPORT, BUCKET], false],
  ['ask for an export', 'read', [EXPORT], false],
  ['cancel an export', 'delete', [EXPORT], false],
  ['ask for a list of exports', 'read', [LIST], false],
])('a caller with other rights may %s: %s', async (_case, verb, resources, isAllowed) => {
  const decided = OTHER_RIGHTS.authorize(JANE, verb, resources);
  if (isAllowed) await decided;
  else await expect(decided).rejects.toMatchObject({ code: 'FORBIDDEN' });
});
