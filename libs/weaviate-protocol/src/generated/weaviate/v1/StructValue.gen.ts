// Original file: weaviate/v1/struct.proto

import type { NullValueInit as _weaviate_v1_NullValueInit, NullValue as _weaviate_v1_NullValue } from '../../weaviate/v1/NullValue.gen.ts';
import type { StructInit as _weaviate_v1_StructInit, Struct as _weaviate_v1_Struct } from '../../weaviate/v1/Struct.gen.ts';
import type { StructListInit as _weaviate_v1_StructListInit, StructList as _weaviate_v1_StructList } from '../../weaviate/v1/StructList.gen.ts';

export interface StructValueInit {
  'nullValue'?: (_weaviate_v1_NullValueInit);
  'numberValue'?: (number | string);
  'stringValue'?: (string);
  'boolValue'?: (boolean);
  'structValue'?: (_weaviate_v1_StructInit | null);
  'listValue'?: (_weaviate_v1_StructListInit | null);
  'kind'?: "nullValue"|"numberValue"|"stringValue"|"boolValue"|"structValue"|"listValue";
}

export interface StructValue {
  'nullValue'?: (_weaviate_v1_NullValue);
  'numberValue'?: (number);
  'stringValue'?: (string);
  'boolValue'?: (boolean);
  'structValue'?: (_weaviate_v1_Struct | null);
  'listValue'?: (_weaviate_v1_StructList | null);
  'kind'?: "nullValue"|"numberValue"|"stringValue"|"boolValue"|"structValue"|"listValue";
}
