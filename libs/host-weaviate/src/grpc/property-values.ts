import { isDataType, type PropertyDefinition } from '@weaviate-export/entities-export';
import { type MessageInit, NullValue, toInt64 } from '@weaviate-export/weaviate-protocol';
import type { ExactJson } from '../written-json.ts';
import type { Selection } from './property-selection.ts';

type JsonObject = Readonly<Record<string, ExactJson>>;

const NULL: MessageInit<'Value'> = { nullValue: NullValue.NULL_VALUE };

/** The selected properties of an object, each as the type of its definition; null is one that the object has not. */
export function encodeProperties(selection: Selection, object: JsonObject): MessageInit<'Properties'> {
  return {
    fields: selection.map((property) => ({
      key: property.name,
      value: Object.hasOwn(object, property.name) ? valueOf(property, object[property.name] ?? null) : NULL,
    })),
  };
}

/** Values were held against their definitions when they were stored, so what they are is known. */
function valueOf(property: PropertyDefinition, value: ExactJson): MessageInit<'Value'> {
  if (value === null) return NULL;
  const [type] = property.dataType;
  switch (type !== undefined && isDataType(type) ? type : undefined) {
    case 'text':
    case 'string':
      return { textValue: value as string };
    case 'int':
      return { intValue: toInt64(value as number | bigint) };
    case 'number':
      return { numberValue: Number(value) };
    case 'boolean':
      return { boolValue: value as boolean };
    case 'date':
      return { dateValue: value as string };
    case 'uuid':
      return { uuidValue: value as string };
    case 'blob':
      return { blobValue: value as string };
    case 'geoCoordinates':
      return { geoValue: geoCoordinate(value as JsonObject) };
    case 'phoneNumber':
      return { phoneValue: phoneNumber(value as JsonObject) };
    case 'object':
      return { objectValue: nested(property, value) };
    default:
      return { listValue: listOf(property, value as ExactJson[]) };
  }
}

function listOf(property: PropertyDefinition, values: readonly ExactJson[]): MessageInit<'ListValue'> {
  switch (property.dataType[0]) {
    case 'int[]':
      return { intValues: { values: bytesOf(BigInt64Array.from(values as (number | bigint)[], BigInt)) } };
    case 'number[]':
      return { numberValues: { values: bytesOf(Float64Array.from(values, Number)) } };
    case 'boolean[]':
      return { boolValues: { values: values as boolean[] } };
    case 'date[]':
      return { dateValues: { values: values as string[] } };
    case 'uuid[]':
      return { uuidValues: { values: values as string[] } };
    case 'object[]':
      return { objectValues: { values: values.map((one) => nested(property, one)) } };
    default:
      return { textValues: { values: values as string[] } };
  }
}

function bytesOf(values: BigInt64Array | Float64Array): Uint8Array {
  return new Uint8Array(values.buffer);
}

/** Of what is in an object, just what it has: a null tells one that it has from one that it has not. */
function nested({ nestedProperties = [] }: PropertyDefinition, value: ExactJson): MessageInit<'Properties'> {
  const object = value as JsonObject;
  return encodeProperties(
    nestedProperties.filter(({ name }) => Object.hasOwn(object, name)),
    object,
  );
}

function geoCoordinate({ latitude, longitude }: JsonObject): { latitude: number; longitude: number } {
  return { latitude: Number(latitude), longitude: Number(longitude) };
}

/** Members that the object has not are left out, and read as zero or the empty text. */
function phoneNumber(value: JsonObject): MessageInit<'PhoneNumber'> {
  const { countryCode, national, ...texts } = value;
  return {
    ...(texts as MessageInit<'PhoneNumber'>),
    ...(countryCode == null ? {} : { countryCode: toInt64(countryCode as number | bigint) }),
    ...(national == null ? {} : { national: toInt64(national as number | bigint) }),
  };
}
