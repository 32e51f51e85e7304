// Original file: weaviate/v1/batch_stream.proto


/**
 * What has come.
 */
export interface _weaviate_v1_BatchStreamReply_AcksInit {
  'uuids'?: (string)[];
  'beacons'?: (string)[];
}

/**
 * What has come.
 */
export interface _weaviate_v1_BatchStreamReply_Acks {
  'uuids': (string)[];
  'beacons': (string)[];
}

export interface _weaviate_v1_BatchStreamReply_Results_ErrorInit {
  'error'?: (string);
  'uuid'?: (string);
  'beacon'?: (string);
  'detail'?: "uuid"|"beacon";
}

export interface _weaviate_v1_BatchStreamReply_Results_Error {
  'error': (string);
  'uuid'?: (string);
  'beacon'?: (string);
  'detail'?: "uuid"|"beacon";
}

/**
 * What became of it.
 */
export interface _weaviate_v1_BatchStreamReply_ResultsInit {
  'errors'?: (_weaviate_v1_BatchStreamReply_Results_ErrorInit)[];
  'successes'?: (_weaviate_v1_BatchStreamReply_Results_SuccessInit)[];
}

/**
 * What became of it.
 */
export interface _weaviate_v1_BatchStreamReply_Results {
  'errors': (_weaviate_v1_BatchStreamReply_Results_Error)[];
  'successes': (_weaviate_v1_BatchStreamReply_Results_Success)[];
}

/**
 * The client is to close its stream, and to begin another one elsewhere.
 */
export interface _weaviate_v1_BatchStreamReply_ShuttingDownInit {
}

/**
 * The client is to close its stream, and to begin another one elsewhere.
 */
export interface _weaviate_v1_BatchStreamReply_ShuttingDown {
}

export interface _weaviate_v1_BatchStreamReply_StartedInit {
}

export interface _weaviate_v1_BatchStreamReply_Started {
}

export interface _weaviate_v1_BatchStreamReply_Results_SuccessInit {
  'uuid'?: (string);
  'beacon'?: (string);
  'detail'?: "uuid"|"beacon";
}

export interface _weaviate_v1_BatchStreamReply_Results_Success {
  'uuid'?: (string);
  'beacon'?: (string);
  'detail'?: "uuid"|"beacon";
}

export interface BatchStreamReplyInit {
  'results'?: (_weaviate_v1_BatchStreamReply_ResultsInit | null);
  'shuttingDown'?: (_weaviate_v1_BatchStreamReply_ShuttingDownInit | null);
  'started'?: (_weaviate_v1_BatchStreamReply_StartedInit | null);
  'acks'?: (_weaviate_v1_BatchStreamReply_AcksInit | null);
  'message'?: "results"|"shuttingDown"|"started"|"acks";
}

export interface BatchStreamReply {
  'results'?: (_weaviate_v1_BatchStreamReply_Results | null);
  'shuttingDown'?: (_weaviate_v1_BatchStreamReply_ShuttingDown | null);
  'started'?: (_weaviate_v1_BatchStreamReply_Started | null);
  'acks'?: (_weaviate_v1_BatchStreamReply_Acks | null);
  'message'?: "results"|"shuttingDown"|"started"|"acks";
}
