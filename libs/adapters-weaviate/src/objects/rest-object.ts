import {
  ExportError,
  type ExportObject,
  isRawNumber,
  type Json,
  parseRawJson,
  type RawNumber,
} from '@weaviate-export/entities-export';

type Properties = { [name: string]: Json };
type Vector = readonly (number | RawNumber)[];

/** An object as GET /v1/objects writes it, with `include=vector`. */
interface RestObject {
  readonly id: string;
  readonly creationTimeUnix: number;
  readonly lastUpdateTimeUnix: number;
  readonly properties?: Properties | null;
  readonly vector?: Vector | null;
  readonly vectors?: { readonly [name: string]: Vector | readonly Vector[] } | null;
}

/** A zero with a sign, which JavaScript reads, and does not write. */
const NEGATIVE_ZERO = /-0[,\]}]/;

/**
 * The objects of an answer of `GET /v1/objects`, or of one object.
 * @param references names of the properties that refer to objects
 * @throws ExportError MESSAGE_MALFORMED
 */
export function readRestObjects(text: string, references: readonly string[]): ExportObject[] {
  let json: unknown;
  try {
    json = parseRawJson(text, NEGATIVE_ZERO.test(text));
  } catch (error) {
    throw new ExportError('MESSAGE_MALFORMED', ['answer of GET /v1/objects', String(error)], {
      cause: error,
    });
  }
  const { objects } = json as { objects?: RestObject[] | null };
  const found = objects === undefined ? [json as RestObject] : (objects ?? []);
  return found.map((object) => exportObject(object, references));
}

function exportObject(object: RestObject, references: readonly string[]): ExportObject {
  const { vector, vectors, properties } = object;
  const named = Object.entries(vectors ?? {});
  return {
    id: object.id,
    creationTime: object.creationTimeUnix,
    updateTime: object.lastUpdateTimeUnix,
    vector: vector == null || vector.length === 0 ? null : floatsOf(vector),
    namedVectors:
      named.length === 0 ? null : Object.fromEntries(named.map(([name, value]) => [name, vectorsOf(value)])),
    properties: JSON.stringify(withoutLinks(properties ?? {}, references)),
  };
}

function vectorsOf(value: Vector | readonly Vector[]): Float32Array | Float32Array[] {
  return isMulti(value) ? value.map(floatsOf) : floatsOf(value);
}

function isMulti(value: Vector | readonly Vector[]): value is readonly Vector[] {
  return Array.isArray(value[0]);
}

function floatsOf(vector: Vector): Float32Array {
  return Float32Array.from(vector, (value) => (isRawNumber(value) ? Number(value.rawJSON) : value));
}

/** References as they are kept: their beacons, without the paths of the server that was asked. */
function withoutLinks(properties: Properties, references: readonly string[]): Properties {
  for (const name of references) {
    const value = properties[name];
    if (Array.isArray(value)) properties[name] = value.map((reference) => ({ beacon: beaconOf(reference) }));
  }
  return properties;
}

function beaconOf(reference: Json): Json {
  return (reference as { beacon: Json }).beacon;
}
