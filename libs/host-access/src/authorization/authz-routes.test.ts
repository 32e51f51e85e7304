import { apiKeysOf, CLIENT_ID, Issuer } from '@weaviate-export/test-access';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Answer, AccessServer } from '../access-server.fixture.ts';

const ENVIRONMENT = {
  ...apiKeysOf('root', 'jane', 'joe', 'keeper'),
  AUTHORIZATION_RBAC_ENABLED: 'true',
  AUTHORIZATION_RBAC_ROOT_USERS: 'root',
  AUTHORIZATION_RBAC_ROOT_GROUPS: 'ops',
  AUTHORIZATION_RBAC_READONLY_GROUPS: 'guests',
};

let issuer: Issuer;
let server: AccessServer;
beforeAll(async () => {
  issuer = await Issuer.start();
  server = await AccessServer.start({
    ...ENVIRONMENT,
    AUTHENTICATION_OIDC_ENABLED: 'true',
    AUTHENTICATION_OIDC_ISSUER: issuer.url,
    AUTHENTICATION_OIDC_CLIENT_ID: CLIENT_ID,
    AUTHENTICATION_OIDC_GROUPS_CLAIM: 'groups',
  });
});
afterAll(async () => {
  await server[Symbol.asyncDispose]();
  await issuer[Symbol.asyncDispose]();
});

type Method = 'GET' | 'POST' | 'DELETE';

function as(user: string, method: Method, path: string, body?: unknown): Promise<Answer> {
  return server.call(method, path, body, { authorization: `Bearer key-of-${user}` });
}

async function asOidc(claims: object, method: Method, path: string): Promise<Answer> {
  return server.call(method, path, undefined, {
    authorization: `Bearer ${await issuer.token({ ...claims })}`,
  });
}

/** A role with these permissions, which its test has for itself. */
let made = 0;
async function newRole(...permissions: object[]): Promise<string> {
  const name = `role-${(made += 1)}`;
  expect((await as('root', 'POST', '/authz/roles', { name, permissions })).status).toBe(201);
  return name;
}

async function assign(user: string, ...roles: string[]): Promise<void> {
  const answer = await as('root', 'POST', `/authz/users/${user}/assign`, { roles, userType: 'db' });
  expect(answer.status).toBe(200);
}

async function revoke(user: string, ...roles: string[]): Promise<void> {
  expect((await as('root', 'POST', `/authz/users/${user}/revoke`, { roles })).status).toBe(200);
}

function readOf(collection: string): object {
  return { action: 'read_collections', collections: { collection } };
}

const READ_A = { action: 'read_collections', collections: { collection: 'A' } };
const READ_B = { action: 'read_collections', collections: { collection: 'B' } };
const namesIn = ({ body }: Answer): string[] => (body as { name: string }[]).map(({ name }) => name);

describe('a role', () => {
  it('is created, read, and deleted', async () => {
    const name = await newRole(READ_A, { action: 'read_roles', roles: { role: 'x' } });
    const role = {
      name,
      permissions: [READ_A, { action: 'read_roles', roles: { role: 'x', scope: 'match' } }],
    };
    const found = await as('root', 'GET', `/authz/roles/${name}`);
    expect([found.status, found.body]).toEqual([200, role]);
    expect((await as('root', 'GET', '/authz/roles')).body).toContainEqual(role);

    const again = await as('root', 'POST', '/authz/roles', { name, permissions: [] });
    expect(again.status).toBe(409);

    const deleted = await as('root', 'DELETE', `/authz/roles/${name}`);
    expect([deleted.status, deleted.text]).toEqual([204, '']);
    expect((await as('root', 'GET', `/authz/roles/${name}`)).status).toBe(404);
    expect((await as('root', 'DELETE', `/authz/roles/${name}`)).status).toBe(204);
  });

  it('takes and loses very many permissions at once, each of them once', { tags: 'long' }, async () => {
    const name = await newRole(READ_A);
    const many = Array.from({ length: 20_000 }, (_, index) => readOf(`A${index}`));
    const path = `/authz/roles/${name}`;
    await as('root', 'POST', `${path}/add-permissions`, { permissions: [...many, ...many] });
    await as('root', 'POST', `${path}/add-permissions`, { permissions: [...many, READ_B] });
    expect((await as('root', 'GET', path)).body).toEqual({ name, permissions: [READ_A, ...many, READ_B] });
    await as('root', 'POST', `${path}/remove-permissions`, { permissions: [...many, READ_B] });
    expect((await as('root', 'GET', path)).body).toEqual({ name, permissions: [READ_A] });
  });

  it('holds at once, and for as long as it is assigned', async () => {
    const name = await newRole(READ_A);
    const status = async (): Promise<number> => (await as('jane', 'GET', '/schema/A')).status;
    expect(await status()).toBe(403);
    await assign('jane', name);
    expect(await status()).toBe(404);
    await as('root', 'POST', `/authz/roles/${name}/add-permissions`, { permissions: [READ_B] });
    await as('root', 'POST', `/authz/roles/${name}/remove-permissions`, { permissions: [READ_A] });
    expect(await status()).toBe(403);
    expect((await as('jane', 'GET', '/schema/B')).status).toBe(404);
    await revoke('jane', name);
    expect((await as('jane', 'GET', '/schema/B')).status).toBe(403);
  });

  it('has each permission once, and goes with the last one', async () => {
    const name = await newRole(READ_A);
    const change = (verb: string, ...permissions: object[]) =>
      as('root', 'POST', `/authz/roles/${name}/${verb}-permissions`, { permissions });
    expect((await change('add', READ_A, READ_B)).status).toBe(200);
    expect((await as('root', 'GET', `/authz/roles/${name}`)).body).toEqual({
      name,
      permissions: [READ_A, READ_B],
    });
    expect((await change('remove', READ_B, { action: 'read_cluster' })).status).toBe(200);
    expect((await as('root', 'GET', `/authz/roles/${name}`)).body).toMatchObject({ permissions: [READ_A] });
    expect((await change('remove', READ_A)).status).toBe(200);
    expect((await as('root', 'GET', `/authz/roles/${name}`)).status).toBe(404);
    expect((await change('add', READ_A)).status).toBe(404);
  });

  it.each([
    [READ_A, true],
    [{ action: 'read_collections', collections: { collection: 'a' } }, true],
    [READ_B, false],
    [{ action: 'read_collections', collections: { collection: '*' } }, false],
    [{ action: 'delete_collections', collections: { collection: 'A' } }, false],
    [{ action: 'read_data', data: { collection: 'Test*' } }, true],
    [{ action: 'read_data', data: { collection: 'TestOne', tenant: 't' } }, true],
  ])('tells whether it has the permission %j', async (permission, expected) => {
    const name = await newRole(READ_A, { action: 'read_data', data: { collection: 'Test*' } });
    const answer = await as('root', 'POST', `/authz/roles/${name}/has-permission`, permission);
    expect([answer.status, answer.body]).toEqual([200, expected]);
  });

  it.each([
    ['no body', undefined, 400],
    ['no name', { permissions: [] }, 400],
    ['an empty name', { name: '', permissions: [] }, 400],
    ['a name with a blank', { name: 'a b', permissions: [] }, 400],
    ['a name that is too long', { name: 'a'.repeat(65), permissions: [] }, 400],
    ['the name of a built-in one', { name: 'viewer', permissions: [] }, 400],
    ['no permissions', { name: 'a' }, 400],
    ['an unknown action', { name: 'a', permissions: [{ action: 'export_all' }] }, 422],
    [
      'a regular expression',
      { name: 'a', permissions: [{ action: 'read_data', data: { collection: 'A|B' } }] },
      422,
    ],
  ])('is not created with %s', async (_case, body, status) => {
    expect((await as('root', 'POST', '/authz/roles', body)).status).toBe(status);
  });

  it.each([
    ['DELETE', '/authz/roles/admin', undefined, 400],
    ['POST', '/authz/roles/admin/add-permissions', { permissions: [READ_A] }, 400],
    ['POST', '/authz/roles/viewer/remove-permissions', { permissions: [READ_A] }, 400],
    ['POST', '/authz/roles/missing/add-permissions', { permissions: [] }, 400],
    ['POST', '/authz/roles/missing/has-permission', READ_A, 404],
    ['POST', '/authz/users/jane/assign', { roles: ['root'] }, 403],
    ['POST', '/authz/users/root/revoke', { roles: ['root'] }, 403],
    ['POST', '/authz/users/jane/assign', { roles: ['read-only'] }, 403],
    ['POST', '/authz/users/jane/assign', { roles: ['missing'] }, 404],
    ['POST', '/authz/users/jane/revoke', { roles: ['missing'] }, 404],
    ['POST', '/authz/users/missing/assign', { roles: ['viewer'], userType: 'db' }, 404],
    ['POST', '/authz/users/jane/assign', { roles: ['viewer'], userType: 'ldap' }, 422],
    ['POST', '/authz/users/jane/assign', { roles: [] }, 400],
    ['POST', '/authz/users/jane/assign', { roles: [' '] }, 400],
    ['POST', '/authz/users/jane/assign', { roles: 'viewer' }, 400],
    ['POST', '/authz/groups/all/assign', { roles: ['viewer'] }, 422],
    ['POST', '/authz/groups/ops/assign', { roles: ['viewer'], groupType: 'oidc' }, 403],
    ['POST', '/authz/groups/guests/revoke', { roles: ['viewer'], groupType: 'oidc' }, 403],
    ['GET', '/authz/groups/db', undefined, 422],
    ['GET', '/authz/groups/all/roles/db', undefined, 422],
    ['GET', '/authz/users/jane/roles/ldap', undefined, 422],
    ['GET', '/authz/elsewhere', undefined, 404],
  ] as const)('%s %s with %j is refused with %i', async (method, path, body, status) => {
    expect((await as('root', method, path, body)).status).toBe(status);
  });
});

describe('those who manage roles', () => {
  const manage = (scope: string) =>
    ['create', 'read', 'update', 'delete'].map((verb) => ({
      action: `${verb}_roles`,
      roles: { role: 'team-*', scope },
    }));

  it('with scope match give no more than they have', async () => {
    const name = await newRole(...manage('match'), READ_A);
    await assign('keeper', name);
    const create = (role: string, ...permissions: object[]) =>
      as('keeper', 'POST', '/authz/roles', { name: role, permissions });
    expect((await create('team-a', READ_A)).status).toBe(201);
    expect((await create('team-b', READ_A, READ_B)).status).toBe(403);
    expect((await create('team-b', { ...READ_A, collections: { collection: 'A*' } })).status).toBe(403);
    expect((await create('other', READ_A)).status).toBe(403);
    const add = (...permissions: object[]) =>
      as('keeper', 'POST', '/authz/roles/team-a/add-permissions', { permissions });
    expect((await add(READ_B)).status).toBe(403);
    expect((await add(READ_A)).status).toBe(200);
    expect(namesIn(await as('keeper', 'GET', '/authz/roles'))).toEqual(['team-a']);

    await as('root', 'POST', '/authz/roles/team-a/add-permissions', { permissions: [READ_B] });
    expect((await as('keeper', 'DELETE', '/authz/roles/team-a')).status).toBe(403);
    await as('root', 'POST', '/authz/roles/team-a/remove-permissions', { permissions: [READ_B] });
    expect((await as('keeper', 'DELETE', '/authz/roles/team-a')).status).toBe(204);
    await revoke('keeper', name);
  });

  it('with scope all give whatever they want, under the names that they may', async () => {
    const name = await newRole(...manage('all'));
    await assign('keeper', name);
    const body = { name: 'team-c', permissions: [READ_A, { action: 'manage_backups' }] };
    expect((await as('keeper', 'POST', '/authz/roles', body)).status).toBe(201);
    expect((await as('keeper', 'POST', '/authz/roles', { ...body, name: 'other' })).status).toBe(403);
    expect((await as('keeper', 'DELETE', '/authz/roles/team-c')).status).toBe(204);
    await revoke('keeper', name);
  });

  it('assign no role that permits more than they may', async () => {
    const assigner = await newRole({ action: 'assign_and_revoke_users', users: { users: 'j*' } }, READ_A);
    const [less, more] = [await newRole(READ_A), await newRole(READ_A, READ_B)];
    await assign('keeper', assigner);
    const give = (user: string, role: string) =>
      as('keeper', 'POST', `/authz/users/${user}/assign`, { roles: [role], userType: 'db' });
    expect((await give('jane', less)).status).toBe(200);
    expect((await give('jane', more)).status).toBe(403);
    expect((await give('jane', 'admin')).status).toBe(403);
    expect((await give('keeper', less)).status).toBe(403);
    await revoke('jane', less);
    await revoke('keeper', assigner);
  });
});

describe('who has a role', () => {
  it('is told in the shapes that clients know', async () => {
    const name = await newRole(READ_A);
    await assign('joe', name);
    await as('root', 'POST', '/authz/users/ada/assign', { roles: [name], userType: 'oidc' });
    await as('root', 'POST', '/authz/groups/all/assign', { roles: [name], groupType: 'oidc' });
    const get = async (path: string): Promise<unknown> => (await as('root', 'GET', path)).body;
    expect(await get(`/authz/roles/${name}/user-assignments`)).toEqual([
      { userId: 'joe', userType: 'db_env_user' },
      { userId: 'ada', userType: 'oidc' },
    ]);
    expect(await get(`/authz/roles/${name}/users`)).toEqual(['ada', 'joe']);
    expect(await get(`/authz/roles/${name}/group-assignments`)).toEqual([
      { groupId: 'all', groupType: 'oidc' },
    ]);
    expect(await get('/authz/users/joe/roles/db')).toEqual([{ name, permissions: null }]);
    expect(await get('/authz/users/joe/roles/db?includeFullRoles=true')).toEqual([
      { name, permissions: [READ_A] },
    ]);
    expect(await get('/authz/users/joe/roles')).toEqual([{ name, permissions: [READ_A] }]);
    expect(await get('/authz/users/ada/roles/oidc')).toEqual([{ name, permissions: null }]);
    expect(await get('/authz/groups/all/roles/oidc')).toEqual([{ name, permissions: null }]);
    expect(await get('/authz/groups/oidc')).toEqual(['all', 'guests', 'ops']);

    await as('root', 'POST', '/authz/groups/all/revoke', { roles: [name], groupType: 'oidc' });
    expect(await get('/authz/groups/all/roles/oidc')).toEqual([]);
  });

  it('is told of the roles that the environment assigns to root alone', async () => {
    const get = (user: string, path: string): Promise<Answer> => as(user, 'GET', path);
    await assign('joe', 'admin');
    expect((await get('root', '/authz/roles/root/user-assignments')).body).toEqual([
      { userId: 'root', userType: 'db_env_user' },
      { userId: 'root', userType: 'oidc' },
    ]);
    expect((await get('root', '/authz/roles/root/group-assignments')).body).toEqual([
      { groupId: 'ops', groupType: 'oidc' },
    ]);
    expect((await get('joe', '/authz/roles/root/user-assignments')).status).toBe(403);
    expect((await get('joe', '/authz/roles/read-only/users')).status).toBe(403);
    expect(namesIn(await get('root', '/authz/roles'))).toEqual(expect.arrayContaining(['root', 'viewer']));
    expect(namesIn(await get('joe', '/authz/roles'))).not.toContain('root');
    await revoke('joe', 'admin');
  });

  it('is told to others as far as they may read users, groups and roles', async () => {
    const name = await newRole(READ_A);
    await assign('joe', name);
    const reader = await newRole(
      { action: 'read_roles', roles: { role: name } },
      { action: 'read_users', users: { users: 'keeper' } },
    );
    await assign('keeper', reader);
    const get = (path: string): Promise<Answer> => as('keeper', 'GET', path);
    expect((await get(`/authz/roles/${name}/users`)).body).toEqual([]);
    expect((await get(`/authz/roles/${reader}/users`)).status).toBe(403);
    expect((await get('/authz/users/joe/roles/db')).status).toBe(403);
    await as('root', 'POST', `/authz/roles/${reader}/add-permissions`, {
      permissions: [{ action: 'read_users', users: { users: 'j*' } }],
    });
    expect((await get(`/authz/roles/${name}/users`)).body).toEqual(['joe']);
    await assign('joe', 'viewer');
    expect((await get('/authz/users/joe/roles/db')).status).toBe(200);
    expect((await get('/authz/users/joe/roles/db?includeFullRoles=true')).status).toBe(403);
    await revoke('joe', 'viewer', name);
    await revoke('keeper', reader);
  });
});

describe('a caller', () => {
  it('reads their own roles', async () => {
    const name = await newRole(READ_A);
    await assign('jane', name);
    const roles = [{ name, permissions: [READ_A] }];
    expect((await as('jane', 'GET', '/users/own-info')).body).toEqual({
      username: 'jane',
      groups: [],
      roles,
    });
    expect((await as('jane', 'GET', '/authz/users/jane/roles/db?includeFullRoles=true')).body).toEqual(roles);
    expect((await as('jane', 'GET', '/authz/users/jane/roles')).body).toEqual(roles);
    await revoke('jane', name);
  });

  it('of OIDC has the roles of their name and groups, not those of an API key’s user', async () => {
    const [mine, groups, keys] = [await newRole(READ_A), await newRole(READ_B), await newRole()];
    await as('root', 'POST', '/authz/users/jane/assign', { roles: [mine], userType: 'oidc' });
    await as('root', 'POST', '/authz/groups/team/assign', { roles: [groups], groupType: 'oidc' });
    await assign('jane', keys);
    const info = await asOidc({ sub: 'jane', groups: ['team'] }, 'GET', '/users/own-info');
    expect(info.body).toMatchObject({ username: 'jane', groups: ['team'] });
    expect((info.body as { roles: { name: string }[] }).roles.map(({ name }) => name)).toEqual([
      mine,
      groups,
    ]);
    expect(
      (await asOidc({ sub: 'jane', groups: ['team'] }, 'GET', '/authz/groups/team/roles/oidc')).status,
    ).toBe(200);
    expect((await asOidc({ sub: 'jane' }, 'GET', '/authz/users/jane/roles/db')).status).toBe(403);
    expect((await as('jane', 'GET', '/schema/A')).status).toBe(403);
  });

  it('of OIDC with a name or a group longer than any that has roles has those of its other names', async () => {
    const name = await newRole(READ_A);
    await as('root', 'POST', '/authz/groups/short/assign', { roles: [name], groupType: 'oidc' });
    const long = 'x'.repeat(5_000);
    const info = await asOidc({ sub: long, groups: [long, 'short'] }, 'GET', '/users/own-info');
    expect(info.status).toBe(200);
    expect((info.body as { roles: { name: string }[] }).roles).toMatchObject([{ name }]);
    expect((await asOidc({ sub: long }, 'GET', '/schema/A')).status).toBe(403);
  });

  it.each([
    ['/authz/users/joe', 'userType', 'db'],
    ['/authz/groups/many', 'groupType', 'oidc'],
  ])('at %s is given a role once, however often a request names it', async (path, field, type) => {
    const permissions = Array.from({ length: 10 }, (_, index) => readOf(`A${index}`));
    const name = await newRole(...permissions);
    const roles = Array.from({ length: 30_000 }, () => name);
    const namesOf = async (): Promise<string[]> => {
      const { body } = await as('root', 'GET', `${path}/roles/${type}`);
      return (body as { name: string }[]).map((role) => role.name);
    };
    expect((await as('root', 'POST', `${path}/assign`, { roles, [field]: type })).status).toBe(200);
    expect((await namesOf()).filter((one) => one === name)).toHaveLength(1);
    expect((await as('root', 'POST', `${path}/revoke`, { roles, [field]: type })).status).toBe(200);
    expect(await namesOf()).not.toContain(name);
  });

  it('is given a role of more permissions than a call takes arguments', { tags: 'long' }, async () => {
    const permissions = Array.from({ length: 150_000 }, (_, index) => readOf(`A${index}`));
    expect((await as('root', 'POST', '/authz/roles', { name: 'huge', permissions })).status).toBe(201);
    await assign('joe', 'huge');
    await revoke('joe', 'huge');
  });

  it('is given no role of a name longer than any', async () => {
    const roles = ['x'.repeat(50_000)];
    expect((await as('root', 'POST', '/authz/users/jane/assign', { roles })).status).toBe(404);
  });

  it.each([
    ['root', [], 404, 200],
    ['someone', ['ops'], 404, 200],
    ['someone', ['guests'], 404, 403],
    ['someone', [], 403, 403],
  ])(
    'of OIDC named %s in groups %j has the roles that the environment gives',
    async (sub, groups, read, remove) => {
      expect((await asOidc({ sub, groups }, 'GET', '/schema/Missing')).status).toBe(read);
      expect((await asOidc({ sub, groups }, 'DELETE', '/schema/Missing')).status).toBe(remove);
    },
  );
});
