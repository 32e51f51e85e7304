import type { ServiceIdentifier } from 'inversify';

/** Who calls. */
export interface Principal {
  readonly username: string;
  readonly groups?: readonly string[];
}

/** `create` starts an export, `read` asks for its status, `delete` cancels it. */
export type Verb = 'create' | 'read' | 'delete';

/** What a call is about, beside classes. */
export type ExportResource =
  | { readonly type: 'export'; readonly backend: string; readonly id: string }
  | { readonly type: 'bucket'; readonly backend: string; readonly bucket: string };

/** Decides what a caller may do. It is asked before anything is looked up, so that no answer tells what exists. */
export interface Authorizer {
  /**
   * Resolves where the caller may do this with every resource.
   * @throws ExportError UNAUTHENTICATED or FORBIDDEN
   */
  authorize(principal: Principal | null, verb: Verb, resources: readonly ExportResource[]): Promise<void>;
  /** Those of the classes that the caller may use so, in the order given; never throws for one that is not allowed. */
  filter(principal: Principal | null, verb: Verb, classes: readonly string[]): Promise<string[]>;
}

export const Authorizer = Symbol.for('@weaviate-export/Authorizer') as ServiceIdentifier<Authorizer>;
