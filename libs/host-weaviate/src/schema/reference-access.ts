import type { PropertyDefinition } from '@weaviate-export/entities-export';
import type { Principal } from '@weaviate-export/usecases-export';
import { collections } from '@weaviate-export/host-access';
import type { Guard } from '@weaviate-export/host-access';
import { referredClasses } from './property-definition.ts';

/**
 * Whoever refers to another class learns that it is there, and so must be allowed to read it.
 * @throws ExportError FORBIDDEN or UNAUTHENTICATED
 */
export function requireReferences(
  guard: Guard,
  principal: Principal | null,
  className: string,
  properties: readonly PropertyDefinition[],
): void {
  const others = [...referredClasses(properties)].filter((name) => name !== className);
  guard.requireAll(
    principal,
    others.map((name) => collections('read', name)),
  );
}
