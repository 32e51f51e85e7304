import { type Json, type PropertyDefinition } from '@weaviate-export/entities-export';
import {
  beaconOf,
  type MessageInit,
  NullValue,
  parseBeacon,
  toInt64,
} from '@weaviate-export/weaviate-protocol';
import { isReference } from '../objects/property-plan.ts';

/** What an object's JSON holds: integers beyond 2^53 are bigints. */
export type PropertyValue = Json<bigint>;
export type PropertyValues = Readonly<Record<string, PropertyValue>>;

type TypedProperties = MessageInit<'ObjectPropertiesValue'>;
type StructValue = MessageInit<'StructValue'>;

/** Of a phone number, what it is made of; all else the server derives from it. */
const PHONE_INPUT = ['input', 'defaultCountry'];

/** Properties as gRPC's batches have them, told apart by the types that the class gives them; without its references. */
export function typedProperties(
  values: PropertyValues,
  definitions: readonly PropertyDefinition[],
): TypedProperties {
  const known = new Map(definitions.map((definition) => [definition.name, definition]));
  const isValue = ([name]: [string, PropertyValue]): boolean => {
    const definition = known.get(name);
    return definition === undefined || !isReference(definition);
  };
  return valueProperties(Object.entries(values).filter(isValue), known);
}

/** A reference of an object: the property, and what it refers to. */
export interface Reference {
  readonly property: string;
  readonly beacon: string;
}

/** The references of an object, in order; a beacon without a class is one of the property's first. */
export function referencesOf(
  values: PropertyValues,
  definitions: readonly PropertyDefinition[],
): Reference[] {
  return definitions.filter(isReference).flatMap(({ name, dataType }) =>
    ((values[name] ?? []) as { readonly beacon: string }[]).map(({ beacon }) => {
      const { class: named = dataType[0], id } = parseBeacon(beacon)!;
      return { property: name, beacon: beaconOf({ class: named, id }) };
    }),
  );
}

function valueProperties(
  values: readonly [name: string, value: PropertyValue][],
  known: ReadonlyMap<string, PropertyDefinition>,
): TypedProperties {
  const typed = {
    nonRefProperties: { fields: [] as { key: string; value: StructValue }[] },
    numberArrayProperties: [] as MessageInit<'NumberArrayProperties'>[],
    intArrayProperties: [] as MessageInit<'IntArrayProperties'>[],
    textArrayProperties: [] as MessageInit<'TextArrayProperties'>[],
    booleanArrayProperties: [] as MessageInit<'BooleanArrayProperties'>[],
    objectProperties: [] as MessageInit<'ObjectProperties'>[],
    objectArrayProperties: [] as MessageInit<'ObjectArrayProperties'>[],
    emptyListProps: [] as string[],
  };
  for (const [propName, value] of values) {
    // The server keeps no nulls, and has no way to be told of one.
    if (value === null) continue;
    const definition = known.get(propName);
    const [type] = definition?.dataType ?? [];
    const objectOf = (one: PropertyValue): TypedProperties => {
      const nested = new Map((definition?.nestedProperties ?? []).map((inner) => [inner.name, inner]));
      return valueProperties(Object.entries(one as Record<string, PropertyValue>), nested);
    };
    if (Array.isArray(value) && value.length === 0) typed.emptyListProps.push(propName);
    else if (type === 'object') typed.objectProperties.push({ propName, value: objectOf(value) });
    else if (!Array.isArray(value) || type === undefined)
      typed.nonRefProperties.fields.push({ key: propName, value: structValue(type, value) });
    else if (type === 'object[]') typed.objectArrayProperties.push({ propName, values: value.map(objectOf) });
    else if (type === 'number[]')
      typed.numberArrayProperties.push({ propName, valuesBytes: float64Bytes(value as number[]) });
    else if (type === 'int[]')
      typed.intArrayProperties.push({ propName, values: value.map((one) => toInt64(one as bigint)) });
    else if (type === 'boolean[]')
      typed.booleanArrayProperties.push({ propName, values: value as boolean[] });
    else typed.textArrayProperties.push({ propName, values: value as string[] });
  }
  return typed;
}

function structValue(type: string | undefined, value: PropertyValue): StructValue {
  switch (typeof value) {
    case 'boolean':
      return { boolValue: value };
    case 'string':
      return { stringValue: value };
    case 'number':
    case 'bigint':
      return { numberValue: Number(value) };
  }
  if (value === null) return { nullValue: NullValue.NULL_VALUE };
  if (Array.isArray(value)) return { listValue: { values: value.map((one) => structValue(undefined, one)) } };
  const members = Object.entries(value).filter(
    ([name]) => type !== 'phoneNumber' || PHONE_INPUT.includes(name),
  );
  return {
    structValue: {
      fields: members.map(([key, one]) => ({ key, value: structValue(undefined, one as PropertyValue) })),
    },
  };
}

function float64Bytes(values: readonly (number | bigint)[]): Uint8Array {
  return new Uint8Array(Float64Array.from(values, Number).buffer);
}
