import { isDataType, type PropertyDefinition } from '@weaviate-export/entities-export';
import {
  Binary,
  Bool,
  Field,
  Float64,
  Int64,
  List,
  Struct,
  TimestampMicrosecond,
  Utf8,
  type DataType,
} from 'apache-arrow';
import { ListBuilder, StructBuilder } from '../columns/nested-builders.ts';
import {
  BeaconBuilder,
  BlobBuilder,
  BooleanBuilder,
  DateBuilder,
  IntBuilder,
  JsonBuilder,
  NumberBuilder,
  TextBuilder,
  UuidBuilder,
  type ValueBuilder,
} from '../columns/value-builders.ts';
import {
  beaconJson,
  blobJson,
  booleanJson,
  dateJson,
  type JsonColumn,
  listJson,
  numberJson,
  integerJson,
  rawJson,
  structJson,
  textJson,
} from '../columns/value-readers.ts';

/** A type of Weaviate's as an Arrow type, with what builds columns of it, and what reads them. */
export interface PropertyType {
  readonly type: DataType;
  /** @param rows about how many values are to come */
  readonly builder: (rows: number) => ValueBuilder;
  readonly json: JsonColumn;
}

const TEXT: PropertyType = { type: new Utf8(), builder: (rows) => new TextBuilder(rows), json: textJson };
const INT: PropertyType = { type: new Int64(), builder: (rows) => new IntBuilder(rows), json: integerJson };
const NUMBER: PropertyType = {
  type: new Float64(),
  builder: (rows) => new NumberBuilder(rows),
  json: numberJson,
};
const BOOLEAN: PropertyType = {
  type: new Bool(),
  builder: (rows) => new BooleanBuilder(rows),
  json: booleanJson,
};
const BEACON: PropertyType = {
  type: new Utf8(),
  builder: (rows) => new BeaconBuilder(rows),
  json: beaconJson,
};
const JSON_TEXT: PropertyType = {
  type: new Utf8(),
  builder: (rows) => new JsonBuilder(rows),
  json: rawJson,
};
const DATE: PropertyType = {
  type: new TimestampMicrosecond('UTC'),
  builder: (rows) => new DateBuilder(rows),
  json: dateJson,
};
const UUID_TEXT: PropertyType = {
  type: new Utf8(),
  builder: (rows) => new UuidBuilder(rows),
  json: textJson,
};
const BLOB: PropertyType = { type: new Binary(), builder: (rows) => new BlobBuilder(rows), json: blobJson };

const SCALARS: Readonly<Record<string, PropertyType>> = {
  text: TEXT,
  string: TEXT,
  int: INT,
  number: NUMBER,
  boolean: BOOLEAN,
  date: DATE,
  uuid: UUID_TEXT,
  blob: BLOB,
  geoCoordinates: structOf([
    ['latitude', NUMBER],
    ['longitude', NUMBER],
  ]),
  phoneNumber: structOf([
    ['input', TEXT],
    ['internationalFormatted', TEXT],
    ['nationalFormatted', TEXT],
    ['national', INT],
    ['countryCode', INT],
    ['defaultCountry', TEXT],
    ['valid', BOOLEAN],
  ]),
};

/** The struct of some properties, or of the properties of an object; there is at least one. */
export function propertiesType(properties: readonly PropertyDefinition[]): PropertyType {
  return structOf(properties.map((property) => [property.name, propertyType(property)]));
}

/** True where properties hold free JSON, whose numbers keep their text. */
export function holdsFreeJson(properties: readonly PropertyDefinition[]): boolean {
  return properties.some(
    ({ dataType: [type = ''], nestedProperties = [] }) =>
      (type === 'object' || type === 'object[]') &&
      (nestedProperties.length === 0 || holdsFreeJson(nestedProperties)),
  );
}

function propertyType({ dataType: [type = ''], nestedProperties }: PropertyDefinition): PropertyType {
  if (!isDataType(type)) return listOf(BEACON);
  return type.endsWith('[]')
    ? listOf(valueType(type.slice(0, -2), nestedProperties))
    : valueType(type, nestedProperties);
}

function valueType(type: string, nested: readonly PropertyDefinition[] = []): PropertyType {
  if (type !== 'object') return SCALARS[type]!;
  return nested.length === 0 ? JSON_TEXT : propertiesType(nested);
}

function listOf({ type, builder, json }: PropertyType): PropertyType {
  return {
    type: new List(new Field('element', type, true)),
    builder: (rows) => new ListBuilder(rows, builder(rows)),
    json: listJson(json),
  };
}

function structOf(properties: Iterable<readonly [name: string, PropertyType]>): PropertyType {
  const fields = new Map(properties);
  return {
    type: new Struct([...fields].map(([name, { type }]) => new Field(name, type, true))),
    builder: (rows) =>
      new StructBuilder(new Map([...fields].map(([name, { builder }]) => [name, builder(rows)]))),
    json: structJson(new Map([...fields].map(([name, { json }]) => [name, json]))),
  };
}
