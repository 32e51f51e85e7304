import { ExportError } from '@weaviate-export/entities-export';
import { type RoleStore, type StoredRole, type Subject } from '@weaviate-export/host-access/ports';
import { type EmbeddedStore } from './embedded-store.ts';
import { type StoreDatabases } from './store-databases.ts';

/**
 * Longest name of a role, user or group, in characters: their keys then stay below what LMDB takes, 1978 bytes in pages
 * of 4 KiB. No path has a longer one, but a token of an OIDC issuer may.
 */
const LONGEST_NAME = 256;

/** Roles and who has them, kept beside the objects of the store. */
export class EmbeddedRoles<Permission> implements RoleStore<Permission> {
  readonly #databases: StoreDatabases;

  constructor({ databases }: EmbeddedStore) {
    this.#databases = databases;
  }

  get(name: string): StoredRole<Permission> | undefined {
    if (name.length > LONGEST_NAME) return undefined;
    const permissions = this.#databases.roles.get(name) as readonly Permission[] | undefined;
    return permissions === undefined ? undefined : { name, permissions };
  }

  list(): StoredRole<Permission>[] {
    return [...this.#databases.roles.getRange()].map(({ key, value }) => ({
      name: key,
      permissions: value as readonly Permission[],
    }));
  }

  async create({ name, permissions }: StoredRole<Permission>): Promise<void> {
    const { roles } = this.#databases;
    await this.#databases.write(() => {
      if (roles.get(name) !== undefined) throw new ExportError('ROLE_ALREADY_EXISTS', [name]);
      this.#remove(name);
      void roles.put(name, permissions);
    });
  }

  async update(
    name: string,
    change: (permissions: readonly Permission[]) => readonly Permission[],
  ): Promise<void> {
    const { roles } = this.#databases;
    await this.#databases.write(() => {
      const old = this.get(name);
      if (old === undefined) throw new ExportError('ROLE_NOT_FOUND', [name]);
      const permissions = change(old.permissions);
      if (permissions.length > 0) void roles.put(name, permissions);
      else this.#remove(name);
    });
  }

  async delete(name: string): Promise<void> {
    await this.#databases.write(() => this.#remove(name));
  }

  rolesOf(subject: Subject): readonly string[] {
    if (subject.id.length > LONGEST_NAME) return [];
    return this.#databases.assignments.get(keyOf(subject)) ?? [];
  }

  subjects(role?: string): Subject[] {
    return [...this.#databases.assignments.getRange()]
      .filter(({ value }) => role === undefined || value.includes(role))
      .map(({ key }) => subjectOf(key));
  }

  async assign(subjects: readonly Subject[], names: readonly string[]): Promise<void> {
    await this.#change(subjects, (old) => [...new Set([...old, ...names])]);
  }

  async revoke(subjects: readonly Subject[], names: readonly string[]): Promise<void> {
    await this.#change(subjects, (old) => old.filter((name) => !names.includes(name)));
  }

  async #change(subjects: readonly Subject[], change: (names: readonly string[]) => string[]): Promise<void> {
    for (const { type, id } of subjects) {
      if (id.length <= LONGEST_NAME) continue;
      const allowed = `at most ${LONGEST_NAME} characters are allowed`;
      throw new ExportError('FIELD_INVALID', [`id of type ${type}`, id, allowed]);
    }
    return this.#databases.write(() => {
      for (const subject of subjects) this.#put(subject, change(this.rolesOf(subject)));
    });
  }

  #remove(name: string): void {
    void this.#databases.roles.remove(name);
    for (const subject of this.subjects(name)) {
      this.#put(
        subject,
        this.rolesOf(subject).filter((role) => role !== name),
      );
    }
  }

  #put(subject: Subject, names: readonly string[]): void {
    const { assignments } = this.#databases;
    if (names.length > 0) void assignments.put(keyOf(subject), names);
    else void assignments.remove(keyOf(subject));
  }
}

function keyOf({ type, id }: Subject): string {
  return `${type}:${id}`;
}

function subjectOf(key: string): Subject {
  const colon = key.indexOf(':');
  return { type: key.slice(0, colon), id: key.slice(colon + 1) };
}
