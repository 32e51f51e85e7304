import { type ClassDefinition, ExportError, isMultiTenant } from '@weaviate-export/entities-export';
import { data } from '@weaviate-export/host-access';
import { TimeSlice } from '@weaviate-export/waiting';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { ExactJson } from '../written-json.ts';
import {
  CLASSLESS_PATH,
  type ClasslessRoute,
  findById,
  firstById,
  OBJECT_PATH,
  type ObjectRoute,
  parseAddress,
} from './object-address.ts';
import type { ObjectAddress } from './object-body.ts';
import {
  acceptReferences,
  type AcceptedReference,
  leadsTo,
  type ReferenceChange,
  withReferences,
} from './object-references.ts';
import type { ObjectRoutesOptions } from './object-routes.ts';
import { activateTenant, parseTenant } from './object-tenant.ts';

interface ReferencesRoute extends ObjectRoute {
  Params: ObjectRoute['Params'] & { property: string };
}

interface ClasslessReferencesRoute extends ClasslessRoute {
  Params: ClasslessRoute['Params'] & { property: string };
}

type ReferencesRequest = FastifyRequest<ReferencesRoute> | FastifyRequest<ClasslessReferencesRoute>;

const REFERENCES = '/references/:property';

/** The references of one property of an object, as Weaviate's `/v1/objects/{class}/{id}/references` has them. */
export async function referenceRoutes(app: FastifyInstance, options: ObjectRoutesOptions): Promise<void> {
  const { store, guard } = options;
  const byPath = ({ params }: FastifyRequest<ReferencesRoute>) => parseAddress(params);

  const path = OBJECT_PATH + REFERENCES;
  app.post<ReferencesRoute>(path, (request, reply) => add(request, reply, byPath(request)));
  app.put<ReferencesRoute>(path, (request, reply) => replace(request, reply, byPath(request)));
  app.delete<ReferencesRoute>(path, (request, reply) => remove(request, reply, byPath(request)));

  // Deprecated in Weaviate: without a class in the path.
  const classless = CLASSLESS_PATH + REFERENCES;
  app.post<ClasslessReferencesRoute>(classless, (request, reply) => add(request, reply, byId(request)));
  app.put<ClasslessReferencesRoute>(classless, (request, reply) => replace(request, reply, byId(request)));
  app.delete<ClasslessReferencesRoute>(classless, (request, reply) =>
    remove(request, reply, firstById(options, request, 'update')),
  );

  async function add(request: ReferencesRequest, reply: FastifyReply, address: ObjectAddress) {
    const { tenant, accepted } = await accept(request, address, [request.body as ExactJson]);
    await requireTargets(request, accepted, tenant);
    await change(request, address, tenant, (old) => [...old, ...accepted.map(({ kept }) => kept)]);
    return reply.code(200).send();
  }

  async function replace(request: ReferencesRequest, reply: FastifyReply, address: ObjectAddress) {
    const { tenant, accepted } = await accept(request, address, request.body as ExactJson);
    await requireTargets(request, accepted, tenant);
    await change(request, address, tenant, () => accepted.map(({ kept }) => kept));
    return reply.code(200).send();
  }

  async function remove(request: ReferencesRequest, reply: FastifyReply, address: ObjectAddress) {
    const { tenant, accepted } = await accept(request, address, [request.body as ExactJson]);
    await change(request, address, tenant, (old) =>
      old.filter((kept) => !accepted.some((reference) => leadsTo(reference, kept))),
    );
    return reply.code(204).send();
  }

  /** As Weaviate answers where an id alone leads to no object: not 404, as where it is to be read or deleted. */
  function byId(request: FastifyRequest<ClasslessReferencesRoute>): ObjectAddress {
    const [first] = findById(options, request, 'update');
    if (first !== undefined) return first;
    throw new ExportError('FIELD_INVALID', [
      'id',
      request.params.id,
      'no class without tenants has an object of this id',
    ]);
  }

  /** The references of the body, held against the class of an object that is there. */
  async function accept(
    { body, params, query, principal }: ReferencesRequest,
    address: ObjectAddress,
    references: ExactJson,
  ): Promise<{ tenant: string | undefined; accepted: AcceptedReference[] }> {
    if (body === undefined)
      throw new ExportError('BODY_INVALID', ['a reference is {"beacon": "weaviate://localhost/CLASS/UUID"}']);
    const tenant = parseTenant(query['tenant']);
    guard.require(principal, data('update', { collection: address.class, tenant, object: address.id }));
    const definition = classOf(address.class);
    await activateTenant(store, address.class, tenant);
    if (!store.has(address.class, address.id, tenant))
      throw new ExportError('OBJECT_NOT_FOUND', [address.class, address.id]);
    return { tenant, accepted: acceptReferences(definition, params.property, references) };
  }

  /** Each leads to an object that is there; one of a class with tenants lies with the same tenant. */
  async function requireTargets(
    { principal }: ReferencesRequest,
    accepted: readonly AcceptedReference[],
    tenant: string | undefined,
  ): Promise<void> {
    const slice = new TimeSlice();
    for (const { kept, target } of accepted) {
      await slice.pause();
      const ofTenant = isMultiTenant(store.getClass(target.class) ?? { class: target.class });
      const place = { collection: target.class, tenant: ofTenant ? tenant : undefined };
      guard.require(principal, data('read', { ...place, object: target.id }));
      if (store.getClass(target.class) !== null && store.has(target.class, target.id, place.tenant)) continue;
      throw new ExportError('FIELD_INVALID', ['beacon', kept.beacon, 'it leads to no object']);
    }
  }

  async function change(
    { params }: ReferencesRequest,
    { class: name, id }: ObjectAddress,
    tenant: string | undefined,
    changed: ReferenceChange,
  ): Promise<void> {
    await store.update(name, id, (old) => withReferences(old, [[params.property, changed]]), tenant);
  }

  function classOf(name: string): ClassDefinition {
    const definition = store.getClass(name);
    if (definition === null) throw new ExportError('FIELD_INVALID', ['class', name, 'it does not exist']);
    return definition;
  }
}
