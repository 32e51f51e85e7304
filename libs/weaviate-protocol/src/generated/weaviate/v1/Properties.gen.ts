// Original file: weaviate/v1/values.proto

import type { ValueInit as _weaviate_v1_ValueInit, Value as _weaviate_v1_Value } from '../../weaviate/v1/Value.gen.ts';

export interface _weaviate_v1_Properties_FieldsEntryInit {
  'key'?: (string);
  'value'?: (_weaviate_v1_ValueInit | null);
}

export interface _weaviate_v1_Properties_FieldsEntry {
  'key': (string);
  'value': (_weaviate_v1_Value | null);
}

export interface PropertiesInit {
  /**
   * map<string, Value>
   */
  'fields'?: (_weaviate_v1_Properties_FieldsEntryInit)[];
}

export interface Properties {
  /**
   * map<string, Value>
   */
  'fields': (_weaviate_v1_Properties_FieldsEntry)[];
}
