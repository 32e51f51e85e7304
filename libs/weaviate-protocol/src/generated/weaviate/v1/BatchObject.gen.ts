// Original file: weaviate/v1/batch_object.proto

import type { VectorsInit as _weaviate_v1_VectorsInit, Vectors as _weaviate_v1_Vectors } from '../../weaviate/v1/Vectors.gen.ts';
import type { StructInit as _weaviate_v1_StructInit, Struct as _weaviate_v1_Struct } from '../../weaviate/v1/Struct.gen.ts';
import type { NumberArrayPropertiesInit as _weaviate_v1_NumberArrayPropertiesInit, NumberArrayProperties as _weaviate_v1_NumberArrayProperties } from '../../weaviate/v1/NumberArrayProperties.gen.ts';
import type { IntArrayPropertiesInit as _weaviate_v1_IntArrayPropertiesInit, IntArrayProperties as _weaviate_v1_IntArrayProperties } from '../../weaviate/v1/IntArrayProperties.gen.ts';
import type { TextArrayPropertiesInit as _weaviate_v1_TextArrayPropertiesInit, TextArrayProperties as _weaviate_v1_TextArrayProperties } from '../../weaviate/v1/TextArrayProperties.gen.ts';
import type { BooleanArrayPropertiesInit as _weaviate_v1_BooleanArrayPropertiesInit, BooleanArrayProperties as _weaviate_v1_BooleanArrayProperties } from '../../weaviate/v1/BooleanArrayProperties.gen.ts';
import type { ObjectPropertiesInit as _weaviate_v1_ObjectPropertiesInit, ObjectProperties as _weaviate_v1_ObjectProperties } from '../../weaviate/v1/ObjectProperties.gen.ts';
import type { ObjectArrayPropertiesInit as _weaviate_v1_ObjectArrayPropertiesInit, ObjectArrayProperties as _weaviate_v1_ObjectArrayProperties } from '../../weaviate/v1/ObjectArrayProperties.gen.ts';

export interface _weaviate_v1_BatchObject_MultiTargetRefPropsInit {
  'uuids'?: (string)[];
  'propName'?: (string);
  'targetCollection'?: (string);
}

export interface _weaviate_v1_BatchObject_MultiTargetRefProps {
  'uuids': (string)[];
  'propName': (string);
  'targetCollection': (string);
}

/**
 * As ObjectPropertiesValue, and references.
 */
export interface _weaviate_v1_BatchObject_PropertiesInit {
  'nonRefProperties'?: (_weaviate_v1_StructInit | null);
  'singleTargetRefProps'?: (_weaviate_v1_BatchObject_SingleTargetRefPropsInit)[];
  'multiTargetRefProps'?: (_weaviate_v1_BatchObject_MultiTargetRefPropsInit)[];
  'numberArrayProperties'?: (_weaviate_v1_NumberArrayPropertiesInit)[];
  'intArrayProperties'?: (_weaviate_v1_IntArrayPropertiesInit)[];
  'textArrayProperties'?: (_weaviate_v1_TextArrayPropertiesInit)[];
  'booleanArrayProperties'?: (_weaviate_v1_BooleanArrayPropertiesInit)[];
  'objectProperties'?: (_weaviate_v1_ObjectPropertiesInit)[];
  'objectArrayProperties'?: (_weaviate_v1_ObjectArrayPropertiesInit)[];
  'emptyListProps'?: (string)[];
}

/**
 * As ObjectPropertiesValue, and references.
 */
export interface _weaviate_v1_BatchObject_Properties {
  'nonRefProperties': (_weaviate_v1_Struct | null);
  'singleTargetRefProps': (_weaviate_v1_BatchObject_SingleTargetRefProps)[];
  'multiTargetRefProps': (_weaviate_v1_BatchObject_MultiTargetRefProps)[];
  'numberArrayProperties': (_weaviate_v1_NumberArrayProperties)[];
  'intArrayProperties': (_weaviate_v1_IntArrayProperties)[];
  'textArrayProperties': (_weaviate_v1_TextArrayProperties)[];
  'booleanArrayProperties': (_weaviate_v1_BooleanArrayProperties)[];
  'objectProperties': (_weaviate_v1_ObjectProperties)[];
  'objectArrayProperties': (_weaviate_v1_ObjectArrayProperties)[];
  'emptyListProps': (string)[];
}

export interface _weaviate_v1_BatchObject_SingleTargetRefPropsInit {
  'uuids'?: (string)[];
  'propName'?: (string);
}

export interface _weaviate_v1_BatchObject_SingleTargetRefProps {
  'uuids': (string)[];
  'propName': (string);
}

export interface BatchObjectInit {
  'uuid'?: (string);
  /**
   * As clients before 1.23 send it; `vector_bytes` counts where both are there.
   */
  'vector'?: (number | string)[];
  'properties'?: (_weaviate_v1_BatchObject_PropertiesInit | null);
  'collection'?: (string);
  'tenant'?: (string);
  'vectorBytes'?: (Buffer | Uint8Array | string);
  'vectors'?: (_weaviate_v1_VectorsInit)[];
}

export interface BatchObject {
  'uuid': (string);
  /**
   * As clients before 1.23 send it; `vector_bytes` counts where both are there.
   */
  'vector': (number)[];
  'properties': (_weaviate_v1_BatchObject_Properties | null);
  'collection': (string);
  'tenant': (string);
  'vectorBytes': (Buffer);
  'vectors': (_weaviate_v1_Vectors)[];
}
