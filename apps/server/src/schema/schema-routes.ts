import type { EmbeddedStore } from '@weaviate-export/adapters-db';
import { type ClassDefinition, ExportError, capitalized } from '@weaviate-export/entities-export';
import type { FastifyInstance } from 'fastify';
import { completeProperty } from './class-defaults.ts';
import { parseClassDefinition } from './class-definition.ts';
import { NamesInAnyCase } from './names.ts';
import { parseProperty, referredClasses } from './property-definition.ts';
import { invalidClass, parseSettings } from './settings.ts';

interface ClassPath {
  Params: { class: string };
}

/** Classes, as Weaviate's `/v1/schema` has them. */
export async function schemaRoutes(app: FastifyInstance, { store }: { store: EmbeddedStore }): Promise<void> {
  app.get('/schema', async () => ({ classes: store.listClasses() }));

  app.post('/schema', async (request) => {
    const definition = parseClassDefinition(request.body);
    checkReferences(store, definition);
    await store.createClass(definition);
    return definition;
  });

  app.get<ClassPath>('/schema/:class', async ({ params }) => {
    const name = capitalized(params.class);
    const definition = store.getClass(name);
    if (definition === null) throw new ExportError('CLASS_NOT_FOUND', [name]);
    return definition;
  });

  // As in Weaviate, a class that is not there is deleted already.
  app.delete<ClassPath>('/schema/:class', async ({ params }, reply) => {
    await store.deleteClass(capitalized(params.class));
    return reply.code(200).send();
  });

  app.post<ClassPath>('/schema/:class/properties', async ({ params, body }) => {
    const settings = parseSettings(body, 'the body');
    const property = completeProperty(parseProperty(settings, 'property'));
    await store.updateClass(capitalized(params.class), (definition) => {
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
