import { ExportError, capitalized } from '@weaviate-export/entities-export';
import { parseObjectId } from './object-body.ts';
import { parseTenant } from './object-tenant.ts';

/** The parameters of a query as Fastify gives them: one that is there many times is an array. */
export type Query = Readonly<Record<string, string | string[] | undefined>>;

/** Weaviate's QUERY_DEFAULTS_LIMIT and QUERY_MAXIMUM_RESULTS. */
export const DEFAULT_LIMIT = 10;
export const MOST_RESULTS = 10_000;

/** What `include` may name in Weaviate. Of these, this server has vectors alone; the others are left out of answers. */
const INCLUDABLE = ['vector', 'classification', 'interpretation', 'nearestNeighbors', 'featureProjection'];
/** What would change the answer, and is not there yet. */
const NOT_SUPPORTED = ['sort', 'order'];

/** What a list of objects is asked for. */
export interface ObjectsQuery {
  /** Absent: objects of all classes without tenants, in order of class and id. */
  readonly class: string | undefined;
  readonly tenant: string | undefined;
  /** Begins behind the object of this id. */
  readonly after: string | undefined;
  readonly offset: number;
  readonly limit: number;
  readonly vectors: boolean;
}

/** @throws ExportError FIELD_INVALID or FIELD_NOT_SUPPORTED */
export function parseObjectsQuery(query: Query): ObjectsQuery {
  const parameters: ReadonlyMap<string, string> = singles(query);
  for (const name of NOT_SUPPORTED)
    if (parameters.has(name)) throw new ExportError('FIELD_NOT_SUPPORTED', [name]);
  const className = parameters.get('class');
  const tenant = parseTenant(parameters.get('tenant'));
  const after = parameters.get('after');
  const offset = wholeNumber(parameters, 'offset', 0, MOST_RESULTS);
  if (after !== undefined && (className === undefined || offset > 0)) {
    throw new ExportError('FIELD_INVALID', ['after', after, 'it needs class, and takes no offset']);
  }
  if (tenant !== undefined && className === undefined)
    throw new ExportError('FIELD_INVALID', ['tenant', tenant, 'it needs class']);
  return {
    class: className === undefined ? undefined : capitalized(className),
    tenant,
    after: after === undefined || after === '' ? undefined : parseObjectId(after),
    offset,
    limit: wholeNumber(parameters, 'limit', DEFAULT_LIMIT, MOST_RESULTS - offset),
    vectors: includesVectors(query),
  };
}

/**
 * True where `include` asks for vectors.
 * @throws ExportError FIELD_INVALID
 */
export function includesVectors(query: Query): boolean {
  const names = [query['include'] ?? []]
    .flat()
    .flatMap((list) => list.split(',').filter((name) => name !== ''));
  const unknown = names.find((name) => !INCLUDABLE.includes(name));
  if (unknown !== undefined) {
    throw new ExportError('FIELD_INVALID', ['include', unknown, `allowed are ${INCLUDABLE.join(', ')}`]);
  }
  return names.includes('vector');
}

function singles(query: Query): Map<string, string> {
  const parameters = new Map<string, string>();
  for (const [name, value] of Object.entries(query)) {
    if (name === 'include' || value === undefined) continue;
    if (Array.isArray(value))
      throw new ExportError('FIELD_INVALID', [name, value, 'it may be there just once']);
    parameters.set(name, value);
  }
  return parameters;
}

function wholeNumber(
  parameters: ReadonlyMap<string, string>,
  name: string,
  fallback: number,
  highest: number,
): number {
  const text = parameters.get(name);
  if (text === undefined) return Math.min(fallback, highest);
  const number = /^\d{1,9}$/.test(text) ? Number(text) : NaN;
  if (number <= highest) return number;
  throw new ExportError('FIELD_INVALID', [name, text, `allowed are whole numbers from 0 to ${highest}`]);
}
