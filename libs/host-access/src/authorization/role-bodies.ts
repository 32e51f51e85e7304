import { ExportError } from '@weaviate-export/entities-export';
import { BUILT_IN_ROLES, ENVIRONMENT_ROLES, namedPermissions } from './built-in-roles.ts';
import { parsePermission, writePermission } from './permission-json.ts';
import { type Permission, permissionKey } from './permission.ts';
import type { Role } from './roles.ts';

const ROLE_NAME = /^[A-Za-z][-_0-9A-Za-z]{0,63}$/;

/**
 * Reads `{"name", "permissions"}`.
 * @throws ExportError ROLE_INVALID, ROLE_BUILT_IN or PERMISSION_INVALID
 */
export function parseRole(body: unknown): Role {
  const { name } = fieldsOf(body);
  if (typeof name !== 'string' || !ROLE_NAME.test(name)) {
    const allowed = 'name must begin with a letter and have up to 64 letters, digits, _ and -';
    throw new ExportError('ROLE_INVALID', [allowed]);
  }
  refuseBuiltIn(name);
  return { name, permissions: parsePermissionList(body) };
}

/**
 * Reads `{"permissions": […]}` with one or more.
 * @throws ExportError ROLE_INVALID or PERMISSION_INVALID
 */
export function parsePermissions(body: unknown): Permission[] {
  const permissions = parsePermissionList(body);
  if (permissions.length === 0) throw new ExportError('ROLE_INVALID', ['permissions must not be empty']);
  return permissions;
}

/**
 * Reads the `roles` of an assignment: names, one or more, each of them once.
 * @throws ExportError ROLE_INVALID, or ROLE_FROM_ENVIRONMENT for one that no request may assign
 */
export function parseRoleNames(body: unknown): string[] {
  const { roles } = fieldsOf(body);
  const isList = Array.isArray(roles) && roles.length > 0;
  if (!isList || !roles.every((role): role is string => typeof role === 'string' && role.trim() !== '')) {
    throw new ExportError('ROLE_INVALID', ['roles must be an array of one or more names of roles']);
  }
  const fixed = roles.find((role) => ENVIRONMENT_ROLES.includes(role));
  if (fixed !== undefined) throw new ExportError('ROLE_FROM_ENVIRONMENT', [fixed]);
  return [...new Set(roles)];
}

/** @throws ExportError FIELD_INVALID where a field of a body or a path is none of the values */
export function parseChoice<Choice extends string>(
  field: string,
  value: unknown,
  choices: readonly Choice[],
): Choice {
  const choice = choices.find((one) => one === value);
  if (choice !== undefined) return choice;
  throw new ExportError('FIELD_INVALID', [field, value, `allowed are ${choices.join(', ')}`]);
}

/** @throws ExportError ROLE_BUILT_IN */
export function refuseBuiltIn(name: string): void {
  if (BUILT_IN_ROLES.has(name)) throw new ExportError('ROLE_BUILT_IN', [name]);
}

/** A role as Weaviate's clients read it. */
export function writeRole({ name, permissions }: Role): { name: string; permissions: unknown[] } {
  return { name, permissions: namedPermissions(permissions).map(writePermission) };
}

/** A body as its fields; none where it is no object. */
export function fieldsOf(body: unknown): Readonly<Record<string, unknown>> {
  return typeof body === 'object' && body !== null ? (body as Readonly<Record<string, unknown>>) : {};
}

/** Each of them once. */
function parsePermissionList(body: unknown): Permission[] {
  const { permissions } = fieldsOf(body);
  if (!Array.isArray(permissions)) throw new ExportError('ROLE_INVALID', ['permissions must be an array']);
  const byKey = new Map<string, Permission>();
  for (const one of permissions.map(parsePermission)) byKey.set(permissionKey(one), one);
  return [...byKey.values()];
}
