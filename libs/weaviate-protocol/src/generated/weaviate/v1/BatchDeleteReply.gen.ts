// Original file: weaviate/v1/batch_delete.proto

import type { BatchDeleteObjectInit as _weaviate_v1_BatchDeleteObjectInit, BatchDeleteObject as _weaviate_v1_BatchDeleteObject } from '../../weaviate/v1/BatchDeleteObject.gen.ts';
import type { Long } from '@grpc/proto-loader';

export interface BatchDeleteReplyInit {
  /**
   * Seconds.
   */
  'took'?: (number | string);
  'failed'?: (number | string | Long);
  'matches'?: (number | string | Long);
  'successful'?: (number | string | Long);
  'objects'?: (_weaviate_v1_BatchDeleteObjectInit)[];
}

export interface BatchDeleteReply {
  /**
   * Seconds.
   */
  'took': (number);
  'failed': (Long);
  'matches': (Long);
  'successful': (Long);
  'objects': (_weaviate_v1_BatchDeleteObject)[];
}
