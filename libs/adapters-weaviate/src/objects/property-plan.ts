import type { PropertyDefinition } from '@weaviate-export/entities-export';
import type { MessageInit } from '@weaviate-export/weaviate-protocol';

/** The properties of a class, or of an object in one, in the order in which they are written. */
export interface PropertyPlan {
  /** By name. */
  readonly indexOf: ReadonlyMap<string, number>;
  readonly members: readonly PlannedMember[];
  /** Where the value of each member begins in the buffer that is read; below 0 where it is absent. Used again. */
  readonly starts: Int32Array;
}

export interface PlannedMember {
  /** `"name":` */
  readonly key: string;
  /** Of an object, or of each of many. */
  readonly nested: PropertyPlan | undefined;
}

/** A class's name begins with a capital letter, that of a type does not. */
export function isReference({ dataType: [type = ''] }: PropertyDefinition): boolean {
  return /^[A-Z]/.test(type);
}

const isNested = ({ dataType: [type] }: PropertyDefinition): boolean =>
  type === 'object' || type === 'object[]';

/** Members are in order of name, as Weaviate's REST API writes them. References are not among them. */
export function planProperties(properties: readonly PropertyDefinition[] = []): PropertyPlan {
  const sorted = properties
    .filter((property) => !isReference(property))
    .sort(({ name: a }, { name: b }) => (a < b ? -1 : a > b ? 1 : 0));
  return {
    indexOf: new Map(sorted.map(({ name }, index) => [name, index])),
    members: sorted.map((property) => ({
      key: `${JSON.stringify(property.name)}:`,
      nested: isNested(property) ? planProperties(property.nestedProperties) : undefined,
    })),
    starts: new Int32Array(sorted.length),
  };
}

/** Asks for every property by its name, since a server that is asked for all leaves out blobs. */
export function propertiesRequest(
  properties: readonly PropertyDefinition[] = [],
): MessageInit<'PropertiesRequest'> {
  const { primitiveProperties, objectProperties } = membersRequest(properties);
  return { nonRefProperties: primitiveProperties, objectProperties };
}

function membersRequest(properties: readonly PropertyDefinition[]) {
  const values = properties.filter((property) => !isReference(property));
  return {
    primitiveProperties: values.filter((property) => !isNested(property)).map(({ name }) => name),
    objectProperties: values
      .filter(isNested)
      .map(({ name, nestedProperties = [] }): MessageInit<'ObjectPropertiesRequest'> => ({
        propName: name,
        ...membersRequest(nestedProperties),
      })),
  };
}
