import type { ServiceIdentifier } from 'inversify';

/** Who calls. */
export interface Principal {
  readonly username: string;
  readonly groups?: readonly string[];
  /** Who vouches for the name: users of different types are different users. Absent where a host knows one type. */
  readonly userType?: string;
}

/**
 * `create` starts an export or a restore, `read` asks for its status, `delete` cancels or deletes it. Of a schedule, `create` makes, changes
 * and runs it, `read` tells it, `delete` removes it.
 */
export type Verb = 'create' | 'read' | 'delete';

/** What a call is about. */
export type ExportResource =
  | {
      readonly type: 'export';
      readonly backend: string;
      /** Absent: whichever, as a list asks before it looks any up. */
      readonly id?: string;
      /** The classes of the export; absent as long as it has not been looked up. */
      readonly classes?: readonly string[];
    }
  | {
      /** The restore of an export. */
      readonly type: 'restore';
      readonly backend: string;
      /** Of the export. */
      readonly id: string;
      /** The classes by their names in the target; absent as long as the export, or the restore, has not been looked up. */
      readonly classes?: readonly string[];
    }
  | { readonly type: 'bucket'; readonly backend: string; readonly bucket: string }
  /** A schedule, before it has been looked up; with it the exports that it makes are asked for. Nameless: whichever. */
  | { readonly type: 'schedule'; readonly name?: string };

/**
 * Decides what a caller may do. It is asked before anything is looked up, so that no answer tells what exists; about an
 * export that was found it is asked once more, with its classes.
 *
 * @example
 * const everyone: Authorizer = {
 *   authorize: async () => undefined,
 *   filter: async (_principal, _verb, classes) => [...classes],
 * };
 */
export interface Authorizer {
  /**
   * Resolves where the caller may do this with every resource. To `create` an export the classes are asked for by
   * `filter`, and so are those of the export that is to be restored.
   * @throws ExportError UNAUTHENTICATED or FORBIDDEN
   */
  authorize(principal: Principal | null, verb: Verb, resources: readonly ExportResource[]): Promise<void>;
  /** Those of the classes that the caller may use so, in the order given; never throws for one that is not allowed. */
  filter(principal: Principal | null, verb: Verb, classes: readonly string[]): Promise<string[]>;
}

export const Authorizer = Symbol.for('@weaviate-export/Authorizer') as ServiceIdentifier<Authorizer>;
