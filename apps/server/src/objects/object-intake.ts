import { randomUUID } from 'node:crypto';
import type { EmbeddedStore, NewObject } from '@weaviate-export/adapters-db';
import { type ClassDefinition, ExportError, isExportError } from '@weaviate-export/entities-export';
import { writeMembers } from '../exact-json.ts';
import { completeDefinition } from '../schema/class-defaults.ts';
import { referredClasses } from '../schema/property-definition.ts';
import { extendDefinition, inferVectorConfig } from './auto-schema.ts';
import type { ObjectBody } from './object-body.ts';
import { checkProperties } from './property-check.ts';

/** Checks objects against their classes before they are stored, and brings the classes up to what they need. */
export class ObjectIntake {
  readonly #store: EmbeddedStore;

  constructor(store: EmbeddedStore) {
    this.#store = store;
  }

  /**
   * The object to store. Auto-schema: a class that is not there is created, and properties are added to one that is.
   * Vectors are left to the store, which knows their lengths.
   * @throws ExportError PROPERTY_INVALID; the class is then left as it was
   */
  async accept(body: ObjectBody): Promise<NewObject> {
    await this.admit(body);
    return {
      id: body.id ?? randomUUID(),
      vector: body.vector ?? null,
      namedVectors:
        body.vectors === undefined || body.vectors.size === 0 ? null : Object.fromEntries(body.vectors),
      properties: body.properties === undefined ? null : writeMembers(body.properties),
    };
  }

  /** As `accept`, where the caller makes the object. */
  async admit(body: ObjectBody): Promise<void> {
    for (;;) {
      const known = this.#store.getClass(body.class);
      const wanted = this.#definitionFor(body, known);
      if (wanted === known) return;
      // Another request may have changed the class meanwhile, so the object is held against what is there afterwards.
      await (known === null ? this.#create(wanted) : this.#extend(body));
    }
  }

  /** What the class must be for the object to fit: the known definition itself where it fits already. */
  #definitionFor(body: ObjectBody, known: ClassDefinition | null): ClassDefinition {
    const definition = known ?? newDefinition(body);
    const extended = extendDefinition(definition, body.properties ?? new Map());
    checkProperties(extended, body.properties ?? new Map());
    if (extended !== definition) this.#checkReferences(body, definition, extended);
    return extended;
  }

  /** Auto-schema adds references to classes that are there alone. */
  #checkReferences(body: ObjectBody, old: ClassDefinition, extended: ClassDefinition): void {
    for (const property of extended.properties ?? []) {
      if (old.properties?.includes(property)) continue;
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
  if (body.vectors === undefined || body.vectors.size === 0) return { class: body.class };
  return { class: body.class, vectorConfig: inferVectorConfig(body.vectors) };
}
