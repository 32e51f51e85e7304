import { ExportError } from '@weaviate-export/entities-export';
import type { RoleStore, StoredRole, Subject } from './ports.ts';

/** Roles that last as long as the test. */
export class MemoryRoles<Permission> implements RoleStore<Permission> {
  readonly #roles = new Map<string, readonly Permission[]>();
  /** Names of roles by subject, in its text. */
  readonly #assignments = new Map<string, { readonly subject: Subject; readonly names: readonly string[] }>();

  get(name: string): StoredRole<Permission> | undefined {
    const permissions = this.#roles.get(name);
    return permissions && { name, permissions };
  }

  list(): StoredRole<Permission>[] {
    return [...this.#roles.keys()].sort().map((name) => this.get(name)!);
  }

  async create({ name, permissions }: StoredRole<Permission>): Promise<void> {
    if (this.#roles.has(name)) throw new ExportError('ROLE_ALREADY_EXISTS', [name]);
    this.#roles.set(name, permissions);
  }

  async update(name: string, change: (old: readonly Permission[]) => readonly Permission[]): Promise<void> {
    const old = this.#roles.get(name);
    if (old === undefined) throw new ExportError('ROLE_NOT_FOUND', [name]);
    const permissions = change(old);
    if (permissions.length > 0) this.#roles.set(name, permissions);
    else await this.delete(name);
  }

  async delete(name: string): Promise<void> {
    this.#roles.delete(name);
    await this.revoke(this.subjects(name), [name]);
  }

  rolesOf(subject: Subject): readonly string[] {
    return this.#assignments.get(keyOf(subject))?.names ?? [];
  }

  subjects(role?: string): Subject[] {
    return [...this.#assignments.values()]
      .filter(({ names }) => role === undefined || names.includes(role))
      .map(({ subject }) => subject);
  }

  async assign(subjects: readonly Subject[], names: readonly string[]): Promise<void> {
    for (const subject of subjects) this.#put(subject, [...new Set([...this.rolesOf(subject), ...names])]);
  }

  async revoke(subjects: readonly Subject[], names: readonly string[]): Promise<void> {
    for (const subject of subjects)
      this.#put(
        subject,
        this.rolesOf(subject).filter((name) => !names.includes(name)),
      );
  }

  #put(subject: Subject, names: readonly string[]): void {
    if (names.length > 0) this.#assignments.set(keyOf(subject), { subject, names });
    else this.#assignments.delete(keyOf(subject));
  }
}

function keyOf({ type, id }: Subject): string {
  return `${type}:${id}`;
}
