import { expect, it } from 'vitest';
import { EmbeddedRoles } from './embedded-roles.ts';
import { EmbeddedStore } from './embedded-store.ts';
import { temporaryFolder, temporaryStore } from './temporary-store.fixture.ts';

const JANE = { type: 'db', id: 'jane' };
const OTHER_JANE = { type: 'oidc', id: 'jane' };
const URL_USER = { type: 'oidc', id: 'https://issuer/users:7' };

it('keeps roles and assignments over a restart', async () => {
  using folder = temporaryFolder();
  {
    await using store = await EmbeddedStore.open(folder);
    const roles = new EmbeddedRoles<string>(store);
    await roles.create({ name: 'writer', permissions: ['write'] });
    await roles.create({ name: 'reader', permissions: ['read'] });
    await roles.assign([JANE, URL_USER], ['reader', 'writer']);
  }
  await using store = await EmbeddedStore.open(folder);
  const roles = new EmbeddedRoles<string>(store);
  expect(roles.list()).toEqual([
    { name: 'reader', permissions: ['read'] },
    { name: 'writer', permissions: ['write'] },
  ]);
  expect(roles.rolesOf(JANE)).toEqual(['reader', 'writer']);
  expect(roles.rolesOf(OTHER_JANE)).toEqual([]);
  expect(roles.subjects('reader')).toEqual([JANE, URL_USER]);
});

it('creates a role just once, whoever asks at the same time', async () => {
  await using temporary = await temporaryStore();
  const roles = new EmbeddedRoles<string>(temporary.store);
  const outcomes = await Promise.allSettled(
    ['a', 'b'].map((permission) => roles.create({ name: 'r', permissions: [permission] })),
  );
  expect(outcomes.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
  await expect(roles.create({ name: 'r', permissions: [] })).rejects.toMatchObject({
    code: 'ROLE_ALREADY_EXISTS',
  });
});

it('loses no change of those made at a time', async () => {
  await using temporary = await temporaryStore();
  const roles = new EmbeddedRoles<string>(temporary.store);
  await roles.create({ name: 'r', permissions: [] });
  const added = Array.from({ length: 20 }, (_, index) => `p${index}`);
  await Promise.all(added.map((one) => roles.update('r', (permissions) => [...permissions, one])));
  expect(roles.get('r')?.permissions).toEqual(added);
  await Promise.all(added.map((name) => roles.assign([JANE], [name])));
  expect(roles.rolesOf(JANE)).toEqual(added);
});

it('takes a deleted role from all who had it, so that a later one of its name is nobody’s', async () => {
  await using temporary = await temporaryStore();
  const roles = new EmbeddedRoles<string>(temporary.store);
  await roles.create({ name: 'r', permissions: ['read'] });
  await roles.create({ name: 's', permissions: ['read'] });
  await roles.assign([JANE, OTHER_JANE], ['r']);
  await roles.assign([JANE], ['s']);
  await roles.delete('r');
  await roles.delete('r');
  // By a request that had seen the role.
  await roles.assign([OTHER_JANE], ['r']);
  await roles.create({ name: 'r', permissions: ['all'] });
  expect(roles.subjects('r')).toEqual([]);
  expect(roles.rolesOf(JANE)).toEqual(['s']);
  expect(roles.subjects()).toEqual([JANE]);
});

it('deletes a role with its last permission', async () => {
  await using temporary = await temporaryStore();
  const roles = new EmbeddedRoles<string>(temporary.store);
  await roles.create({ name: 'r', permissions: ['read'] });
  await roles.assign([JANE], ['r']);
  await roles.update('r', () => []);
  expect(roles.get('r')).toBeUndefined();
  expect(roles.rolesOf(JANE)).toEqual([]);
  await expect(roles.update('r', () => ['read'])).rejects.toMatchObject({ code: 'ROLE_NOT_FOUND' });
});

it('revokes roles, whether they were assigned or not', async () => {
  await using temporary = await temporaryStore();
  const roles = new EmbeddedRoles<string>(temporary.store);
  await roles.assign([JANE, OTHER_JANE], ['r', 's']);
  await roles.revoke([JANE], ['s', 'unknown']);
  expect(roles.rolesOf(JANE)).toEqual(['r']);
  expect(roles.rolesOf(OTHER_JANE)).toEqual(['r', 's']);
});

it.each([300, 2_500, 50_000])('gives a name of %d letters no roles', async (length) => {
  await using temporary = await temporaryStore();
  const roles = new EmbeddedRoles<string>(temporary.store);
  const subject = { type: 'oidc', id: 'é'.repeat(length) };
  expect(roles.get(subject.id)).toBeUndefined();
  expect(roles.rolesOf(subject)).toEqual([]);
  for (const change of ['assign', 'revoke'] as const) {
    await expect(roles[change]([JANE, subject], ['r'])).rejects.toMatchObject({ code: 'FIELD_INVALID' });
  }
  expect(roles.subjects()).toEqual([]);
});

it('takes any name of 256 characters', async () => {
  await using temporary = await temporaryStore();
  const roles = new EmbeddedRoles<string>(temporary.store);
  const subjects = ['x', '\u20ac', '\0'].map((letter) => ({ type: 'group', id: letter.repeat(256) }));
  await roles.assign(subjects, ['r']);
  for (const subject of subjects) expect(roles.rolesOf(subject)).toEqual(['r']);
});
