// Original file: weaviate/v1/batch.proto


export interface _weaviate_v1_BatchObjectsReply_BatchErrorInit {
  'index'?: (number);
  'error'?: (string);
}

export interface _weaviate_v1_BatchObjectsReply_BatchError {
  'index': (number);
  'error': (string);
}

export interface BatchObjectsReplyInit {
  /**
   * Seconds.
   */
  'took'?: (number | string);
  /**
   * Those that were not written.
   */
  'errors'?: (_weaviate_v1_BatchObjectsReply_BatchErrorInit)[];
}

export interface BatchObjectsReply {
  /**
   * Seconds.
   */
  'took': (number);
  /**
   * Those that were not written.
   */
  'errors': (_weaviate_v1_BatchObjectsReply_BatchError)[];
}
