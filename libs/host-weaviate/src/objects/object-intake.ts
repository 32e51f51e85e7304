import { randomUUID } from 'node:crypto';
import type { EmbeddedStore, NewObject } from '@weaviate-export/adapters-db';
import {
  type ClassDefinition,
  ExportError,
  isExportError,
  isMultiTenant,
} from '@weaviate-export/entities-export';
import type { Principal } from '@weaviate-export/usecases-export';
import { collections, tenants } from '@weaviate-export/host-access';
import type { Guard } from '@weaviate-export/host-access';
import { writeMembers } from '../written-json.ts';
import { completeDefinition } from '../schema/class-defaults.ts';
import { referredClasses } from '../schema/property-definition.ts';
import { requireReferences } from '../schema/reference-access.ts';
import { extendDefinition, inferVectorConfig } from './auto-schema.ts';
import type { ObjectBody } from './object-body.ts';
import { acceptProperties, type Properties } from './property-check.ts';
import { placeVectors } from './vector-place.ts';

/** Checks objects against their classes before they are stored, and brings the classes up to what they need. */
export class ObjectIntake {
  readonly #store: EmbeddedStore;
  readonly #guard: Guard;

  constructor(store: EmbeddedStore, guard: Guard) {
    this.#store = store;
    this.#guard = guard;
  }

  /**
   * The object to store. Auto-schema: a class that is not there is created, and properties are added to one that is.
   * Vectors are left to the store, which knows their lengths.
   * @throws ExportError PROPERTY_INVALID, FIELD_INVALID for a tenant of a class that is not there, or FORBIDDEN or
   * UNAUTHENTICATED where the caller may not change the class so; the class is then left as it was
   */
  async accept(body: ObjectBody, principal: Principal | null): Promise<NewObject> {
    const { id, vector, vectors, properties } = await this.admit(body, principal);
    return {
      id: id ?? randomUUID(),
      vector: vector ?? null,
      namedVectors: vectors === undefined || vectors.size === 0 ? null : Object.fromEntries(vectors),
      // As in Weaviate: no properties are empty ones.
      properties: writeMembers(properties ?? new Map()),
    };
  }

  /**
   * As `accept`, where the caller makes the object. Gives the body with its vectors where the class has them, and its
   * properties as they are kept.
   */
  async admit(body: ObjectBody, principal: Principal | null): Promise<ObjectBody> {
    for (;;) {
      const known = this.#store.getClass(body.class);
      this.#requireTenant(body, known, principal);
      if (known === null) this.#guard.require(principal, collections('create', body.class));
      const { wanted, properties } = this.#admitProperties(body, known, principal);
      if (wanted === known) return { ...body, ...placeVectors(known, body), properties };
      // Whether it is needed is known no sooner; finding it out costs no more than the check of the values.
      if (known !== null) this.#guard.require(principal, collections('update', body.class));
      // Another request may have changed the class meanwhile, so the object is held against what is there afterwards.
      await (known === null ? this.#create(wanted) : this.#extend(body));
    }
  }

  /**
   * Holds an object against its class as that is, without auto-schema; whether its tenant is there does not matter.
   * @throws ExportError FIELD_INVALID where there is no such class, or PROPERTY_INVALID
   */
  check(body: ObjectBody): void {
    const definition = this.#store.getClass(body.class);
    if (definition === null)
      throw new ExportError('FIELD_INVALID', ['class', body.class, 'it does not exist']);
    acceptProperties(definition, body.properties ?? new Map());
  }

  /** A tenant that the class creates for its first object is a tenant that the caller creates. */
  #requireTenant({ tenant }: ObjectBody, known: ClassDefinition | null, principal: Principal | null): void {
    if (tenant === undefined || known?.multiTenancyConfig?.['autoTenantCreation'] !== true) return;
    if (!isMultiTenant(known) || this.#store.tenants.get(known.class, tenant) !== null) return;
    this.#guard.require(principal, tenants('create', known.class, tenant));
  }

  /** What the class must be for the object to fit, the known definition itself where it fits already; and how it fits. */
  #admitProperties(
    body: ObjectBody,
    known: ClassDefinition | null,
    principal: Principal | null,
  ): { wanted: ClassDefinition; properties: Properties | undefined } {
    const definition = known ?? newDefinition(body);
    const sent = body.properties ?? new Map<string, never>();
    const wanted = extendDefinition(definition, sent);
    const properties = acceptProperties(wanted, sent);
    if (wanted !== definition) this.#checkReferences(body, definition, wanted, principal);
    return { wanted, properties: body.properties && properties };
  }

  /** Auto-schema adds references to classes that are there alone. */
  #checkReferences(
    body: ObjectBody,
    old: ClassDefinition,
    extended: ClassDefinition,
    principal: Principal | null,
  ): void {
    const kept = new Set(old.properties);
    for (const property of extended.properties ?? []) {
      if (kept.has(property)) continue;
      requireReferences(this.#guard, principal, body.class, [property]);
      for (const name of referredClasses([property])) {
        if (name === body.class || this.#store.getClass(name) !== null) continue;
        const problem = `it refers to class ${name}, which does not exist`;
        throw new ExportError('PROPERTY_INVALID', [body.class, property.name, property.dataType, problem]);
      }
    }
  }

  async #create(definition: ClassDefinition): Promise<void> {
    try {
      await this.#store.createClass(completeDefinition(definition));
    } catch (error) {
      if (!isExportError(error, 'CLASS_ALREADY_EXISTS')) throw error;
      // Created by another request meanwhile. Where its name is another one still, it was refused for its case.
      if (this.#store.getClass(definition.class) === null) throw error;
    }
  }

  async #extend(body: ObjectBody): Promise<void> {
    await this.#store.updateClass(body.class, (latest) =>
      completeDefinition(extendDefinition(latest, body.properties ?? new Map())),
    );
  }
}

/** The class that auto-schema makes for an object, still without properties. */
function newDefinition(body: ObjectBody): ClassDefinition {
  // A class made here would have no tenants, and could never have any.
  if (body.tenant !== undefined) {
    const allowed = `create class ${body.class} with multiTenancyConfig.enabled and the tenant first`;
    throw new ExportError('FIELD_INVALID', ['tenant', body.tenant, allowed]);
  }
  if (body.vectors === undefined || body.vectors.size === 0) return { class: body.class };
  return { class: body.class, vectorConfig: inferVectorConfig(body.vectors) };
}
