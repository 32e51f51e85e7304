// Original file: weaviate/v1/filters.proto

import type { Long } from '@grpc/proto-loader';

export interface IntArrayInit {
  'values'?: (number | string | Long)[];
}

export interface IntArray {
  'values': (Long)[];
}
