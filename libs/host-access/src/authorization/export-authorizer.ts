import type { Authorizer, ExportResource, Principal, Verb } from '@weaviate-export/usecases-export';
import { exports } from './access-to.ts';
import { type Guard, refusal } from './guard.ts';
import type { PermissionSet } from './permission-set.ts';

/**
 * Exports are permitted per class, as Weaviate permits them: by `manage_backups`. Whoever may export no class at all
 * learns nothing of any export; of one with classes that are not theirs, callers learn no more than that.
 */
export class ExportAuthorizer implements Authorizer {
  readonly #guard: Guard;

  constructor(guard: Guard) {
    this.#guard = guard;
  }

  async authorize(
    principal: Principal | null,
    verb: Verb,
    resources: readonly ExportResource[],
  ): Promise<void> {
    const permissions = this.#guard.permissionsOf(principal);
    const refused = resources.find((resource) => !isAllowed(permissions, principal, verb, resource));
    if (refused !== undefined) throw refusal(principal, describe(verb, refused));
  }

  async filter(principal: Principal | null, verb: Verb, classes: readonly string[]): Promise<string[]> {
    return this.#guard.filter(principal, classes, (name) => exports(verb, name));
  }
}

function isAllowed(
  permissions: PermissionSet,
  principal: Principal | null,
  verb: Verb,
  resource: ExportResource,
): boolean {
  if (resource.type === 'export' || resource.type === 'restore') {
    if (resource.classes !== undefined) {
      return resource.classes.every((name) => permissions.allows(exports(verb, name)));
    }
    // As in Weaviate, a start without any permission is told by its classes, which all drop out.
    if (resource.type === 'export' && verb === 'create' && principal !== null) return true;
  }
  return permissions.allowsSome(verb, 'backups');
}

const VERB_WORDS: Readonly<Record<Verb, string>> = { create: 'start', read: 'read', delete: 'cancel' };
const SCHEDULE_WORDS: Readonly<Record<Verb, string>> = {
  create: 'make or run',
  read: 'read',
  delete: 'remove',
};

function describe(verb: Verb, resource: ExportResource): string {
  const needed = 'manage_backups of its classes is needed';
  if (resource.type === 'bucket')
    return `name bucket ${resource.bucket} of backend ${resource.backend}: ${needed}`;
  if (resource.type === 'schedule') {
    const which = resource.name === undefined ? 'any schedule' : `schedule ${resource.name}`;
    return `${SCHEDULE_WORDS[verb]} ${which} of exports: ${needed}`;
  }
  const one = resource.id === undefined ? 'any export' : `export ${resource.id}`;
  const what = resource.type === 'restore' ? `the restore of ${one}` : one;
  return `${VERB_WORDS[verb]} ${what} on backend ${resource.backend}: ${needed}`;
}
