import { dateText } from '@weaviate-export/entities-export';
import { DataType, type Data } from 'apache-arrow';
import {
  bytesOf,
  ForeignColumn,
  integersOf,
  membersOf,
  microsecondsIn,
  otherType,
  type RowReader,
  spansOf,
  textsOf,
  valuesOf,
} from './stored-column.ts';

/** Reads the values of a column as JSON: the way back from what a ValueBuilder made. */
export type JsonColumn = (data: Data) => RowReader<string>;

export const textJson: JsonColumn = (data) => mapped(textsOf(data), (text) => JSON.stringify(text));

export const integerJson: JsonColumn = (data) => mapped(integersOf(data), String);

export const dateJson: JsonColumn = (data) =>
  mapped(microsecondsIn(data), (microseconds) => JSON.stringify(dateText(microseconds)));

export const blobJson: JsonColumn = (data) =>
  mapped(bytesOf(data), (bytes) => `"${Buffer.from(bytes).toString('base64')}"`);

/** References, of which a column has the beacons. */
export const beaconJson: JsonColumn = (data) =>
  mapped(textsOf(data), (beacon) => `{"beacon":${JSON.stringify(beacon)}}`);

/** What is JSON already. */
export const rawJson: JsonColumn = (data) => textsOf(data);

export const numberJson: JsonColumn = (data) => {
  const values = valuesOf(data);
  if (!(values instanceof Float64Array)) throw otherType(data, 'doubles');
  return (row) => {
    if (!data.getValid(row)) return null;
    const value = values[row]!;
    if (!Number.isFinite(value)) throw new ForeignColumn(`has ${value}, which JSON cannot hold`);
    return Object.is(value, -0) ? '-0' : String(value);
  };
};

export const booleanJson: JsonColumn = (data) => {
  if (!DataType.isBool(data.type)) throw otherType(data, 'booleans');
  const values = valuesOf(data) as Uint8Array;
  return (row) =>
    data.getValid(row)
      ? String((values[(data.offset + row) >> 3]! >> ((data.offset + row) & 7)) % 2 === 1)
      : null;
};

export function listJson(element: JsonColumn): JsonColumn {
  return (data) => {
    const spans = spansOf(data);
    const elements = element(data.children[0]!);
    return mapped(spans, ([from, to]) => {
      const texts: string[] = [];
      for (let index = from; index < to; index++) texts.push(elements(index) ?? 'null');
      return `[${texts.join(',')}]`;
    });
  };
}

/** Objects in order of their fields; those that are NULL are left out. */
export function structJson(fields: ReadonlyMap<string, JsonColumn>): JsonColumn {
  return (data) => {
    const members = [...membersOf(data)].map(([name, column]) => {
      const field = fields.get(name);
      if (field === undefined)
        throw new ForeignColumn(`has the field ${JSON.stringify(name)}, which the class does not define`);
      return { label: `${JSON.stringify(name)}:`, value: within(name, field, column) };
    });
    return (row) => {
      if (!data.getValid(row)) return null;
      const texts: string[] = [];
      for (const { label, value } of members) {
        const text = value(row);
        if (text !== null) texts.push(label + text);
      }
      return `{${texts.join(',')}}`;
    };
  };
}

function within(name: string, field: JsonColumn, column: Data): RowReader<string> {
  const named = <T>(step: () => T): T => {
    try {
      return step();
    } catch (error) {
      if (!(error instanceof ForeignColumn)) throw error;
      throw new ForeignColumn(`in its field ${JSON.stringify(name)} ${error.message}`, { cause: error });
    }
  };
  const read = named(() => field(column));
  return (row) => named(() => read(row));
}

function mapped<T, U>(read: RowReader<T>, change: (value: T) => U): RowReader<U> {
  return (row) => {
    const value = read(row);
    return value === null ? null : change(value);
  };
}
