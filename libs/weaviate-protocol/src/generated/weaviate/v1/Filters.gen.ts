// Original file: weaviate/v1/filters.proto

import type { FiltersInit as _weaviate_v1_FiltersInit, Filters as _weaviate_v1_Filters } from '../../weaviate/v1/Filters.gen.ts';
import type { TextArrayInit as _weaviate_v1_TextArrayInit, TextArray as _weaviate_v1_TextArray } from '../../weaviate/v1/TextArray.gen.ts';
import type { FilterTargetInit as _weaviate_v1_FilterTargetInit, FilterTarget as _weaviate_v1_FilterTarget } from '../../weaviate/v1/FilterTarget.gen.ts';

// Original file: weaviate/v1/filters.proto

/**
 * Just those of filters by id.
 */
export const _weaviate_v1_Filters_Operator = {
  OPERATOR_UNSPECIFIED: 0,
  OPERATOR_EQUAL: 1,
  OPERATOR_OR: 8,
  OPERATOR_CONTAINS_ANY: 12,
} as const;

/**
 * Just those of filters by id.
 */
export type _weaviate_v1_Filters_OperatorInit =
  | 'OPERATOR_UNSPECIFIED'
  | 0
  | 'OPERATOR_EQUAL'
  | 1
  | 'OPERATOR_OR'
  | 8
  | 'OPERATOR_CONTAINS_ANY'
  | 12

/**
 * Just those of filters by id.
 */
export type _weaviate_v1_Filters_Operator = typeof _weaviate_v1_Filters_Operator[keyof typeof _weaviate_v1_Filters_Operator]

export interface FiltersInit {
  'operator'?: (_weaviate_v1_Filters_OperatorInit);
  'filters'?: (_weaviate_v1_FiltersInit)[];
  'valueText'?: (string);
  'valueTextArray'?: (_weaviate_v1_TextArrayInit | null);
  'target'?: (_weaviate_v1_FilterTargetInit | null);
  'testValue'?: "valueText"|"valueTextArray";
}

export interface Filters {
  'operator': (_weaviate_v1_Filters_Operator);
  'filters': (_weaviate_v1_Filters)[];
  'valueText'?: (string);
  'valueTextArray'?: (_weaviate_v1_TextArray | null);
  'target': (_weaviate_v1_FilterTarget | null);
  'testValue'?: "valueText"|"valueTextArray";
}
