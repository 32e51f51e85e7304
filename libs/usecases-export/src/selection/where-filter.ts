import { type ClassDefinition, ExportError, type Json } from '@weaviate-export/entities-export';
import { comparisonOf, CONTAINING, containmentOf, ORDERING } from './filter-comparison.ts';
import { type FilteredObject, type FilterTarget, findTarget, ID_PATHS } from './filter-target.ts';
import { type Comparable, FILTER_VALUES } from './filter-values.ts';
import { parseGeoRange } from './geo-range.ts';
import { likePattern } from './like.ts';

/** What a where filter lets through. */
export interface ObjectFilter {
  readonly matches: (object: FilteredObject) => boolean;
  /** No objects but those of these ids, in small letters; undefined where it names none. */
  readonly ids: ReadonlySet<string> | undefined;
}

type Members = Readonly<Record<string, Json<bigint>>>;

/** Filters may lie in each other so deep: more than anyone writes, and few enough for the stack. */
const DEEPEST_FILTER = 50;

const COMBINING = ['And', 'Or', 'Not'];
const WITHIN = 'WithinGeoRange';
const COMPARING = ['Equal', 'NotEqual', ...ORDERING, 'Like', ...CONTAINING];
/** The operators that there are. */
export const WHERE_OPERATORS: readonly string[] = [...COMBINING, 'IsNull', ...COMPARING, WITHIN];

/**
 * Reads a filter in the JSON of Weaviate's: `{operator, operands}` or `{operator, path, value…}`. Texts are compared as a
 * whole and with their case, dates as instants, integers exactly. Of an array, any element may fit; what is not there
 * equals nothing, and is null as an empty text or array is. Within `WithinGeoRange` is what lies so many metres from a place.
 * @param sent with integers beyond 2^53 as bigint
 * @param place what messages call the filter, such as `match.where`
 * @throws ExportError FIELD_INVALID, which names the place in the filter
 */
export function parseWhere(sent: Json<bigint>, definition: ClassDefinition, place: string): ObjectFilter {
  return new WhereParser(definition).filter(sent, place, 0);
}

class WhereParser {
  readonly #definition: ClassDefinition;

  constructor(definition: ClassDefinition) {
    this.#definition = definition;
  }

  filter(sent: Json<bigint>, place: string, depth: number): ObjectFilter {
    if (typeof sent !== 'object' || sent === null || Array.isArray(sent))
      fail(place, sent, 'it must be {"operator", "operands"} or {"operator", "path", "value…"}');
    if (depth > DEEPEST_FILTER) fail(place, '…', `at most ${DEEPEST_FILTER} filters may lie in each other`);
    const operator = sent['operator'] ?? null;
    if (typeof operator !== 'string' || !WHERE_OPERATORS.includes(operator))
      fail(`${place}.operator`, operator, `allowed are ${WHERE_OPERATORS.join(', ')}`);
    if (COMBINING.includes(operator)) return this.#combined(operator, sent, place, depth);
    return this.#compared(operator, sent, place);
  }

  #combined(operator: string, { operands, path }: Members, place: string, depth: number): ObjectFilter {
    if (path != null) fail(`${place}.path`, path, `${operator} has operands alone`);
    const count = operator === 'Not' ? 'just one operand' : 'one operand or more';
    if (!Array.isArray(operands) || operands.length === 0 || (operator === 'Not' && operands.length > 1))
      fail(`${place}.operands`, operands ?? null, `${operator} needs an array of ${count}`);
    const filters = operands.map((one, index) => this.filter(one, `${place}.operands[${index}]`, depth + 1));
    const ids = filters.map((filter) => filter.ids);
    switch (operator) {
      case 'And':
        return {
          matches: (object) => filters.every(({ matches }) => matches(object)),
          ids: ids.filter((set) => set !== undefined).sort((a, b) => a.size - b.size)[0],
        };
      case 'Or':
        return {
          matches: (object) => filters.some(({ matches }) => matches(object)),
          ids: ids.includes(undefined) ? undefined : new Set(ids.flatMap((set) => [...(set ?? [])])),
        };
      default:
        return { matches: (object) => !filters.some(({ matches }) => matches(object)), ids: undefined };
    }
  }

  #compared(operator: string, sent: Members, place: string): ObjectFilter {
    const [path, target] = this.#target(sent['path'] ?? null, `${place}.path`);
    if (operator === 'IsNull') return nullFilter(path, target, sent, place);
    const { type, values, isPlace } = target;
    if (isPlace === true && operator === WITHIN) {
      const [field, range] = valueOf(sent, ['valueGeoRange'], place);
      const isWithin = parseGeoRange(range, field);
      return { matches: (object) => values(object).some(isWithin), ids: undefined };
    }
    if (type === undefined)
      fail(
        `${place}.operator`,
        operator,
        `for ${path}, allowed is IsNull${isPlace === true ? ` and ${WITHIN}` : ''}`,
      );
    if (operator === WITHIN)
      fail(`${place}.operator`, operator, `${path} is no place: allowed are geoCoordinates`);
    const { fields, allowed, comparable } = FILTER_VALUES[type];
    if (ORDERING.includes(operator) && type === 'boolean')
      fail(`${place}.operator`, operator, `true and false have no order`);
    if (operator === 'Like') {
      if (type !== 'text' && !ID_PATHS.includes(path))
        fail(`${place}.operator`, operator, `${path} is no text`);
      const [field, pattern] = valueOf(sent, fields, place);
      if (typeof pattern !== 'string') fail(field, pattern, 'it must be a text');
      const isLike = likePattern(pattern);
      const matches = (object: FilteredObject) =>
        values(object).some((value) => typeof value === 'string' && isLike(value));
      return { matches, ids: undefined };
    }
    const read = (value: Json<bigint>, field: string) => comparable(value) ?? fail(field, value, allowed);
    const held = (object: FilteredObject) => values(object).map(comparable);
    if (!CONTAINING.includes(operator)) {
      const [field, value] = valueOf(sent, fields, place);
      const wanted = read(value, field);
      const compare = comparisonOf(operator, wanted);
      return { matches: (object) => compare(held(object)), ids: idsOf(path, operator, [wanted]) };
    }
    const [field, list] = valueOf(
      sent,
      fields.map((name) => `${name}Array`),
      place,
    );
    if (!Array.isArray(list) || list.length === 0)
      fail(field, list, 'it must be an array of one value or more');
    const wanted = list.map((value, index) => read(value, `${field}[${index}]`));
    const contains = containmentOf(operator, wanted);
    return { matches: (object) => contains(held(object)), ids: idsOf(path, operator, wanted) };
  }

  #target(path: Json<bigint>, place: string): [string, FilterTarget] {
    if (!Array.isArray(path) || path.length === 0)
      fail(place, path, 'it must be an array of the name of a property');
    const [name = null, ...others] = path;
    if (others.length > 0) fail(place, path, 'what references lead to is not filtered by');
    const target = typeof name === 'string' ? findTarget(this.#definition, name) : undefined;
    if (typeof name === 'string' && target !== undefined) return [name, target];
    return fail(place, path, `class ${this.#definition.class} has nothing of this name to filter by`);
  }
}

/** The ids that a comparison lets through, where that are just some. */
function idsOf(
  path: string,
  operator: string,
  wanted: readonly Comparable[],
): ReadonlySet<string> | undefined {
  if (!ID_PATHS.includes(path) || !['Equal', 'ContainsAny', 'ContainsAll'].includes(operator))
    return undefined;
  return new Set(wanted.map(String));
}

function nullFilter(
  path: string,
  { nullable, values }: FilterTarget,
  sent: Members,
  place: string,
): ObjectFilter {
  if (!nullable) fail(`${place}.operator`, 'IsNull', `every object has ${path}`);
  const [field, isNull] = valueOf(sent, ['valueBoolean'], place);
  if (typeof isNull !== 'boolean') fail(field, isNull, 'it must be true or false');
  return { matches: (object) => values(object).every((value) => value === '') === isNull, ids: undefined };
}

/** The one value of a filter, and its place. */
function valueOf(sent: Members, fields: readonly string[], place: string): [string, Json<bigint>] {
  const given = Object.keys(sent).filter((name) => name.startsWith('value') && sent[name] !== null);
  const [field, ...others] = given;
  if (field === undefined || others.length > 0 || !fields.includes(field))
    fail(place, given.join(', '), `its value must be ${fields.join(' or ')}`);
  return [`${place}.${field}`, sent[field] ?? null];
}

function fail(place: string, value: Json<bigint>, allowed: string): never {
  throw new ExportError('FIELD_INVALID', [place, value, allowed]);
}
