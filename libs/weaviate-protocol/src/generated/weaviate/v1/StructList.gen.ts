// Original file: weaviate/v1/struct.proto

import type { StructValueInit as _weaviate_v1_StructValueInit, StructValue as _weaviate_v1_StructValue } from '../../weaviate/v1/StructValue.gen.ts';

export interface StructListInit {
  'values'?: (_weaviate_v1_StructValueInit)[];
}

export interface StructList {
  'values': (_weaviate_v1_StructValue)[];
}
