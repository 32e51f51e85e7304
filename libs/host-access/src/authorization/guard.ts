import { ExportError } from '@weaviate-export/entities-export';
import { type Principal } from '@weaviate-export/usecases-export';
import { TimeSlice } from '@weaviate-export/waiting';
import { actionOf, ALL, type Permission } from './permission.ts';
import type { PermissionSet } from './permission-set.ts';

/** What a caller may do; null is an anonymous one. Read anew for each request, so that changes hold at once. */
export type PermissionsOf = (principal: Principal | null) => PermissionSet;

/** Asked by every endpoint, of REST and of gRPC, before anything is looked up. */
export class Guard {
  readonly permissionsOf: PermissionsOf;

  constructor(permissionsOf: PermissionsOf) {
    this.permissionsOf = permissionsOf;
  }

  /**
   * Returns where the caller may do all of this.
   * @throws ExportError FORBIDDEN, or UNAUTHENTICATED where the caller is anonymous and credentials might help
   */
  require(principal: Principal | null, ...asked: readonly Permission[]): void {
    this.requireAll(principal, asked);
  }

  /**
   * As `require`, of as many permissions as a request may bring: more than a call takes arguments.
   * @throws ExportError FORBIDDEN or UNAUTHENTICATED
   */
  requireAll(principal: Principal | null, asked: readonly Permission[]): void {
    const permissions = this.permissionsOf(principal);
    const missing = asked.find((permission) => !permissions.allows(permission));
    if (missing !== undefined) throw refusal(principal, describe(missing));
  }

  /**
   * As `requireAll`, with turns for others in between.
   * @throws ExportError FORBIDDEN or UNAUTHENTICATED
   */
  async requireEach(principal: Principal | null, asked: Iterable<Permission>): Promise<void> {
    const permissions = this.permissionsOf(principal);
    const slice = new TimeSlice();
    for (const permission of asked) {
      if (!permissions.allows(permission)) throw refusal(principal, describe(permission));
      await slice.pause();
    }
  }

  /** Those of the items about which the caller may do what is asked for each, in the order given. */
  filter<Item>(
    principal: Principal | null,
    items: readonly Item[],
    askedFor: (item: Item) => Permission,
  ): Item[] {
    const permissions = this.permissionsOf(principal);
    return items.filter((item) => permissions.allows(askedFor(item)));
  }
}

/** The error for a caller who may not do this. */
export function refusal(principal: Principal | null, action: string): ExportError {
  return principal === null
    ? new ExportError('UNAUTHENTICATED', [])
    : new ExportError('FORBIDDEN', [principal.username, action]);
}

/** E.g. `read_data of collection A, object X`. */
function describe(permission: Permission): string {
  const names = Object.entries(permission.resource).filter(([, name]) => name !== ALL);
  const resource = names.map(([field, name]) => `${field} ${name}`).join(', ');
  return resource === '' ? actionOf(permission) : `${actionOf(permission)} of ${resource}`;
}
