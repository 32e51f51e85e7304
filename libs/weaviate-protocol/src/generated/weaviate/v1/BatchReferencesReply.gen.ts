// Original file: weaviate/v1/batch.proto


export interface _weaviate_v1_BatchReferencesReply_BatchErrorInit {
  'index'?: (number);
  'error'?: (string);
}

export interface _weaviate_v1_BatchReferencesReply_BatchError {
  'index': (number);
  'error': (string);
}

export interface BatchReferencesReplyInit {
  /**
   * Seconds.
   */
  'took'?: (number | string);
  /**
   * Those that were not written.
   */
  'errors'?: (_weaviate_v1_BatchReferencesReply_BatchErrorInit)[];
}

export interface BatchReferencesReply {
  /**
   * Seconds.
   */
  'took': (number);
  /**
   * Those that were not written.
   */
  'errors': (_weaviate_v1_BatchReferencesReply_BatchError)[];
}
