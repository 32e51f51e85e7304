// Original file: weaviate/v1/aggregate.proto

import type { Long } from '@grpc/proto-loader';

export interface _weaviate_v1_AggregateReply_SingleInit {
  'objectsCount'?: (number | string | Long);
  '_objectsCount'?: "objectsCount";
}

export interface _weaviate_v1_AggregateReply_Single {
  'objectsCount'?: (Long);
  '_objectsCount'?: "objectsCount";
}

export interface AggregateReplyInit {
  /**
   * Seconds.
   */
  'took'?: (number | string);
  'singleResult'?: (_weaviate_v1_AggregateReply_SingleInit | null);
  'result'?: "singleResult";
}

export interface AggregateReply {
  /**
   * Seconds.
   */
  'took': (number);
  'singleResult'?: (_weaviate_v1_AggregateReply_Single | null);
  'result'?: "singleResult";
}
