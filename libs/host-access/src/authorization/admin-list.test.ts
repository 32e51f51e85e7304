import { expect, it } from 'vitest';
import { collections } from './access-to.ts';
import { adminListPermissions } from './admin-list.ts';

const permissionsOf = adminListPermissions({
  users: ['ada'],
  groups: ['ops'],
  readOnlyUsers: ['jim'],
  readOnlyGroups: ['guests'],
});

it.each([
  ['an admin', { username: 'ada' }, true, true],
  ['a member of a group of admins', { username: 'joe', groups: ['all', 'ops'] }, true, true],
  ['a reader', { username: 'jim' }, true, false],
  ['a member of a group of readers', { username: 'joe', groups: ['guests'] }, true, false],
  ['a reader who is in a group of admins', { username: 'jim', groups: ['ops'] }, true, true],
  ['somebody else', { username: 'ops', groups: ['ada'] }, false, false],
  ['an anonymous caller', null, false, false],
])('%s', (_who, principal, mayRead, mayDelete) => {
  const permissions = permissionsOf(principal);
  expect(permissions.allows(collections('read', 'A'))).toBe(mayRead);
  expect(permissions.allows(collections('delete', 'A'))).toBe(mayDelete);
  expect(permissions.allowsSome('read', 'backups')).toBe(mayRead);
  expect(permissions.allowsSome('delete', 'backups')).toBe(mayDelete);
});
