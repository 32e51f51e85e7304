// Original file: weaviate/v1/batch_object.proto

import type { StructInit as _weaviate_v1_StructInit, Struct as _weaviate_v1_Struct } from '../../weaviate/v1/Struct.gen.ts';
import type { NumberArrayPropertiesInit as _weaviate_v1_NumberArrayPropertiesInit, NumberArrayProperties as _weaviate_v1_NumberArrayProperties } from '../../weaviate/v1/NumberArrayProperties.gen.ts';
import type { IntArrayPropertiesInit as _weaviate_v1_IntArrayPropertiesInit, IntArrayProperties as _weaviate_v1_IntArrayProperties } from '../../weaviate/v1/IntArrayProperties.gen.ts';
import type { TextArrayPropertiesInit as _weaviate_v1_TextArrayPropertiesInit, TextArrayProperties as _weaviate_v1_TextArrayProperties } from '../../weaviate/v1/TextArrayProperties.gen.ts';
import type { BooleanArrayPropertiesInit as _weaviate_v1_BooleanArrayPropertiesInit, BooleanArrayProperties as _weaviate_v1_BooleanArrayProperties } from '../../weaviate/v1/BooleanArrayProperties.gen.ts';
import type { ObjectPropertiesInit as _weaviate_v1_ObjectPropertiesInit, ObjectProperties as _weaviate_v1_ObjectProperties } from '../../weaviate/v1/ObjectProperties.gen.ts';
import type { ObjectArrayPropertiesInit as _weaviate_v1_ObjectArrayPropertiesInit, ObjectArrayProperties as _weaviate_v1_ObjectArrayProperties } from '../../weaviate/v1/ObjectArrayProperties.gen.ts';

/**
 * The properties of a nested object by their types.
 */
export interface ObjectPropertiesValueInit {
  'nonRefProperties'?: (_weaviate_v1_StructInit | null);
  'numberArrayProperties'?: (_weaviate_v1_NumberArrayPropertiesInit)[];
  'intArrayProperties'?: (_weaviate_v1_IntArrayPropertiesInit)[];
  'textArrayProperties'?: (_weaviate_v1_TextArrayPropertiesInit)[];
  'booleanArrayProperties'?: (_weaviate_v1_BooleanArrayPropertiesInit)[];
  'objectProperties'?: (_weaviate_v1_ObjectPropertiesInit)[];
  'objectArrayProperties'?: (_weaviate_v1_ObjectArrayPropertiesInit)[];
  'emptyListProps'?: (string)[];
}

/**
 * The properties of a nested object by their types.
 */
export interface ObjectPropertiesValue {
  'nonRefProperties': (_weaviate_v1_Struct | null);
  'numberArrayProperties': (_weaviate_v1_NumberArrayProperties)[];
  'intArrayProperties': (_weaviate_v1_IntArrayProperties)[];
  'textArrayProperties': (_weaviate_v1_TextArrayProperties)[];
  'booleanArrayProperties': (_weaviate_v1_BooleanArrayProperties)[];
  'objectProperties': (_weaviate_v1_ObjectProperties)[];
  'objectArrayProperties': (_weaviate_v1_ObjectArrayProperties)[];
  'emptyListProps': (string)[];
}
