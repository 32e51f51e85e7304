import type { EmbeddedStore } from '@weaviate-export/adapters-db';
import { type ClassDefinition, ExportError, capitalized } from '@weaviate-export/entities-export';
import type { FastifyInstance } from 'fastify';
import { collections } from '@weaviate-export/host-access';
import type { Guard } from '@weaviate-export/host-access';
import { completeProperty } from './class-defaults.ts';
import { parseClassDefinition } from './class-definition.ts';
import { updateDefinition } from './class-update.ts';
import { NamesInAnyCase } from './names.ts';
import { parseProperty, referredClasses } from './property-definition.ts';
import { requireReferences } from './reference-access.ts';
import { invalidClass, parseSettings } from './settings.ts';

export interface SchemaRoutesOptions {
  readonly store: EmbeddedStore;
  readonly guard: Guard;
}

interface ClassPath {
  Params: { class: string };
}

/** Classes, as Weaviate's `/v1/schema` has them. */
export async function schemaRoutes(app: FastifyInstance, options: SchemaRoutesOptions): Promise<void> {
  const { store, guard } = options;

  app.get('/schema', async ({ principal }) => ({
    classes: guard.filter(principal, store.listClasses(), (definition) =>
      collections('read', definition.class),
    ),
  }));

  app.post('/schema', async ({ principal, body }) => {
    const definition = parseClassDefinition(body);
    guard.require(principal, collections('create', definition.class));
    requireReferences(guard, principal, definition.class, definition.properties ?? []);
    checkReferences(store, definition);
    await store.createClass(definition);
    return definition;
  });

  app.get<ClassPath>('/schema/:class', async ({ principal, params }) => {
    const name = capitalized(params.class);
    guard.require(principal, collections('read', name));
    const definition = store.getClass(name);
    if (definition === null) throw new ExportError('CLASS_NOT_FOUND', [name]);
    return definition;
  });

  app.put<ClassPath>('/schema/:class', async ({ principal, params, body }) => {
    const name = capitalized(params.class);
    guard.require(principal, collections('update', name));
    return store.updateClass(name, (definition) => updateDefinition(definition, body));
  });

  // As in Weaviate, a class that is not there is deleted already.
  app.delete<ClassPath>('/schema/:class', async ({ principal, params }, reply) => {
    guard.require(principal, collections('delete', params.class));
    await store.deleteClass(capitalized(params.class));
    return reply.code(200).send();
  });

  app.post<ClassPath>('/schema/:class/properties', async ({ principal, params, body }) => {
    const name = capitalized(params.class);
    guard.require(principal, collections('update', name));
    const settings = parseSettings(body, 'the body');
    const property = completeProperty(parseProperty(settings, 'property'));
    requireReferences(guard, principal, name, [property]);
    await store.updateClass(name, (definition) => {
      const known = definition.properties ?? [];
      const problem = new NamesInAnyCase(known).problemOf(property.name);
      if (problem !== undefined) throw invalidClass(`property ${JSON.stringify(property.name)}: ${problem}`);
      const changed = { ...definition, properties: [...known, property] };
      checkReferences(store, changed);
      return changed;
    });
    return property;
  });
}

/** @throws ExportError CLASS_INVALID where a property refers to a class that is not there */
function checkReferences(store: EmbeddedStore, definition: ClassDefinition): void {
  for (const name of referredClasses(definition.properties ?? [])) {
    if (name === definition.class || store.getClass(name) !== null) continue;
    throw invalidClass(
      `dataType ${JSON.stringify(name)} is neither a type nor the name of an existing class`,
    );
  }
}
