import type { EmbeddedStore } from '@weaviate-export/adapters-db';
import { ExportError } from '@weaviate-export/entities-export';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { data } from '@weaviate-export/host-access';
import type { Guard } from '@weaviate-export/host-access';
import { writeObject } from './object-answer.ts';
import {
  addressByBody,
  CLASSLESS_PATH,
  type ClasslessRoute,
  findById,
  firstById,
  OBJECT_PATH,
  type ObjectRoute,
  parseAddress,
} from './object-address.ts';
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

type ObjectRequest = FastifyRequest<ObjectRoute> | FastifyRequest<ClasslessRoute>;

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

  app.post('/objects/validate', async ({ body, principal }, reply) => {
    const object = parseObjectBody(body);
    const id = parseObjectId(object.id);
    guard.require(principal, data('read', { collection: object.class, tenant: object.tenant, object: id }));
    intake.check(object);
    return reply.code(200).send();
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

  const byPath = ({ params }: FastifyRequest<ObjectRoute>) => parseAddress(params);

  // Before GET, of which Fastify would make a HEAD that reads the object.
  app.head<ObjectRoute>(OBJECT_PATH, (request, reply) => head(request, reply, byPath(request)));
  app.get<ObjectRoute>(OBJECT_PATH, (request, reply) => get(request, reply, byPath(request)));
  app.put<ObjectRoute>(OBJECT_PATH, (request, reply) => put(request, reply, byPath(request)));
  app.patch<ObjectRoute>(OBJECT_PATH, (request, reply) => patch(request, reply, byPath(request)));
  app.delete<ObjectRoute>(OBJECT_PATH, (request, reply) => remove(request, reply, [byPath(request)]));

  // Deprecated in Weaviate: without a class in the path.
  const found = (request: FastifyRequest<ClasslessRoute>) => firstById(options, request, 'read');
  app.head<ClasslessRoute>(CLASSLESS_PATH, (request, reply) => head(request, reply, found(request)));
  app.get<ClasslessRoute>(CLASSLESS_PATH, (request, reply) => get(request, reply, found(request)));
  app.put<ClasslessRoute>(CLASSLESS_PATH, (request, reply) => put(request, reply, addressByBody(request)));
  app.patch<ClasslessRoute>(CLASSLESS_PATH, (request, reply) =>
    patch(request, reply, addressByBody(request)),
  );
  app.delete<ClasslessRoute>(CLASSLESS_PATH, (request, reply) =>
    remove(request, reply, findById(options, request, 'delete')),
  );

  async function head(request: ObjectRequest, reply: FastifyReply, address: ObjectAddress) {
    const tenant = parseTenant(request.query['tenant']);
    requireAccess(request, 'read', address, tenant);
    await assertThere(store, address, tenant);
    return reply.code(204).send();
  }

  async function get(request: ObjectRequest, reply: FastifyReply, address: ObjectAddress) {
    const tenant = parseTenant(request.query['tenant']);
    requireAccess(request, 'read', address, tenant);
    const vectors = includesVectors(request.query);
    await activateTenant(store, address.class, tenant);
    const object = store.get(address.class, address.id, tenant);
    if (object === null) throw notFound(address);
    return sendJson(reply, writeObject({ class: address.class, tenant }, object, { vectors }));
  }

  async function put(request: ObjectRequest, reply: FastifyReply, address: ObjectAddress) {
    const body = parseObjectBody(request.body, address);
    requireAccess(request, 'update', address, body.tenant);
    await assertThere(store, address, body.tenant);
    const object = await intake.accept(body, request.principal);
    const stored = await store.update(address.class, address.id, () => object, body.tenant);
    return sendJson(reply, writeObject(body, stored, { vectors: true }));
  }

  async function patch(request: ObjectRequest, reply: FastifyReply, address: ObjectAddress) {
    const body = parseObjectBody(request.body, address);
    requireAccess(request, 'update', address, body.tenant);
    await assertThere(store, address, body.tenant);
    const admitted = await intake.admit(body, request.principal);
    await store.update(address.class, address.id, (old) => mergeObject(old, admitted), body.tenant);
    return reply.code(204).send();
  }

  async function remove(request: ObjectRequest, reply: FastifyReply, addresses: readonly ObjectAddress[]) {
    const tenant = parseTenant(request.query['tenant']);
    let removed = false;
    for (const address of addresses) {
      requireAccess(request, 'delete', address, tenant);
      if (await store.delete(address.class, address.id, tenant)) removed = true;
    }
    if (!removed) throw notFound(addresses[0] ?? request.params);
    return reply.code(204).send();
  }

  /** Asked before anything is looked up. */
  function requireAccess(
    { principal }: ObjectRequest,
    verb: 'read' | 'update' | 'delete',
    address: ObjectAddress,
    tenant: string | undefined,
  ): void {
    guard.require(principal, data(verb, { collection: address.class, tenant, object: address.id }));
  }
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

function notFound(address: Partial<ObjectAddress> & Pick<ObjectAddress, 'id'>): ExportError {
  return new ExportError('OBJECT_NOT_FOUND', [address.class, address.id]);
}

/** Sends what is JSON text already. */
export function sendJson(reply: FastifyReply, text: string): FastifyReply {
  return reply.type('application/json; charset=utf-8').send(text);
}
