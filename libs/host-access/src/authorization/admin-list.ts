import type { Principal } from '@weaviate-export/usecases-export';
import { BUILT_IN_ROLES } from './built-in-roles.ts';
import type { PermissionsOf } from './guard.ts';
import { PermissionSet } from './permission-set.ts';

/** Users and groups that may do everything, and those that may read everything; nobody else may do anything. */
export interface AdminListConfiguration {
  readonly users: readonly string[];
  readonly groups: readonly string[];
  readonly readOnlyUsers: readonly string[];
  readonly readOnlyGroups: readonly string[];
}

/** What the lists call a caller without credentials, as in Weaviate. */
const ANONYMOUS: Principal = { username: 'anonymous' };

export function adminListPermissions(lists: AdminListConfiguration): PermissionsOf {
  const everything = new PermissionSet(BUILT_IN_ROLES.get('admin') ?? []);
  const reading = new PermissionSet(BUILT_IN_ROLES.get('viewer') ?? []);
  return (principal) => {
    const { username, groups = [] } = principal ?? ANONYMOUS;
    const isListed = (users: readonly string[], listedGroups: readonly string[]): boolean =>
      users.includes(username) || groups.some((group) => listedGroups.includes(group));
    if (isListed(lists.users, lists.groups)) return everything;
    return isListed(lists.readOnlyUsers, lists.readOnlyGroups) ? reading : PermissionSet.NONE;
  };
}
