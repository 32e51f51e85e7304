import { type ClassDefinition, type PropertyDefinition, vectorsOf } from '@weaviate-export/entities-export';
import type { MessageInit } from '@weaviate-export/weaviate-protocol';
import { isReference, planProperties, propertiesRequest, type PropertyPlan } from './property-plan.ts';

/** What is asked for of a class's objects, and how the answers are read. */
export interface ClassPlan {
  readonly class: string;
  /**
   * True where gRPC does not tell the properties: it leaves out references to objects that are not there, and does not say so.
   * They are not asked for then.
   */
  readonly arePropertiesByRest: boolean;
  /** Names of the properties that refer to objects. */
  readonly references: readonly string[];
  readonly properties: PropertyPlan;
  readonly request: Pick<MessageInit<'SearchRequest'>, 'properties' | 'metadata'>;
}

/** @param wanted names of the vectors that are asked for, the unnamed one's empty; all unless told */
export function planClass(definition: ClassDefinition, wanted?: readonly string[]): ClassPlan {
  const properties: readonly PropertyDefinition[] = definition.properties ?? [];
  const vectors = vectorsOf(definition).filter(({ name }) => wanted?.includes(name ?? '') ?? true);
  const references = properties.filter(isReference).map(({ name }) => name);
  return {
    class: definition.class,
    arePropertiesByRest: references.length > 0,
    references,
    properties: planProperties(properties),
    request: {
      properties: references.length > 0 ? {} : propertiesRequest(properties),
      metadata: {
        uuid: true,
        creationTimeUnix: true,
        lastUpdateTimeUnix: true,
        vector: vectors.some(({ name }) => name === null),
        vectors: vectors.flatMap(({ name }) => name ?? []),
      },
    },
  };
}
