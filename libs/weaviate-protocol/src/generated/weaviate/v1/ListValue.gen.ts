// Original file: weaviate/v1/values.proto

import type { NumberValuesInit as _weaviate_v1_NumberValuesInit, NumberValues as _weaviate_v1_NumberValues } from '../../weaviate/v1/NumberValues.gen.ts';
import type { BoolValuesInit as _weaviate_v1_BoolValuesInit, BoolValues as _weaviate_v1_BoolValues } from '../../weaviate/v1/BoolValues.gen.ts';
import type { ObjectValuesInit as _weaviate_v1_ObjectValuesInit, ObjectValues as _weaviate_v1_ObjectValues } from '../../weaviate/v1/ObjectValues.gen.ts';
import type { DateValuesInit as _weaviate_v1_DateValuesInit, DateValues as _weaviate_v1_DateValues } from '../../weaviate/v1/DateValues.gen.ts';
import type { UuidValuesInit as _weaviate_v1_UuidValuesInit, UuidValues as _weaviate_v1_UuidValues } from '../../weaviate/v1/UuidValues.gen.ts';
import type { IntValuesInit as _weaviate_v1_IntValuesInit, IntValues as _weaviate_v1_IntValues } from '../../weaviate/v1/IntValues.gen.ts';
import type { TextValuesInit as _weaviate_v1_TextValuesInit, TextValues as _weaviate_v1_TextValues } from '../../weaviate/v1/TextValues.gen.ts';

export interface ListValueInit {
  'numberValues'?: (_weaviate_v1_NumberValuesInit | null);
  'boolValues'?: (_weaviate_v1_BoolValuesInit | null);
  'objectValues'?: (_weaviate_v1_ObjectValuesInit | null);
  'dateValues'?: (_weaviate_v1_DateValuesInit | null);
  'uuidValues'?: (_weaviate_v1_UuidValuesInit | null);
  'intValues'?: (_weaviate_v1_IntValuesInit | null);
  'textValues'?: (_weaviate_v1_TextValuesInit | null);
  'kind'?: "numberValues"|"boolValues"|"objectValues"|"dateValues"|"uuidValues"|"intValues"|"textValues";
}

export interface ListValue {
  'numberValues'?: (_weaviate_v1_NumberValues | null);
  'boolValues'?: (_weaviate_v1_BoolValues | null);
  'objectValues'?: (_weaviate_v1_ObjectValues | null);
  'dateValues'?: (_weaviate_v1_DateValues | null);
  'uuidValues'?: (_weaviate_v1_UuidValues | null);
  'intValues'?: (_weaviate_v1_IntValues | null);
  'textValues'?: (_weaviate_v1_TextValues | null);
  'kind'?: "numberValues"|"boolValues"|"objectValues"|"dateValues"|"uuidValues"|"intValues"|"textValues";
}
