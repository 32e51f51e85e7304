import {
  type ClassDefinition,
  ExportError,
  isDataType,
  type PropertyDefinition,
  propertyName,
} from '@weaviate-export/entities-export';
import type { Message } from '@weaviate-export/weaviate-protocol';
import { propertiesByName } from '../schema/names.ts';

/** The properties that a search asks for: their definitions, with just the nested ones that are asked for as well. */
export type Selection = readonly PropertyDefinition[];

/**
 * @param request null asks for all but references and blobs
 * @throws ExportError FIELD_INVALID where the class has no such property, or NOT_AVAILABLE for references
 */
export function selectProperties(
  { properties = [] }: ClassDefinition,
  request: Message<'PropertiesRequest'> | null,
): Selection {
  if (request === null) return withoutBlobs(properties);
  if (request.refProperties.length > 0) {
    throw new ExportError('NOT_AVAILABLE', [
      'returning the objects behind references',
      'leave return references out: the REST API returns references as beacons',
    ]);
  }
  const named = request.nonRefProperties.map((name) => find(properties, propertyName(name)));
  return [
    ...(request.returnAllNonrefProperties ? withoutBlobs(properties) : named.map(wholly)),
    ...request.objectProperties.map((nested) => selectNested(properties, nested)),
  ];
}

function withoutBlobs(properties: Selection): Selection {
  return properties.filter(({ dataType: [type = ''] }) => isDataType(type) && type !== 'blob').map(wholly);
}

/** With all that is nested but blobs. */
function wholly(property: PropertyDefinition): PropertyDefinition {
  const { nestedProperties } = property;
  if (nestedProperties === undefined) return property;
  return { ...property, nestedProperties: [...withoutBlobs(nestedProperties)] };
}

function selectNested(
  properties: Selection,
  { propName, primitiveProperties, objectProperties }: Message<'ObjectPropertiesRequest'>,
): PropertyDefinition {
  const property = find(properties, propertyName(propName));
  const nested = property.nestedProperties ?? [];
  return {
    ...property,
    nestedProperties: [
      ...primitiveProperties.map((name) => wholly(find(nested, name))),
      ...objectProperties.map((inner) => selectNested(nested, inner)),
    ],
  };
}

function find(properties: Selection, name: string): PropertyDefinition {
  const property = propertiesByName(properties).get(name);
  if (property !== undefined && isDataType(property.dataType[0] ?? '')) return property;
  const allowed = properties
    .filter(({ dataType: [type = ''] }) => isDataType(type))
    .map((known) => known.name);
  throw new ExportError('FIELD_INVALID', ['properties', name, `allowed are ${allowed.join(', ')}`]);
}
