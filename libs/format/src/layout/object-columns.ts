import { Field, TimestampMillisecond, Utf8 } from 'apache-arrow';
import { sizeOf } from '@weaviate-export/entities-export';
import { BytesBuilder, NumbersBuilder } from '../columns/column-builders.ts';
import { UNKNOWN_TIME } from './id-entries.ts';
import type { LayoutColumn } from './layout.ts';
import { wellFormed } from '../columns/well-formed.ts';

/** Bytes of a UUID as text. */
const ID_BYTES = 36;

const utf8 = new TextEncoder();

export const ID: LayoutColumn = {
  name: 'id',
  settings: { statistics: 'page' },
  field: () => new Field('id', new Utf8(), true),
  builder: (_layout, { objects }) => {
    const builder = new BytesBuilder(objects, ID_BYTES);
    return { add: ({ id }) => builder.add(wellFormed(id, 'an id')), build: () => builder.build() };
  },
};

export const CLASS_NAME: LayoutColumn = {
  name: 'class_name',
  settings: { dictionary: true, compressed: false },
  field: () => new Field('class_name', new Utf8(), true),
  builder: ({ className }, { objects }) => {
    const name = utf8.encode(className);
    const builder = new BytesBuilder(objects, name.length);
    return { add: () => builder.add(name), build: () => builder.build() };
  },
};

export const CREATION_TIME = timeColumn('creation_time', 'creationTime');
export const UPDATE_TIME = timeColumn('update_time', 'updateTime');
/** When an object went, where that is known. */
export const DELETE_TIME = timeColumn('delete_time', 'updateTime', (time) =>
  time === UNKNOWN_TIME ? null : BigInt(time),
);

/** The properties as JSON, just as accepted. */
export const PROPERTIES: LayoutColumn = {
  name: 'properties',
  field: () => new Field('properties', new Utf8(), true),
  builder: (_layout, { objects, bytes }) => {
    const builder = new BytesBuilder(objects, 0);
    let isFirst = true;
    return {
      add: (object) => {
        // What the rows have beside their properties is about as much as the first one has: the rest is reserved at once.
        if (isFirst) builder.reserve(Math.max(0, bytes - objects * sizeOf({ ...object, properties: null })));
        isFirst = false;
        const { properties } = object;
        builder.add(properties === null ? null : wellFormed(properties, 'properties'));
      },
      build: () => builder.build(),
    };
  },
};

function timeColumn(
  name: string,
  time: 'creationTime' | 'updateTime',
  valueOf: (time: number) => bigint | null = BigInt,
): LayoutColumn {
  return {
    name,
    settings: {
      statistics: 'page',
      // Where ids are in no order of time, no codec gains on the differences; else there is next to nothing to gain.
      compact: { encoding: 'DELTA_BINARY_PACKED', compressed: false },
    },
    field: () => new Field(name, new TimestampMillisecond('UTC'), true),
    builder: (_layout, { objects }) => {
      const builder = new NumbersBuilder(BigInt64Array, 0n, objects);
      return { add: (object) => builder.add(valueOf(object[time])), build: () => builder.build() };
    },
  };
}
