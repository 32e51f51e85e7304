import { describe, expect, it } from 'vitest';
import { BUILT_IN_ROLES, namedPermissions } from './built-in-roles.ts';
import { parsePermission, writePermission } from './permission-json.ts';

describe('a permission', () => {
  it.each([
    // What the official clients send: with `actions` beside the fields, and names in any case.
    [
      { action: 'read_data', data: { collection: 'article', tenant: 't', actions: ['read_data'] } },
      { action: 'read_data', data: { collection: 'Article', tenant: 't', object: '*' } },
    ],
    [
      { action: 'create_collections', collections: { collection: 'Test.*' } },
      { action: 'create_collections', collections: { collection: 'Test*' } },
    ],
    [
      { action: 'manage_backups', backups: { collection: '' } },
      { action: 'manage_backups', backups: { collection: '*' } },
    ],
    [{ action: 'manage_backups' }, { action: 'manage_backups', backups: { collection: '*' } }],
    [
      { action: 'read_roles', roles: { role: 'test*' } },
      { action: 'read_roles', roles: { role: 'test*', scope: 'match' } },
    ],
    [
      { action: 'update_roles', roles: { role: '*', scope: 'ALL' } },
      { action: 'update_roles', roles: { role: '*', scope: 'all' } },
    ],
    [
      { action: 'assign_and_revoke_users', users: { users: 'auth0|jane.doe+1@example.org' } },
      { action: 'assign_and_revoke_users', users: { users: 'auth0|jane.doe+1@example.org' } },
    ],
    [
      { action: 'read_groups', groups: { group: '/ops', groupType: 'oidc' } },
      { action: 'read_groups', groups: { group: '/ops', groupType: 'oidc' } },
    ],
    [
      { action: 'read_nodes', nodes: { verbosity: 'verbose', collection: 'A' } },
      { action: 'read_nodes', nodes: { verbosity: 'verbose', collection: 'A' } },
    ],
    [{ action: 'read_nodes' }, { action: 'read_nodes', nodes: { verbosity: 'minimal', collection: '*' } }],
    [
      { action: 'delete_data', data: { object: 'AAAA0000-0000-4000-8000-00000000000A', tenant: null } },
      {
        action: 'delete_data',
        data: { collection: '*', tenant: '*', object: 'aaaa0000-0000-4000-8000-00000000000a' },
      },
    ],
    [{ action: 'read_cluster', cluster: {} }, { action: 'read_cluster' }],
  ])('is read and written as clients have it: %j', (sent, written) => {
    expect(writePermission(parsePermission(sent))).toEqual(written);
  });

  it.each([
    ['nothing', undefined, 'permission'],
    ['a text', 'read_data', 'permission'],
    ['an array', [], 'permission'],
    ['no action', { data: {} }, 'action'],
    ['an action that is none', { action: 'export_data' }, 'action'],
    ['a name that every object has', { action: 'toString' }, 'action'],
    ['what is no text', { action: 'read_data', data: { collection: 7 } }, 'data.collection'],
    ['what is no object', { action: 'read_data', data: 'Article' }, 'data'],
    ['a regular expression', { action: 'read_data', data: { collection: 'A|B' } }, 'data.collection'],
    ['a path', { action: 'read_data', data: { collection: 'A/../B' } }, 'data.collection'],
    ['a blank', { action: 'read_tenants', tenants: { tenant: 'a b' } }, 'tenants.tenant'],
    ['an unknown scope', { action: 'read_roles', roles: { scope: 'some' } }, 'roles.scope'],
    ['a long name', { action: 'read_users', users: { users: 'x'.repeat(257) } }, 'users.users'],
  ])('is refused for %s, and the field is named', (_case, sent, field) => {
    const parse = (): unknown => parsePermission(sent);
    expect(parse).toThrow(`invalid permission: ${field} is `);
    expect(parse).toThrow(expect.objectContaining({ code: 'PERMISSION_INVALID', httpStatus: 422 }));
  });
});

it('the built-in roles have the actions of Weaviate that clients know', () => {
  const actionsOf = (role: string): unknown[] =>
    namedPermissions(BUILT_IN_ROLES.get(role) ?? []).map((one) => writePermission(one)['action']);
  expect(actionsOf('viewer')).toEqual(actionsOf('read-only'));
  expect(actionsOf('admin')).toEqual(actionsOf('root'));
  expect(actionsOf('viewer')).toContain('read_data');
  expect(actionsOf('viewer').every((action) => String(action).startsWith('read_'))).toBe(true);
  expect(actionsOf('admin')).toContain('manage_backups');
  expect(actionsOf('admin')).toHaveLength(38);
});
