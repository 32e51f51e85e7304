import { ExportError } from '@weaviate-export/entities-export';
import { FilterOperator, type Message } from '@weaviate-export/weaviate-protocol';
import { parseObjectId } from '../objects/object-body.ts';
import { MOST_RESULTS } from '../objects/object-query.ts';

/** How Weaviate's filters name the id of an object. */
const ID_PROPERTIES = ['_id', 'id'];

/**
 * The ids that a filter lets through, each once, in order. Filters by id are the only ones that this server has.
 * @throws ExportError NOT_AVAILABLE, FIELD_INVALID where there are too many, or OBJECT_ID_INVALID
 */
export function parseIdFilter(filters: Message<'Filters'>): string[] {
  const ids = idsOf(filters);
  if (ids.length > MOST_RESULTS) {
    const allowed = `at most ${MOST_RESULTS} ids are allowed in a filter`;
    throw new ExportError('FIELD_INVALID', ['filters', `of ${ids.length} ids`, allowed]);
  }
  return [...new Set(ids)].sort();
}

function idsOf({
  operator,
  filters,
  target,
  testValue,
  valueText,
  valueTextArray,
}: Message<'Filters'>): string[] {
  if (operator === FilterOperator.OPERATOR_OR) return filters.flatMap(idsOf);
  if (ID_PROPERTIES.includes(target?.property ?? '')) {
    if (operator === FilterOperator.OPERATOR_EQUAL && testValue === 'valueText')
      return [parseObjectId(valueText)];
    if (operator === FilterOperator.OPERATOR_CONTAINS_ANY && testValue === 'valueTextArray') {
      return (valueTextArray?.values ?? []).map(parseObjectId);
    }
  }
  throw new ExportError('NOT_AVAILABLE', [
    'a filter other than by ids (equal, contains any, or)',
    'iterate over the collection with a cursor (after and limit), and filter there',
  ]);
}
