import { beaconOf, fromInt64, type Message, parseBeacon } from '@weaviate-export/weaviate-protocol';
import type { ExactJson } from '../written-json.ts';

/** The properties of an object, or of a nested one, by their types. */
type TypedProperties = Message<'ObjectPropertiesValue'>;
/** Those of an object have references as well. */
type BatchProperties = NonNullable<Message<'BatchObject'>['properties']>;
type Members = [string, ExactJson][];

/** Where the ends of 64 bits lie, which doubles hold exactly. */
const INT64_END = 2 ** 63;
const FLOAT64_BYTES = 8;

/** The properties of an object of a batch as JSON has them, in no particular order, each as exact as it came. */
export function membersOf(properties: BatchProperties): Members {
  return [...typedMembers(properties), ...references(properties)];
}

function typedMembers(properties: TypedProperties): Members {
  const named = <Named extends { readonly propName: string }>(
    list: readonly Named[],
    valueOf: (one: Named) => ExactJson,
  ): Members => list.map((one) => [one.propName, valueOf(one)]);
  return [
    ...structMembers(properties.nonRefProperties),
    ...named(properties.numberArrayProperties, ({ values, valuesBytes }) =>
      valuesBytes.length > 0 ? float64Values(valuesBytes) : [...values],
    ),
    ...named(properties.intArrayProperties, ({ values }) => values.map(fromInt64)),
    ...named(properties.textArrayProperties, ({ values }) => [...values]),
    ...named(properties.booleanArrayProperties, ({ values }) => [...values]),
    ...named(properties.objectProperties, ({ value }) => nestedObject(value)),
    ...named(properties.objectArrayProperties, ({ values }) => values.map(nestedObject)),
    ...properties.emptyListProps.map((name): [string, ExactJson] => [name, []]),
  ];
}

function nestedObject(value: TypedProperties | null): ExactJson {
  return value === null ? {} : Object.fromEntries(typedMembers(value));
}

function float64Values(bytes: Uint8Array): number[] {
  const whole = bytes.subarray(0, bytes.length - (bytes.length % FLOAT64_BYTES));
  return [...new Float64Array(Uint8Array.from(whole).buffer)];
}

function structMembers(struct: Message<'Struct'> | null): Members {
  return (struct?.fields ?? []).map(({ key, value }) => [key, structValue(value)]);
}

function structValue(value: Message<'StructValue'> | null): ExactJson {
  switch (value?.kind) {
    case 'numberValue':
      return exactNumber(value.numberValue ?? 0);
    case 'stringValue':
      return value.stringValue ?? '';
    case 'boolValue':
      return value.boolValue ?? false;
    case 'structValue':
      return Object.fromEntries(structMembers(value.structValue ?? null));
    case 'listValue':
      return (value.listValue?.values ?? []).map(structValue);
    default:
      return null;
  }
}

/** All numbers of a Struct are doubles: one that stands for an integer beyond 2^53 is that integer. */
function exactNumber(value: number): number | bigint {
  const isLongInteger = Number.isInteger(value) && !Number.isSafeInteger(value);
  return isLongInteger && value >= -INT64_END && value < INT64_END ? BigInt(value) : value;
}

function references({ singleTargetRefProps, multiTargetRefProps }: BatchProperties): Members {
  const beacons = new Map<string, ExactJson[]>();
  const add = (property: string, className: string | undefined, uuids: readonly string[]) => {
    const added = uuids.map((uuid) => ({ beacon: beaconFor(uuid, className) }));
    beacons.set(property, [...(beacons.get(property) ?? []), ...added]);
  };
  for (const { propName, uuids } of singleTargetRefProps) add(propName, undefined, uuids);
  for (const { propName, targetCollection, uuids } of multiTargetRefProps) {
    add(propName, targetCollection, uuids);
  }
  return [...beacons];
}

/** Some clients send a beacon itself in place of the UUID. */
function beaconFor(uuid: string, className: string | undefined): string {
  const { class: named, id } = parseBeacon(uuid) ?? { class: undefined, id: uuid };
  return beaconOf({ class: named ?? className, id });
}
