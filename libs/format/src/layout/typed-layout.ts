import { Field, Utf8 } from 'apache-arrow';
import {
  DEEPEST_LEVELS,
  ExportError,
  type ExportObject,
  type Json,
  LEVELS_ALLOWED,
  levelsOf,
  parseRawJson,
} from '@weaviate-export/entities-export';
import { BytesBuilder } from '../columns/column-builders.ts';
import { FLAT, VECTORS } from './column-settings.ts';
import type { Column } from '../columns/columns.ts';
import type { ExpectedRows, Layout, LayoutColumn, ClassLayout, ObjectColumnBuilder } from './layout.ts';
import { Misfit } from '../columns/misfit.ts';
import { StructBuilder } from '../columns/nested-builders.ts';
import { CLASS_NAME, CREATION_TIME, ID, UPDATE_TIME } from './object-columns.ts';
import { holdsFreeJson, propertiesType } from './property-type.ts';
import type { ValueBuilder } from '../columns/value-builders.ts';
import { NAMED_VECTORS, VECTOR } from './vector-columns.ts';

/** A struct with a field a property; NULL throughout, of the type of a text, where the class has no properties. */
const PROPERTIES: LayoutColumn = {
  name: 'properties',
  field: ({ className, properties }) => {
    const tooDeep = properties.find((property) => levelsOf(property) > DEEPEST_LEVELS);
    if (tooDeep !== undefined)
      throw new ExportError('CLASS_MISFIT', [className, tooDeep.name, 'typed', LEVELS_ALLOWED]);
    const type = properties.length === 0 ? new Utf8() : propertiesType(properties).type;
    return new Field('properties', type, true);
  },
  builder: (layout, expected) => new PropertiesBuilder(layout, expected),
};

/** As `standard`, with the properties as what they are. */
export const TYPED: Layout = {
  columns: [ID, CLASS_NAME, CREATION_TIME, UPDATE_TIME, VECTOR, NAMED_VECTORS, PROPERTIES],
  groups: [
    { columns: [VECTOR, NAMED_VECTORS], settings: VECTORS, bulk: 'vectors' },
    { columns: [ID, CLASS_NAME, CREATION_TIME, UPDATE_TIME, PROPERTIES], settings: FLAT },
  ],
  growth: () => 1,
  // An array of numbers of one digit: two bytes of JSON become eight, and their levels.
  mostGrowth: 5,
};

class PropertiesBuilder implements ObjectColumnBuilder {
  readonly #everyNumber: boolean;
  readonly #values: ValueBuilder;

  constructor({ properties }: ClassLayout, { objects }: ExpectedRows) {
    this.#everyNumber = holdsFreeJson(properties);
    this.#values =
      properties.length === 0 ? new NoProperties(objects) : propertiesType(properties).builder(objects);
  }

  add({ properties }: ExportObject): void {
    this.#values.add(properties === null ? null : this.#parse(properties));
  }

  build(): Column {
    return this.#values.build();
  }

  #parse(json: string | Uint8Array): Json {
    try {
      return parseRawJson(json, this.#everyNumber);
    } catch (cause) {
      throw new Misfit(`has properties that cannot be read as JSON: ${(cause as Error).message}`, { cause });
    }
  }
}

/** What a class without properties has: nothing, but an object that has some is refused. */
class NoProperties extends StructBuilder {
  readonly #nulls: BytesBuilder;

  constructor(rows: number) {
    super(new Map());
    this.#nulls = new BytesBuilder(rows, 0);
  }

  override add(value: Json): void {
    super.add(value);
    this.#nulls.add(null);
  }

  override build(): Column {
    return this.#nulls.build();
  }
}
