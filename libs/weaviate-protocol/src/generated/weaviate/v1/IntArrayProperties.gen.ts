// Original file: weaviate/v1/batch_object.proto

import type { Long } from '@grpc/proto-loader';

export interface IntArrayPropertiesInit {
  'values'?: (number | string | Long)[];
  'propName'?: (string);
}

export interface IntArrayProperties {
  'values': (Long)[];
  'propName': (string);
}
