import { DOMAINS, type Domain, isAction, type Permission, permission, VERBS } from './permission.ts';

const EVERYTHING = (Object.keys(DOMAINS) as Domain[]).flatMap((domain) =>
  VERBS.map((verb) => permission(verb, domain)),
);
/** Also what has no action of its own: whoever may read everything may read how exports stand. */
const READING = EVERYTHING.filter(({ verb }) => verb === 'read');

/** Weaviate's built-in roles, and what they permit. */
export const BUILT_IN_ROLES: ReadonlyMap<string, readonly Permission[]> = new Map([
  ['admin', EVERYTHING],
  ['read-only', READING],
  ['root', EVERYTHING],
  ['viewer', READING],
]);

/** Those that the environment alone assigns. */
export const ENVIRONMENT_ROLES: readonly string[] = ['read-only', 'root'];

/** The permissions of a built-in role that have names, as answers list them. */
export function namedPermissions(permissions: readonly Permission[]): Permission[] {
  return permissions.filter(isAction);
}
