import { ExportError } from '@weaviate-export/entities-export';
import type { Authorizer, ExportResource, Principal, Verb } from '@weaviate-export/usecases-export';

/** Everyone who is let in may do everything with every class. */
export class AllowAuthenticated implements Authorizer {
  readonly #anonymousAccess: boolean;

  constructor(options: { readonly anonymousAccess: boolean }) {
    this.#anonymousAccess = options.anonymousAccess;
  }

  async authorize(
    principal: Principal | null,
    _verb: Verb,
    _resources: readonly ExportResource[],
  ): Promise<void> {
    if (principal === null && !this.#anonymousAccess) throw new ExportError('UNAUTHENTICATED', []);
  }

  async filter(principal: Principal | null, _verb: Verb, classes: readonly string[]): Promise<string[]> {
    return principal === null && !this.#anonymousAccess ? [] : [...classes];
  }
}
