import type { EmbeddedStore } from '@weaviate-export/adapters-db';
import { ExportError } from '@weaviate-export/entities-export';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { data } from '@weaviate-export/host-access';
import type { Guard } from '@weaviate-export/host-access';
import { parseClassName } from '../schema/class-definition.ts';
import { writeObject } from './object-answer.ts';
import { type ObjectAddress, parseObjectBody, parseObjectId } from './object-body.ts';
import type { ObjectIntake } from './object-intake.ts';
import { mergeObject } from './object-merge.ts';
import { classesOf, listObjects } from './object-pages.ts';
import { type Query, includesVectors, parseObjectsQuery } from './object-query.ts';
import { activateTenant, parseTenant } from './object-tenant.ts';

export interface ObjectRoutesOptions {
  readonly store: EmbeddedStore;
  readonly intake: ObjectIntake;
  readonly guard: Guard;
}

interface ObjectPath {
  Params: { class: string; id: string };
  Querystring: Query;
}

const OBJECT_PATH = '/objects/:class/:id';

/** Objects one by one, as Weaviate's `/v1/objects` has them. */
export async function objectRoutes(app: FastifyInstance, options: ObjectRoutesOptions): Promise<void> {
  const { store, intake, guard } = options;

  app.post('/objects', async (request, reply) => {
    const body = parseObjectBody(request.body);
    guard.require(request.principal, data('create', { collection: body.class, tenant: body.tenant }));
    const object = await intake.accept(body, request.principal);
    const stored = await store.insert(body.class, object, body.tenant);
    return sendJson(reply, writeObject(body, stored, { vectors: true }));
  });

  app.get<{ Querystring: Query }>('/objects', async (request, reply) => {
    const { principal } = request;
    const query = parseObjectsQuery(request.query);
    const readOf = (collection: string) => data('read', { collection, tenant: query.tenant });
    if (query.class !== undefined) guard.require(principal, readOf(query.class));
    const objects: string[] = [];
    const classes = guard.filter(principal, classesOf(store, query), readOf);
    for await (const listed of listObjects(store, classes, query)) {
      objects.push(writeObject(listed, listed.object, query));
    }
    return sendJson(reply, `{"objects":[${objects.join(',')}],"totalResults":${objects.length}}`);
  });

  // Before GET, of which Fastify would make a HEAD that reads the object.
  app.head<ObjectPath>(OBJECT_PATH, async (request, reply) => {
    const address = parseAddress(request.params);
    const tenant = parseTenant(request.query['tenant']);
    requireAccess(request, 'read', address, tenant);
    await assertThere(store, address, tenant);
    return reply.code(204).send();
  });

  app.get<ObjectPath>(OBJECT_PATH, async (request, reply) => {
    const address = parseAddress(request.params);
    const tenant = parseTenant(request.query['tenant']);
    requireAccess(request, 'read', address, tenant);
    const vectors = includesVectors(request.query);
    await activateTenant(store, address.class, tenant);
    const object = store.get(address.class, address.id, tenant);
    if (object === null) throw notFound(address);
    return sendJson(reply, writeObject({ class: address.class, tenant }, object, { vectors }));
  });

  app.put<ObjectPath>(OBJECT_PATH, async (request, reply) => {
    const address = parseAddress(request.params);
    const body = parseObjectBody(request.body, address);
    requireAccess(request, 'update', address, body.tenant);
    await assertThere(store, address, body.tenant);
    const object = await intake.accept(body, request.principal);
    const stored = await store.update(address.class, address.id, () => object, body.tenant);
    return sendJson(reply, writeObject(body, stored, { vectors: true }));
  });

  app.patch<ObjectPath>(OBJECT_PATH, async (request, reply) => {
    const address = parseAddress(request.params);
    const body = parseObjectBody(request.body, address);
    requireAccess(request, 'update', address, body.tenant);
    await assertThere(store, address, body.tenant);
    const admitted = await intake.admit(body, request.principal);
    await store.update(address.class, address.id, (old) => mergeObject(old, admitted), body.tenant);
    return reply.code(204).send();
  });

  app.delete<ObjectPath>(OBJECT_PATH, async (request, reply) => {
    const address = parseAddress(request.params);
    const tenant = parseTenant(request.query['tenant']);
    requireAccess(request, 'delete', address, tenant);
    if (!(await store.delete(address.class, address.id, tenant))) throw notFound(address);
    return reply.code(204).send();
  });

  /** Asked before anything is looked up. */
  function requireAccess(
    { principal }: FastifyRequest,
    verb: 'read' | 'update' | 'delete',
    address: ObjectAddress,
    tenant: string | undefined,
  ): void {
    guard.require(principal, data(verb, { collection: address.class, tenant, object: address.id }));
  }
}

/** @throws ExportError CLASS_INVALID or OBJECT_ID_INVALID */
function parseAddress(params: ObjectPath['Params']): ObjectAddress {
  return { class: parseClassName(params.class), id: parseObjectId(params.id) };
}

/** Asked before auto-schema may change a class for the sake of an object that is not there. */
async function assertThere(
  store: EmbeddedStore,
  address: ObjectAddress,
  tenant: string | undefined,
): Promise<void> {
  await activateTenant(store, address.class, tenant);
  if (!store.has(address.class, address.id, tenant)) throw notFound(address);
}

function notFound(address: ObjectAddress): ExportError {
  return new ExportError('OBJECT_NOT_FOUND', [address.class, address.id]);
}

/** Sends what is JSON text already. */
export function sendJson(reply: FastifyReply, text: string): FastifyReply {
  return reply.type('application/json; charset=utf-8').send(text);
}
