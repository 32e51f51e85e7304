import { patternCovers } from './pattern.ts';
import { DOMAINS, type Domain, type Permission, type PermissionVerb } from './permission.ts';

/** All that someone may do. */
export class PermissionSet {
  static readonly NONE = new PermissionSet([]);
  readonly #permissions: readonly Permission[];

  constructor(permissions: Iterable<Permission>) {
    this.#permissions = [...permissions];
  }

  /** Whether one of the permissions covers the one asked for; a pattern in it, as a whole. */
  allows(asked: Permission): boolean {
    return this.#permissions.some((granted) => covers(granted, asked));
  }

  /** Whether some resource of the domain is permitted, whichever. */
  allowsSome(verb: PermissionVerb, domain: Domain): boolean {
    return this.#permissions.some((granted) => granted.domain === domain && permits(granted.verb, verb));
  }
}

function covers(granted: Permission, asked: Permission): boolean {
  if (granted.domain !== asked.domain || !permits(granted.verb, asked.verb)) return false;
  return DOMAINS[granted.domain].fields.every((field) =>
    patternCovers(granted.resource[field] ?? '', asked.resource[field] ?? ''),
  );
}

function permits(granted: PermissionVerb, asked: PermissionVerb): boolean {
  return granted === asked || granted === 'manage';
}
