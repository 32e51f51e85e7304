import { FilterOperator, fromInt64, type Message } from '@weaviate-export/weaviate-protocol';
import type { ExactJson } from '../written-json.ts';

/** Weaviate's words for the operators of a where filter. */
const OPERATORS: ReadonlyMap<number, string> = new Map([
  [FilterOperator.OPERATOR_EQUAL, 'Equal'],
  [FilterOperator.OPERATOR_NOT_EQUAL, 'NotEqual'],
  [FilterOperator.OPERATOR_GREATER_THAN, 'GreaterThan'],
  [FilterOperator.OPERATOR_GREATER_THAN_EQUAL, 'GreaterThanEqual'],
  [FilterOperator.OPERATOR_LESS_THAN, 'LessThan'],
  [FilterOperator.OPERATOR_LESS_THAN_EQUAL, 'LessThanEqual'],
  [FilterOperator.OPERATOR_AND, 'And'],
  [FilterOperator.OPERATOR_OR, 'Or'],
  [FilterOperator.OPERATOR_WITHIN_GEO_RANGE, 'WithinGeoRange'],
  [FilterOperator.OPERATOR_LIKE, 'Like'],
  [FilterOperator.OPERATOR_IS_NULL, 'IsNull'],
  [FilterOperator.OPERATOR_CONTAINS_ANY, 'ContainsAny'],
  [FilterOperator.OPERATOR_CONTAINS_ALL, 'ContainsAll'],
  [FilterOperator.OPERATOR_CONTAINS_NONE, 'ContainsNone'],
  [FilterOperator.OPERATOR_NOT, 'Not'],
]);

/** A filter as REST has it; right or wrong, it says what the message says. */
export function whereOf(filter: Message<'Filters'>): ExactJson {
  const operator = OPERATORS.get(filter.operator) ?? filter.operator;
  if (filter.filters.length > 0) return { operator, operands: filter.filters.map(whereOf) };
  const path = filter.target === null ? null : [filter.target.property ?? ''];
  return { operator, path, ...valueOf(filter) };
}

function valueOf(filter: Message<'Filters'>): Record<string, ExactJson> {
  switch (filter.testValue) {
    case 'valueText':
      return { valueText: filter.valueText ?? '' };
    case 'valueInt':
      return { valueInt: filter.valueInt == null ? 0 : fromInt64(filter.valueInt) };
    case 'valueBoolean':
      return { valueBoolean: filter.valueBoolean ?? false };
    case 'valueNumber':
      return { valueNumber: filter.valueNumber ?? 0 };
    case 'valueTextArray':
      return { valueTextArray: [...(filter.valueTextArray?.values ?? [])] };
    case 'valueIntArray':
      return { valueIntArray: (filter.valueIntArray?.values ?? []).map(fromInt64) };
    case 'valueBooleanArray':
      return { valueBooleanArray: [...(filter.valueBooleanArray?.values ?? [])] };
    case 'valueNumberArray':
      return { valueNumberArray: [...(filter.valueNumberArray?.values ?? [])] };
    default:
      return {};
  }
}
