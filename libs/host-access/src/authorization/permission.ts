/**
 * What permissions are about, as Weaviate has them: the verbs of each domain, and the fields of its resource
 * (https://docs.weaviate.io/weaviate/configuration/rbac). Exports are permitted with backups.
 */
export const DOMAINS = {
  collections: { verbs: ['create', 'read', 'update', 'delete'], fields: ['collection'] },
  data: { verbs: ['create', 'read', 'update', 'delete'], fields: ['collection', 'tenant', 'object'] },
  tenants: { verbs: ['create', 'read', 'update', 'delete'], fields: ['collection', 'tenant'] },
  backups: { verbs: ['manage'], fields: ['collection'] },
  roles: { verbs: ['create', 'read', 'update', 'delete'], fields: ['role', 'scope'] },
  users: { verbs: ['create', 'read', 'update', 'delete', 'assign_and_revoke'], fields: ['users'] },
  groups: { verbs: ['read', 'assign_and_revoke'], fields: ['group', 'groupType'] },
  aliases: { verbs: ['create', 'read', 'update', 'delete'], fields: ['collection', 'alias'] },
  replicate: { verbs: ['create', 'read', 'update', 'delete'], fields: ['collection', 'shard'] },
  namespaces: { verbs: ['manage'], fields: ['namespace'] },
  nodes: { verbs: ['read'], fields: ['collection', 'verbosity'] },
  cluster: { verbs: ['read'], fields: [] },
  mcp: { verbs: ['create', 'read', 'update'], fields: [] },
} as const satisfies Record<string, { verbs: readonly PermissionVerb[]; fields: readonly string[] }>;

export type Domain = keyof typeof DOMAINS;
export type Field<D extends Domain = Domain> = (typeof DOMAINS)[D]['fields'][number];

/** `manage` permits every verb. */
export const VERBS = ['create', 'read', 'update', 'delete', 'assign_and_revoke', 'manage'] as const;
export type PermissionVerb = (typeof VERBS)[number];

/** Stands for all names; as a part of a pattern, for any characters. */
export const ALL = '*';

/**
 * One thing that someone may do, or asks to do. Each field of the domain's resource has the pattern of those names that
 * it is about, in which `*` stands for any characters; of a field with fixed values, `*` is the widest.
 */
export interface Permission {
  readonly verb: PermissionVerb;
  readonly domain: Domain;
  readonly resource: Readonly<Record<string, string>>;
}

/** The permission to do this with all that the resource leaves open. */
export function permission<D extends Domain>(
  verb: PermissionVerb,
  domain: D,
  resource: Partial<Record<Field<D>, string | undefined>> = {},
): Permission {
  const named = resource as Readonly<Record<string, string | undefined>>;
  return {
    verb,
    domain,
    resource: Object.fromEntries(DOMAINS[domain].fields.map((field) => [field, named[field] ?? ALL])),
  };
}

/** The same text for the same permission, and for no other. */
export function permissionKey({ verb, domain, resource }: Permission): string {
  return JSON.stringify([verb, domain, ...DOMAINS[domain].fields.map((field) => resource[field])]);
}

/** Weaviate's name of what is permitted, e.g. `read_data`. */
export function actionOf({ verb, domain }: Permission): string {
  return `${verb}_${domain}`;
}

/** True where Weaviate has a name for this verb of this domain. */
export function isAction({ verb, domain }: Permission): boolean {
  const { verbs }: { verbs: readonly PermissionVerb[] } = DOMAINS[domain];
  return verbs.includes(verb);
}
