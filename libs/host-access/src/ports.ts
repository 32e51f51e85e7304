/** A role as it is kept; what permissions look like is the business of whoever gives and takes them. */
export interface StoredRole<Permission> {
  readonly name: string;
  readonly permissions: readonly Permission[];
}

/** A user or a group; ids of different types are different subjects. */
export interface Subject {
  /** Without a colon. */
  readonly type: string;
  /** At most 256 characters; whoever has a longer one has no roles. */
  readonly id: string;
}

/**
 * Where the roles that users make are kept, and who has them. Reads are synchronous, as each request asks, and see every
 * change whose promise has resolved. A change is whole or not at all. Permissions are plain JSON.
 */
export interface RoleStore<Permission> {
  get(name: string): StoredRole<Permission> | undefined;
  /** In order of name. */
  list(): StoredRole<Permission>[];
  /**
   * The new role is nobody's, also where one of its name was assigned while it was being deleted.
   * @throws ExportError ROLE_ALREADY_EXISTS
   */
  create(role: StoredRole<Permission>): Promise<void>;
  /**
   * Puts what `change` makes of a role's permissions in their place; a role that loses its last one is deleted.
   * @throws ExportError ROLE_NOT_FOUND
   */
  update(name: string, change: (permissions: readonly Permission[]) => readonly Permission[]): Promise<void>;
  /** Deletes a role, if it is there, and takes it from all who have it. */
  delete(name: string): Promise<void>;
  /** Names of the roles that the subject has. */
  rolesOf(subject: Subject): readonly string[];
  /** Who has a role, or any role where none is named. */
  subjects(role?: string): Subject[];
  /**
   * Gives subjects roles that they do not have yet, all of them or none.
   * @throws ExportError FIELD_INVALID where an id is too long
   */
  assign(subjects: readonly Subject[], names: readonly string[]): Promise<void>;
  /**
   * Takes roles from subjects that have them.
   * @throws ExportError FIELD_INVALID where an id is too long
   */
  revoke(subjects: readonly Subject[], names: readonly string[]): Promise<void>;
}
