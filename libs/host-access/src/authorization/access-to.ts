import { capitalized } from '@weaviate-export/entities-export';
import { ALL, type Permission, type PermissionVerb, permission } from './permission.ts';

/** What endpoints ask for. Names come as callers send them: the small first letter of a class is raised, as everywhere. */

export function collections(verb: PermissionVerb, collection: string): Permission {
  return permission(verb, 'collections', { collection: capitalized(collection) });
}

export interface DataOf {
  /** Absent: whatever class. */
  readonly collection?: string | undefined;
  /** Absent: whatever tenant. */
  readonly tenant?: string | undefined;
  /** Id of an object; absent: whichever. */
  readonly object?: string | undefined;
}

export function data(verb: PermissionVerb, { collection, tenant, object }: DataOf): Permission {
  const named = collection === undefined ? ALL : capitalized(collection);
  return permission(verb, 'data', { collection: named, tenant, object });
}

/** Absent: whatever tenant. */
export function tenants(verb: PermissionVerb, collection: string, tenant?: string): Permission {
  return permission(verb, 'tenants', { collection: capitalized(collection), tenant });
}

/** How the server stands; `verbose`, with the numbers of the class. Absent: whatever class. */
export function nodes(verbosity: 'minimal' | 'verbose', collection?: string): Permission {
  return permission('read', 'nodes', {
    verbosity: verbosity === 'verbose' ? ALL : verbosity,
    collection: collection === undefined ? ALL : capitalized(collection),
  });
}

/** Exports of a class. */
export function exports(verb: 'create' | 'read' | 'delete', collection: string): Permission {
  return permission(verb, 'backups', { collection: capitalized(collection) });
}
