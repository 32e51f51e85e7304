// Original file: weaviate/v1/struct.proto

import type { StructValueInit as _weaviate_v1_StructValueInit, StructValue as _weaviate_v1_StructValue } from '../../weaviate/v1/StructValue.gen.ts';

export interface _weaviate_v1_Struct_FieldsEntryInit {
  'key'?: (string);
  'value'?: (_weaviate_v1_StructValueInit | null);
}

export interface _weaviate_v1_Struct_FieldsEntry {
  'key': (string);
  'value': (_weaviate_v1_StructValue | null);
}

export interface StructInit {
  /**
   * map<string, StructValue>
   */
  'fields'?: (_weaviate_v1_Struct_FieldsEntryInit)[];
}

export interface Struct {
  /**
   * map<string, StructValue>
   */
  'fields': (_weaviate_v1_Struct_FieldsEntry)[];
}
