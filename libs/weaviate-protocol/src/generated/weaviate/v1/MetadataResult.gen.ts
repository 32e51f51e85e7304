// Original file: weaviate/v1/search.proto

import type { VectorsInit as _weaviate_v1_VectorsInit, Vectors as _weaviate_v1_Vectors } from '../../weaviate/v1/Vectors.gen.ts';
import type { Long } from '@grpc/proto-loader';

export interface MetadataResultInit {
  'id'?: (string);
  /**
   * Milliseconds since 1970 in UTC.
   */
  'creationTimeUnix'?: (number | string | Long);
  'creationTimeUnixPresent'?: (boolean);
  /**
   * Milliseconds since 1970 in UTC.
   */
  'lastUpdateTimeUnix'?: (number | string | Long);
  'lastUpdateTimeUnixPresent'?: (boolean);
  'vectorBytes'?: (Buffer | Uint8Array | string);
  /**
   * The 16 bytes of the id.
   */
  'idAsBytes'?: (Buffer | Uint8Array | string);
  'vectors'?: (_weaviate_v1_VectorsInit)[];
}

export interface MetadataResult {
  'id': (string);
  /**
   * Milliseconds since 1970 in UTC.
   */
  'creationTimeUnix': (Long);
  'creationTimeUnixPresent': (boolean);
  /**
   * Milliseconds since 1970 in UTC.
   */
  'lastUpdateTimeUnix': (Long);
  'lastUpdateTimeUnixPresent': (boolean);
  'vectorBytes': (Buffer);
  /**
   * The 16 bytes of the id.
   */
  'idAsBytes': (Buffer);
  'vectors': (_weaviate_v1_Vectors)[];
}
