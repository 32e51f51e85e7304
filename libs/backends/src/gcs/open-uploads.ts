/**
 * The uploads that this process has begun and not ended, by the address of their object. Cloud Storage has no list of
 * them: those of a server that died are out of reach, take no room that is charged for, and end by themselves after a
 * week.
 */
export class OpenUploads {
  readonly #sessions = new Map<string, Set<string>>();

  add(where: string, session: string): void {
    const sessions = this.#sessions.get(where);
    if (sessions === undefined) this.#sessions.set(where, new Set([session]));
    else sessions.add(session);
  }

  remove(where: string, session: string): void {
    const sessions = this.#sessions.get(where);
    sessions?.delete(session);
    if (sessions?.size === 0) this.#sessions.delete(where);
  }

  of(where: string): readonly string[] {
    return [...(this.#sessions.get(where) ?? [])];
  }
}
