// Original file: weaviate/v1/batch_stream.proto

import type { ConsistencyLevelInit as _weaviate_v1_ConsistencyLevelInit, ConsistencyLevel as _weaviate_v1_ConsistencyLevel } from '../../weaviate/v1/ConsistencyLevel.gen.ts';
import type { BatchReferenceInit as _weaviate_v1_BatchReferenceInit, BatchReference as _weaviate_v1_BatchReference } from '../../weaviate/v1/BatchReference.gen.ts';

export interface _weaviate_v1_BatchStreamRequest_DataInit {
  'objects'?: (_weaviate_v1_BatchStreamRequest_Data_ObjectsInit | null);
  'references'?: (_weaviate_v1_BatchStreamRequest_Data_ReferencesInit | null);
}

export interface _weaviate_v1_BatchStreamRequest_Data {
  'objects': (_weaviate_v1_BatchStreamRequest_Data_Objects | null);
  'references': (_weaviate_v1_BatchStreamRequest_Data_References | null);
}

export interface _weaviate_v1_BatchStreamRequest_Data_ObjectsInit {
  /**
   * Of BatchObject.
   */
  'values'?: (Buffer | Uint8Array | string)[];
}

export interface _weaviate_v1_BatchStreamRequest_Data_Objects {
  /**
   * Of BatchObject.
   */
  'values': (Buffer)[];
}

export interface _weaviate_v1_BatchStreamRequest_Data_ReferencesInit {
  'values'?: (_weaviate_v1_BatchReferenceInit)[];
}

export interface _weaviate_v1_BatchStreamRequest_Data_References {
  'values': (_weaviate_v1_BatchReference)[];
}

export interface _weaviate_v1_BatchStreamRequest_StartInit {
  'consistencyLevel'?: (_weaviate_v1_ConsistencyLevelInit);
}

export interface _weaviate_v1_BatchStreamRequest_Start {
  'consistencyLevel': (_weaviate_v1_ConsistencyLevel);
}

export interface _weaviate_v1_BatchStreamRequest_StopInit {
}

export interface _weaviate_v1_BatchStreamRequest_Stop {
}

export interface BatchStreamRequestInit {
  'start'?: (_weaviate_v1_BatchStreamRequest_StartInit | null);
  'data'?: (_weaviate_v1_BatchStreamRequest_DataInit | null);
  'stop'?: (_weaviate_v1_BatchStreamRequest_StopInit | null);
  'message'?: "start"|"data"|"stop";
}

export interface BatchStreamRequest {
  'start'?: (_weaviate_v1_BatchStreamRequest_Start | null);
  'data'?: (_weaviate_v1_BatchStreamRequest_Data | null);
  'stop'?: (_weaviate_v1_BatchStreamRequest_Stop | null);
  'message'?: "start"|"data"|"stop";
}
