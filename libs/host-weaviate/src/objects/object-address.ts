import type { EmbeddedStore } from '@weaviate-export/adapters-db';
import { ExportError, isMultiTenant } from '@weaviate-export/entities-export';
import { data, type Guard } from '@weaviate-export/host-access';
import type { FastifyRequest } from 'fastify';
import { parseClassName } from '../schema/class-definition.ts';
import { type ObjectAddress, parseObjectId } from './object-body.ts';
import type { Query } from './object-query.ts';
import { parseTenant } from './object-tenant.ts';

/** The object that a path names by class and id, and its deprecated sibling by id alone. */
export const OBJECT_PATH = '/objects/:class/:id';
export const CLASSLESS_PATH = '/objects/:id';

export interface ObjectRoute {
  Params: { class: string; id: string };
  Querystring: Query;
}

export interface ClasslessRoute {
  Params: { id: string };
  Querystring: Query;
}

/** @throws ExportError CLASS_INVALID or OBJECT_ID_INVALID */
export function parseAddress(params: ObjectRoute['Params']): ObjectAddress {
  return { class: parseClassName(params.class), id: parseObjectId(params.id) };
}

/**
 * The object of this id in the class that the body names.
 * @throws ExportError CLASS_INVALID or OBJECT_ID_INVALID
 */
export function addressByBody({ params, body }: FastifyRequest<ClasslessRoute>): ObjectAddress {
  const { class: name } = (body ?? {}) as { readonly class?: unknown };
  return { class: parseClassName(name), id: parseObjectId(params.id) };
}

/**
 * Every object of this id, in order of class; as in Weaviate, for whoever may do so with objects of any class. Tenants'
 * objects are none of them: an id alone does not say whose it is.
 * @throws ExportError OBJECT_ID_INVALID, FIELD_INVALID for a tenant, FORBIDDEN or UNAUTHENTICATED
 */
export function findById(
  { store, guard }: { readonly store: EmbeddedStore; readonly guard: Guard },
  { params, query, principal }: FastifyRequest<ClasslessRoute>,
  verb: 'read' | 'update' | 'delete',
): ObjectAddress[] {
  const id = parseObjectId(params.id);
  const tenant = parseTenant(query['tenant']);
  if (tenant !== undefined)
    throw new ExportError('FIELD_INVALID', ['tenant', tenant, 'it needs the class in the path']);
  guard.require(principal, data(verb, { object: id }));
  return store
    .listClasses()
    .filter((definition) => !isMultiTenant(definition) && store.has(definition.class, id))
    .map((definition) => ({ class: definition.class, id }));
}

/** @throws ExportError OBJECT_NOT_FOUND, and what `findById` throws */
export function firstById(...of: Parameters<typeof findById>): ObjectAddress {
  const [, { params }] = of;
  const [first] = findById(...of);
  if (first === undefined) throw new ExportError('OBJECT_NOT_FOUND', [undefined, parseObjectId(params.id)]);
  return first;
}
