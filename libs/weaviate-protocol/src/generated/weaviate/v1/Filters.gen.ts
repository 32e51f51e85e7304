// Original file: weaviate/v1/filters.proto

import type { FiltersInit as _weaviate_v1_FiltersInit, Filters as _weaviate_v1_Filters } from '../../weaviate/v1/Filters.gen.ts';
import type { TextArrayInit as _weaviate_v1_TextArrayInit, TextArray as _weaviate_v1_TextArray } from '../../weaviate/v1/TextArray.gen.ts';
import type { IntArrayInit as _weaviate_v1_IntArrayInit, IntArray as _weaviate_v1_IntArray } from '../../weaviate/v1/IntArray.gen.ts';
import type { BooleanArrayInit as _weaviate_v1_BooleanArrayInit, BooleanArray as _weaviate_v1_BooleanArray } from '../../weaviate/v1/BooleanArray.gen.ts';
import type { NumberArrayInit as _weaviate_v1_NumberArrayInit, NumberArray as _weaviate_v1_NumberArray } from '../../weaviate/v1/NumberArray.gen.ts';
import type { FilterTargetInit as _weaviate_v1_FilterTargetInit, FilterTarget as _weaviate_v1_FilterTarget } from '../../weaviate/v1/FilterTarget.gen.ts';
import type { Long } from '@grpc/proto-loader';

// Original file: weaviate/v1/filters.proto

export const _weaviate_v1_Filters_Operator = {
  OPERATOR_UNSPECIFIED: 0,
  OPERATOR_EQUAL: 1,
  OPERATOR_NOT_EQUAL: 2,
  OPERATOR_GREATER_THAN: 3,
  OPERATOR_GREATER_THAN_EQUAL: 4,
  OPERATOR_LESS_THAN: 5,
  OPERATOR_LESS_THAN_EQUAL: 6,
  OPERATOR_AND: 7,
  OPERATOR_OR: 8,
  OPERATOR_WITHIN_GEO_RANGE: 9,
  OPERATOR_LIKE: 10,
  OPERATOR_IS_NULL: 11,
  OPERATOR_CONTAINS_ANY: 12,
  OPERATOR_CONTAINS_ALL: 13,
  OPERATOR_CONTAINS_NONE: 14,
  OPERATOR_NOT: 15,
} as const;

export type _weaviate_v1_Filters_OperatorInit =
  | 'OPERATOR_UNSPECIFIED'
  | 0
  | 'OPERATOR_EQUAL'
  | 1
  | 'OPERATOR_NOT_EQUAL'
  | 2
  | 'OPERATOR_GREATER_THAN'
  | 3
  | 'OPERATOR_GREATER_THAN_EQUAL'
  | 4
  | 'OPERATOR_LESS_THAN'
  | 5
  | 'OPERATOR_LESS_THAN_EQUAL'
  | 6
  | 'OPERATOR_AND'
  | 7
  | 'OPERATOR_OR'
  | 8
  | 'OPERATOR_WITHIN_GEO_RANGE'
  | 9
  | 'OPERATOR_LIKE'
  | 10
  | 'OPERATOR_IS_NULL'
  | 11
  | 'OPERATOR_CONTAINS_ANY'
  | 12
  | 'OPERATOR_CONTAINS_ALL'
  | 13
  | 'OPERATOR_CONTAINS_NONE'
  | 14
  | 'OPERATOR_NOT'
  | 15

export type _weaviate_v1_Filters_Operator = typeof _weaviate_v1_Filters_Operator[keyof typeof _weaviate_v1_Filters_Operator]

export interface FiltersInit {
  'operator'?: (_weaviate_v1_Filters_OperatorInit);
  'filters'?: (_weaviate_v1_FiltersInit)[];
  'valueText'?: (string);
  'valueInt'?: (number | string | Long);
  'valueBoolean'?: (boolean);
  'valueNumber'?: (number | string);
  'valueTextArray'?: (_weaviate_v1_TextArrayInit | null);
  'valueIntArray'?: (_weaviate_v1_IntArrayInit | null);
  'valueBooleanArray'?: (_weaviate_v1_BooleanArrayInit | null);
  'valueNumberArray'?: (_weaviate_v1_NumberArrayInit | null);
  'target'?: (_weaviate_v1_FilterTargetInit | null);
  'testValue'?: "valueText"|"valueInt"|"valueBoolean"|"valueNumber"|"valueTextArray"|"valueIntArray"|"valueBooleanArray"|"valueNumberArray";
}

export interface Filters {
  'operator': (_weaviate_v1_Filters_Operator);
  'filters': (_weaviate_v1_Filters)[];
  'valueText'?: (string);
  'valueInt'?: (Long);
  'valueBoolean'?: (boolean);
  'valueNumber'?: (number);
  'valueTextArray'?: (_weaviate_v1_TextArray | null);
  'valueIntArray'?: (_weaviate_v1_IntArray | null);
  'valueBooleanArray'?: (_weaviate_v1_BooleanArray | null);
  'valueNumberArray'?: (_weaviate_v1_NumberArray | null);
  'target': (_weaviate_v1_FilterTarget | null);
  'testValue'?: "valueText"|"valueInt"|"valueBoolean"|"valueNumber"|"valueTextArray"|"valueIntArray"|"valueBooleanArray"|"valueNumberArray";
}
